"""Repairs findings with autopep8 and autoflake, in a worker, and checks the result before anybody sees it.

Nothing here decides on its own how code should look: the tools rewrite, flake8 and the syntax tree decide.
"""
