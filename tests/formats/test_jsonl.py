"""JSON Lines in and out."""

import gc
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import InputError
from annotator.formats.jsonl import DEEPEST, encoded, read_lines, write_file, write_lines

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def lines_of(path: Path, data: bytes, **more: object) -> list[object]:
    path.write_bytes(data)
    return [found for _, found in read_lines(path, **more)]  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.jsonl"


def test_blank_lines_are_passed_over_and_numbers_stay(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbf{"a":1}\r\n\n  \n{"b":2}')
    assert list(read_lines(file)) == [(1, {"a": 1}), (4, {"b": 2})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1', "breaks off"),
        (b'{"a" 1}', "column 6"),
        (b"[1]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"a": 1e999}', "out of range"),
        (b'{"text": "ab\\ud83d"}', 'surrogate.* stands in "text", line 1, column 3'),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a":' + b"[" * 200 + b"]" * 200 + b"}", f"more than {DEEPEST} deep"),
        (b'{"a":' + b"[" * 99999 + b"]" * 99999 + b"}", f"more than {DEEPEST} deep"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_on(file: Path, line: bytes, reason: str) -> None:
    first, bad, last = lines_of(file, b'{"a":1}\n' + line + b'\n{"b":2}\n')
    assert (first, last) == ({"a": 1}, {"b": 2})
    assert isinstance(bad, InputError)
    with pytest.raises(InputError, match=f"line 2: .*{reason}"):
        raise bad


def test_lone_surrogates_are_replaced_when_asked(file: Path) -> None:
    (found,) = lines_of(file, b'{"a":["\\ud83dx"]}', replace_surrogates=True)
    assert found == {"a": ["\ufffdx"]}


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "cp1252"])
def test_other_encodings_are_read_when_marked_or_named(file: Path, codec: str) -> None:
    forced = None if codec == "utf-16" else codec
    data = '{"a":"é"}\n{"a":"ü"}\n'.encode(codec)
    assert lines_of(file, data, encoding=forced) == [{"a": "é"}, {"a": "ü"}]


def test_an_empty_file_a_missing_one_and_a_folder_are_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="empty"):
        lines_of(file, b"")
    with pytest.raises(InputError, match="no such file"):
        list(read_lines(tmp_path / "none.jsonl"))
    with pytest.raises(InputError, match="folder"):
        list(read_lines(tmp_path))


def test_a_file_that_is_no_jsonl_is_given_up(file: Path) -> None:
    with pytest.raises(InputError, match="Is it a JSONL file"):
        lines_of(file, b"not json\n" * 500)


def test_text_is_written_as_it_is_but_for_line_separators() -> None:
    assert encoded({"a": "é😀\u2028\x85"}) == '{"a":"é😀\\u2028\\u0085"}'.encode()


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=3), min_size=1, max_size=4))
def test_records_come_back_as_they_were(records: list[dict[str, object]]) -> None:
    import json

    out = io.BytesIO()
    assert write_lines(out, records) == len(records)
    assert [json.loads(line) for line in out.getvalue().decode().splitlines()] == records


def test_a_file_is_written_whole(file: Path) -> None:
    assert write_file(file, [{"a": 1}, {"b": None}]) == 2
    assert file.read_bytes() == b'{"a":1}\n{"b":null}\n'


def test_bad_lines_leave_nothing_for_the_collector(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a"}\n' + "{broken\n" * 20)
    list(read_lines(path))
    gc.collect()
    gc.disable()
    try:
        assert len(list(read_lines(path))) == 21
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_half_a_character_beside_a_long_key_is_named_in_short(file: Path) -> None:
    file.write_bytes(b'{"text":"a","%s":"\\ud83d"}\n' % (b"k" * 5000))
    ((_, found),) = read_lines(file)
    assert isinstance(found, InputError)
    assert '"kkk' in str(found)
    assert len(str(found)) < 400
