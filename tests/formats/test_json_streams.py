"""Values of large JSON files, one at a time."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import InputError
from annotator.formats import json_streams, json_values
from annotator.formats.json_streams import values
from annotator.formats.json_values import objects

RECORDS: list[dict[str, Any]] = [
    {"text": f"Ana 🎉 {n}", "n": [n, {"a": "\\\n]"}]} for n in range(50)
]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_streams, "_CHUNK", 7)


@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_comes_value_by_value_however_it_is_cut(
    tmp_path: Path, indent: int | None
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(RECORDS, indent=indent, ensure_ascii=False), "utf-8-sig")
    assert list(values(path)) == RECORDS


@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20)), max_size=6))
def test_any_objects_behind_each_other_come_again(records: list[dict[str, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        said = "\n".join(json.dumps(r, ensure_ascii=False) for r in records)
        path.write_bytes(said.encode("utf-8", "replace"))
        expected = [json.loads(line) for line in said.encode("utf-8", "replace").splitlines()]
        assert list(values(path)) == expected


def test_broken_json_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1},\n{"a": 2},\n{"a": oops},\n{"a": 4}]', "utf-8")
    found = values(path)
    assert [next(found), next(found)] == [{"a": 1}, {"a": 2}]
    with pytest.raises(InputError) as error:
        next(found)
    assert error.value.line == 3


def test_another_encoding_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes('[{"a": "é"}]'.encode("latin-1"))
    with pytest.raises(InputError, match="Name its encoding"):
        list(values(path))
    assert list(values(path, "latin-1")) == [{"a": "é"}]


def test_a_large_file_is_read_the_same_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([*RECORDS, 7, {"a": "\ud800"}]), "utf-8")
    as_a_whole = list(objects(path))
    monkeypatch.setattr(json_values, "_WHOLE_AT_MOST", 0)
    value_by_value = list(objects(path))
    assert [str(v) for _, v in value_by_value] == [str(v) for _, v in as_a_whole]
    assert [isinstance(v, InputError) for _, v in value_by_value][-2:] == [True, True]
