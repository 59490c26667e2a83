"""TOML texts whose keys would take hundreds of times their size are refused before they are read."""

import re
from typing import Any

_PARTS_AT_MOST = 16
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_PART}){{{_PARTS_AT_MOST}}}")
_SIGNS = re.compile(r"[=.\[]")


class IntricateTomlError(ValueError):
    """The sentence says what there is too much of."""


def toml_values(text: str, keys_at_most: int) -> dict[str, Any]:
    """The values of a TOML text; ValueError when it is none, RecursionError when it is nested too deep.

    `tomllib` takes about 1 KB a part of a key, and the square of the parts of one key.
    """
    # Late: without a file the start of the program need not pay for it.
    import tomllib

    refuse_intricate(text, keys_at_most)
    return tomllib.loads(text)


def refuse_intricate(text: str, keys_at_most: int) -> None:
    """IntricateTomlError for keys of many parts, or more keys than this (signs that may be of one count)."""
    if _LONG_KEY.search(text):
        raise IntricateTomlError(f"a key has more than {_PARTS_AT_MOST} parts")
    if sum(1 for _ in _SIGNS.finditer(text)) > keys_at_most:
        raise IntricateTomlError(f"it has more than {keys_at_most:,} keys")
