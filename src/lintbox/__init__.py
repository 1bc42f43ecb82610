"""flake8 for a whole class, team or company, in one file."""

__all__ = ["__version__"]

__version__: str


def __getattr__(name: str) -> str:
    # lazy: reading the package's metadata is a fifth of the start-up time of `lintbox check`
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version

    return version("lintbox")
