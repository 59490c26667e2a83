"""A dataset mended line by line: what is unambiguous, and nothing else."""

import json
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.core.errors import InputError
from annotator.core.tokens import Tokens
from annotator.formats.mending import mend_file

TEXT = "Lund met Osaka."
SPANS = [{"start": 0, "end": 4, "label": "GPE"}, {"start": 9, "end": 14, "label": "GPE"}]
LINK = {"head_span": SPANS[0], "child_span": SPANS[1], "label": "MEETS", "head": 0, "child": 2}
GOOD = b'{"text": "Lund   grew.",  "spans": []}\n'


def line(**more: object) -> bytes:
    return json.dumps(
        {"text": TEXT, "spans": SPANS, "answer": "accept", "mine": [1], **more}
    ).encode()


def test_a_line_is_mended_and_the_others_keep_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    twice = line(relations=[LINK, LINK])
    outside = line(spans=[*SPANS, {"start": 90, "end": 95, "label": "GPE"}])
    broken = b'{"text": \n'
    old = b"\n".join([twice, outside, broken.strip()]) + b"\n" + GOOD
    path.write_bytes(old)
    path.chmod(0o640)
    mended = mend_file(path, Tokens.plain)
    assert list(mended.lines) == [1]
    assert "stands there twice" in mended.lines[1][0]
    first, *rest = path.read_bytes().split(b"\n")
    assert rest == old.split(b"\n")[1:]
    record = json.loads(first)
    assert len(record["relations"]) == 1
    assert (record["mine"], record["answer"]) == ([1], "accept")
    assert mended.backup is not None
    assert mended.backup.read_bytes() == old
    assert path.stat().st_mode & 0o777 == 0o640
    assert mend_file(path, Tokens.plain).backup is None


def test_a_good_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD)
    before = path.stat().st_mtime_ns
    assert mend_file(path, Tokens.plain).lines == {}
    assert path.stat().st_mtime_ns == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD.decode().encode("utf-16"))
    with pytest.raises(InputError, match="UTF-8"):
        mend_file(path, Tokens.plain)


def test_check_repairs_a_dataset_and_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(relations=[{**LINK, "label": "LOCATED_IN"}] * 2))
    assert main(["check", str(path)]) == 1
    assert main(["check", str(path), "--repair"]) in (0, 1)
    said = capsys.readouterr().out
    assert "Mended: " in said
    assert "The file as it was is" in said
    assert not any("twice" in text for text in said.split("Mended")[-1].splitlines()[1:])
