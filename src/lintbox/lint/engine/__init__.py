"""Checks one file in memory with stock flake8, and reads profiles and pasted configurations.

``runner`` produces a ``Report`` from a file; ``refusals`` adds what Python's compiler refuses. ``options``,
``option_values`` and ``configs`` turn forms and configuration files into profiles; ``emitted`` compares a
profile with the codes that its checkers report.
"""
