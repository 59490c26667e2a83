"""Where the files that come with the program are: schemas, the sample, help, icons, licence."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder() -> Path:
    """Return the resources folder: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def path(*parts: str) -> Path:
    """Return the path of one resource, e.g. `path("schema", "news.toml")`; it may be missing."""
    return folder().joinpath(*parts)
