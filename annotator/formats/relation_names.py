"""What relation ids mean: the list that DocRED and FewRel ship beside their data, in and out.

`rel_info.json` holds a name an id, `pid2name.json` a name and a description.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from annotator.core.errors import InputError
from annotator.core.text import without_lone_surrogates
from annotator.formats.decoding import decoded

_BESIDE = ("rel_info.json", "pid2name.json")


def names_beside(path: Path) -> dict[str, str]:
    """The names by their ids; ids of one name stay ids. Empty when no list lies beside the file."""
    for found in (_own(path), *(path.with_name(name) for name in _BESIDE)):
        if found != path and found.is_file():
            said = _read(found)
            count = Counter(said.values())
            return {key: name for key, name in said.items() if count[name] == 1}
    return {}


def write_names(path: Path, names: Mapping[str, str]) -> Path | None:
    """Put the list beside a dataset, under the dataset's name; None when there is none."""
    from annotator.formats.atomic import written

    if not names:
        return None
    with written(_own(path)) as file:
        said = json.dumps(dict(sorted(names.items())), ensure_ascii=False, indent=1)
        file.write(f"{said}\n".encode())
    return _own(path)


def _own(path: Path) -> Path:
    return path.with_name(f"{path.stem}.rel_info.json")


def _read(path: Path) -> dict[str, str]:
    try:
        values = json.loads(decoded(path.read_bytes(), str(path), None).text)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError("The list of relation names is broken. Repair it.", str(path)) from error
    rows = values.items() if isinstance(values, dict) else ()
    return {key: name for key, value in rows if (name := _name(value))}


def _name(value: Any) -> str:
    value = value[0] if isinstance(value, list) and value else value
    return without_lone_surrogates(value.strip()) if isinstance(value, str) else ""
