"""flake8 for a whole class, team or company, in one file."""

from importlib.metadata import version

__version__ = version("lintbox")
