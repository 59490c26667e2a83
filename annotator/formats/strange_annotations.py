"""Annotations of JSON in a layout that no format of the table has: they are kept, and told."""

from collections.abc import Mapping
from typing import Any

_NAMES = frozenset(
    "annotation annotations entities entity events label labels mentions ner offsets relations spans"
    " spo_list tags triples".split()
)


def strange_annotations(values: Mapping[str, Any]) -> str:
    """The names of what looks like annotations among these values; empty where nothing does."""
    return ", ".join(k for k, value in values.items() if k.lower() in _NAMES and _is_nested(value))


def _is_nested(value: Any) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(part, list | dict) for part in inside)
