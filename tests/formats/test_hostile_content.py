"""What articles hold is never run, fetched or followed, and names in files lead nowhere."""

import json
import mailbox
import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotator.core.errors import AnnotatorError
from annotator.formats.articles import Imported, article_paths, read_articles
from annotator.formats.fitting import fitted
from annotator.formats.folders import Names
from annotator.formats.table import FORMATS, Format
from tests.benchmarks import fuzz_seeds as made
from tests.benchmarks.fuzz_guard import watched

NAMES = [
    "../../up", "/etc/passwd", "..", ".", "", "C:\\windows\\x.txt", "\\\\host\\share\\x", "con", "AUX.txt",
    "nul", "com1.json", "a\0b", "a\nb", "x" * 4000, "日" * 300, "𐒀" * 200, "~root", "-rf", "a/../../b", "$HOME",
    "%2e%2e%2fx", "a|b", "file:///etc/passwd", "..\\..\\x", " ", "\ufeff", "LPT9", "a.b.c.", "\u202eann",
]  # fmt: skip
FOLDERS = [fmt for fmt in FORMATS if fmt.writer and fmt.is_folder]


def article() -> Imported:
    """One with tokens, as every writer may want them."""
    return made.with_tokens(made.articles()[0])


@pytest.mark.parametrize("fmt", FOLDERS, ids=lambda fmt: fmt.name)
def test_names_of_articles_stay_in_the_folder_that_was_chosen(fmt: Format, tmp_path: Path) -> None:
    one = article()
    named = [replace(one, meta=replace(one.meta, source=name, title=name)) for name in NAMES]
    hostile = [fitted(article, fmt)[0] for article in named]
    chosen = tmp_path / "chosen"
    beside = tmp_path / "beside.txt"
    beside.write_text("mine")
    with watched(tmp_path) as seen:
        assert fmt.write(chosen, hostile) == len(NAMES)
    assert seen == []
    assert {p.name for p in tmp_path.iterdir()} - {"user"} == {"beside.txt", "chosen"}
    assert not any(p.is_symlink() for p in chosen.rglob("*"))
    assert beside.read_text() == "mine"


def test_names_of_files_fit_every_system() -> None:
    names = Names()
    given = [names.of(name) for name in (*NAMES, *NAMES)]
    assert len({name.casefold() for name in given}) == len(given)
    for name in given:
        assert len(name.encode()) < 200
        assert name.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert not name.startswith((".", "-", "~"))


@pytest.mark.parametrize("name", ["../../x.txt", "/tmp/x.txt", "C:\\con", "a\0b"])
def test_names_in_archives_and_mails_write_nothing(name: str, tmp_path: Path) -> None:
    parts = {"word/document.xml": "<a/>", name.replace("\0", "0"): "x", "docProps/core.xml": "<c/>"}
    (tmp_path / "a.docx").write_bytes(made.zipped(parts))
    mail = mailbox.mboxMessage()
    mail["Subject"] = "x"
    mail.add_header("Content-Disposition", "attachment", filename=name.replace("\0", "0"))
    mail.set_payload("Ada met Ben.")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    before = {p.name for p in tmp_path.iterdir()} | {"user"}
    with watched(tmp_path) as seen:
        for path in (tmp_path / "a.docx", tmp_path / "a.eml"):
            _read(path)
    assert seen == []
    assert {p.name for p in tmp_path.iterdir()} | {"user"} == before


def _read(path: Path) -> list[Imported]:
    try:
        return [one for one in read_articles(path) if isinstance(one, Imported)]
    except AnnotatorError:
        return []


PAGE = """<html><head><title>T</title><base href="http://127.0.0.1:9/">
<script src="http://127.0.0.1:9/a.js">bad()</script><link rel=stylesheet href="http://127.0.0.1:9/a.css">
<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/"></head>
<body onload="bad()"><iframe src="file:///etc/passwd"></iframe><img src="http://127.0.0.1:9/x.png">
<object data="http://127.0.0.1:9/x"></object><p>Ada met Ben in the harbour of Odesa on Monday.</p>
<p>They talked about grain, and the ship left for Arlingen in the evening.</p></body></html>"""


@pytest.mark.parametrize("suffix", [".html", ".mhtml", ".eml", ".rss", ".json", ".txt"])
def test_scripts_are_not_run_and_nothing_is_fetched(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"page{suffix}"
    said: dict[str, str] = {
        ".mhtml": f"Content-Type: text/html\nContent-Location: http://127.0.0.1:9/\n\n{PAGE}",
        ".eml": f"Subject: x\nContent-Type: text/html\n\n{PAGE}",
        ".rss": f"<rss><item><description><![CDATA[{PAGE}]]></description></item></rss>",
        ".json": json.dumps({"content_html": PAGE, "url": "http://127.0.0.1:9/"}),
    }
    path.write_text(said.get(suffix, PAGE))
    with watched(tmp_path) as seen:
        (found,) = _read(path)
    assert seen == []
    assert "Ada met Ben" in found.text
    if suffix != ".txt":
        assert "bad()" not in found.text
        assert "root:" not in found.text


def test_a_link_that_leads_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.txt").write_text("Not meant.")
    (inside / "a.txt").write_text("Meant.")
    (inside / "b.txt").symlink_to(tmp_path / "outside.txt")
    (inside / "c").symlink_to(tmp_path)
    (inside / "round").symlink_to(inside)
    assert [p.name for p in article_paths(inside)] == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_a_pipe_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Meant.")
    os.mkfifo(tmp_path / "b.txt")
    assert [p.name for p in article_paths(tmp_path)] == ["a.txt"]


READABLE = [fmt for fmt in FORMATS if fmt.reader]


@pytest.mark.parametrize("fmt", READABLE, ids=lambda fmt: fmt.name)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\0" * 2000,
        b"\xff\xfe\x00\xd8\x41\x00" * 50,
        b"\xfe\xff\xdc\x00" * 50,
        b"\xc3\x28\xed\xa0\x80 words",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xff\xfea",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        b"[{}]",
        b'{"text": "\\ud800 half", "spans": []}',
        b'{"text": NaN}',
        b'{"text": 1e999}',
        b"PK\x03\x04",
        b"%PDF-1.7",
        b"-DOCSTART-",
        b"#FORMAT=WebAnno TSV 3.3",
        b"<a>",
        b"PAR1",
        b"From \n\n",
    ],
)
def test_a_file_of_nothing_useful_is_refused_by_name_or_is_text(
    fmt: Format, data: bytes, tmp_path: Path
) -> None:
    if fmt.name == "spacy":
        pytest.skip("its child process is tested with its reader")
    path = tmp_path / f"useless{fmt.suffixes[0]}"
    path.write_bytes(data)
    said: list[str] = []
    try:
        for one in fmt.read(path):
            if isinstance(one, Imported):
                one.text.encode()
            else:
                said.append(str(one))
    except AnnotatorError as error:
        said.append(str(error))
    assert all("useless" in sentence and "unforeseen" not in sentence for sentence in said)


@pytest.mark.parametrize("fmt", READABLE, ids=lambda fmt: fmt.name)
def test_a_file_that_is_gone_or_a_folder_is_refused_by_name(fmt: Format, tmp_path: Path) -> None:
    suffix = fmt.suffixes[0]
    (tmp_path / f"folder{suffix}").mkdir()
    for name in ("gone", "folder"):
        path = tmp_path / f"{name}{suffix}"
        with pytest.raises(AnnotatorError) as caught:
            list(fmt.read(path))
        assert name in str(caught.value)
        assert "unforeseen" not in str(caught.value)
