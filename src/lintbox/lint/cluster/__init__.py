"""Checks on other machines: wraps NATS JetStream; no other package imports ``nats``.

The server publishes each claimed check and awaits the answer (``linter``, ``dispatcher``, ``roster``). A
worker pulls checks, runs them with an ordinary ``Linter``, and answers (``worker``). ``layout`` has the names
on the NATS server; ``lintbox nats-config`` prints its configuration.
"""
