"""Runs checks in disposable processes: files and options of users are interpreted nowhere else.

The server talks to one fork server (``client``, ``protocol``). The fork server preloads flake8, forks a
worker process per job, enforces the wall-clock timeout and reaps the workers (``forkserver``,
``worker_handle``). A worker process limits itself before it reads a file (``worker_process``, ``limits``,
``sandbox``).
"""
