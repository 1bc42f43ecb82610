"""flake8 for a whole class, team or company, in one file."""

__all__ = ["__version__"]

__version__: str


def __getattr__(name: str) -> str:
    # reading a package's metadata is a fifth of what `lintbox check` costs to start
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version

    return version("lintbox")
