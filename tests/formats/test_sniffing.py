"""Tests of `annotator.formats.sniffing`."""

import sys
from pathlib import Path

import pytest

from annotator.formats.sniffing import glimpsed, is_prose, sniffed

_PROSE = "The talks in Osaka, said the minister, went on.\nNobody knew, of course, for how long.\n"


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_article_is_prose(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.txt", "Headline\n\n" + _PROSE)
    assert is_prose(glimpsed(path))
    found = sniffed(path)
    assert found is not None
    assert found.name == "text"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EU NNP I-NP I-ORG\nrejects VBZ I-VP O\n. . O O\n",
        "# text = The talks in Osaka, said the minister, went on.\n1 The the DET\n",
        "bc/cctv/00 0 3 Mr. NNP * - - - Speaker (PERSON * * * -\n. . . .\n",
        '{"text": "The talks, said the minister, went on and on, of course."}\n',
        "<p>The talks in Osaka, said the minister, went on.</p>\n",
        "-DOCSTART- O\n\nThe talks in Osaka, said the minister, went on.\n",
        "The talks in Osaka,\tsaid the minister,\twent on for long.\n",
        "one\ntwo\nthree\n",
    ],
)
def test_what_may_be_a_table_or_markup_is_looked_at_closely(tmp_path: Path, text: str) -> None:
    assert not is_prose(glimpsed(_file(tmp_path, "a.txt", text)))


def test_the_text_half_of_a_brat_pair_is_no_article_of_its_own(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.txt", _PROSE)
    _file(tmp_path, "a.ann", "T1\tGPE 13 18\tOsaka\n")
    assert not is_prose(glimpsed(path))


def test_an_article_loads_no_other_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "annotator.formats.conll", raising=False)
    sniffed(_file(tmp_path, "a.txt", _PROSE))
    assert "annotator.formats.conll" not in sys.modules
