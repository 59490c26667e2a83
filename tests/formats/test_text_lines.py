"""Lines of small and large text files."""

from pathlib import Path

import pytest

from annotator.core.errors import InputError
from annotator.formats import text_lines
from annotator.formats.conllu import read_conllu
from annotator.formats.imported import Imported

SAMPLE = Path(__file__).parents[1] / "data" / "conllu" / "bridges.conllu"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("largest", [5, 1000])
def test_a_stream_gives_the_lines_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: bytes, largest: int
) -> None:
    monkeypatch.setattr(text_lines, "LARGEST", largest)
    path = tmp_path / "a.txt"
    path.write_bytes(mark + "é 1\r\n\n\u2028 2\n".encode())
    lines, *_ = text_lines.lines_of(path)
    assert [line for line in lines if line] == ["é 1", "\u2028 2"]


def test_a_large_treebank_is_read_article_by_article(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(read_conllu(SAMPLE))
    monkeypatch.setattr(text_lines, "LARGEST", 100)
    streamed = list(read_conllu(SAMPLE))
    assert len(streamed) == 2
    for one, other in zip(whole, streamed, strict=True):
        assert isinstance(one, Imported)
        assert isinstance(other, Imported)
        assert (one.text, one.spans) == (other.text, other.spans)


def test_what_is_not_utf_8_in_a_stream_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_lines, "LARGEST", 2)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\nb\xff\n")
    lines, *_ = text_lines.lines_of(path)
    with pytest.raises(InputError, match="not utf-8"):
        list(lines)
    assert list(text_lines.lines_of(path, "latin-1")[0]) == ["a", "bÿ"]


def test_lines_may_end_as_they_did_on_old_macs(tmp_path: Path) -> None:
    path = tmp_path / "a.conll"
    path.write_bytes(b"Ana B-PER\rwon O\r")
    assert list(text_lines.lines_of(path)[0]) == ["Ana B-PER", "won O", ""]
