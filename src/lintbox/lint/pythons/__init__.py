"""The other Pythons of this machine: found, probed, and given the sources of the engine.

Each runs a fork server of its own; ``lint.linter`` starts it when a check first asks for its version.
"""
