"""Small good files for every format of the table: by our own writers where there is one, else made here.

A file `NAME.SUFFIX` in `tests/data/formats` is a seed of the format NAME, and so is a folder of this name
(its first file is the one that is opened).
"""

import io
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.core.errors import AnnotatorError
from annotator.core.tokens import Tokens
from annotator.formats.fitting import fitted
from annotator.formats.imported import Imported
from annotator.formats.record_reader import read_record
from annotator.formats.sniffing import sniffed
from annotator.formats.table import FORMATS, Format

ROOT = Path(__file__).resolve().parents[2]
GIVEN = ROOT / "tests" / "data" / "formats"

RECORD: dict[str, Any] = {
    "text": "Ana Ruiz met the WHO in Nairobi 🎉.\r\nAdvertisement\r\n",
    "tokens": [
        {"text": "Ana", "start": 0, "end": 3, "id": 0, "ws": True},
        {"text": "Ruiz", "start": 4, "end": 8, "id": 1, "ws": True},
    ],
    "spans": [
        {"start": 0, "end": 8, "label": "PERSON", "id": 1, "token_start": 0, "token_end": 1,
         "state": "proposed", "confirmed": False, "source": "m", "score": 0.5, "note": "",
         "kb_id": "", "attributes": [{"name": "a", "value": "b"}],
         "proposed": {"start": 0, "end": 8, "label": "PERSON", "source": "m", "score": 0.5}},
        {"start": 17, "end": 20, "label": "ORG", "id": 2},
    ],
    "relations": [
        {"head": 1, "child": 2, "label": "HEAD_OF", "head_id": 1, "child_id": 2, "id": 1,
         "head_span": {"start": 0, "end": 8, "label": "PERSON", "token_start": 0, "token_end": 1},
         "child_span": {"start": 17, "end": 20, "label": "ORG"}},
    ],
    "meta": {"title": "t", "source": "../x", "excluded": [[34, 49]], "extra": {"a": [1]}},
    "answer": "accept", "_input_hash": 1, "_task_hash": -2, "_view_id": "relations",
    "_annotator_id": "ana", "_timestamp": 1700000000,
}  # fmt: skip
TEXT = (
    "Grain ships leave 🎉 Odesa\n\nODESA, Aug. 1 -- The Sarn Wind, loaded with 26,000 tons of corn,"
    " left Odesa on Monday. “It is a start,” said Iryna Koval of the port’s office.\n\n"
    "The Sarn Wind is bound for Arlingen. Koval met Ben Ode there.\n"
)
_SAID = (
    ("Odesa", "GPE", {}), ("ODESA", "GPE", {"kb_id": "Q1874", "note": "in capitals"}),
    ("Sarn Wind", "SHIP", {"attributes": [{"name": "kind", "value": "bulk carrier"}]}),
    ("Wind", "WORD", {}), ("Monday", "DATE", {}), ("Iryna Koval", "PERSON", {"score": 0.7}),
    ("Iryna Koval of the port", "NAME", {}), ("the port’s office", "ORG", {}), ("Arlingen", "GPE", {}),
)  # fmt: skip


@dataclass(frozen=True)
class Seed:
    """A file to open, by name, and all files that lie there."""

    main: str
    files: dict[str, bytes]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(map(len, self.files.values()))


def format_seeds() -> dict[str, list[Seed]]:
    """The seeds of every format that can be read; for one that has none, those of its suffixes."""
    found = {fmt.name: _written(fmt) + _made(fmt) + _given(fmt) for fmt in FORMATS if fmt.reader}
    everything = [seed for seeds in found.values() for seed in seeds]
    for fmt in FORMATS:
        if fmt.reader and not found[fmt.name]:
            alike = [s for s in everything if Path(s.main).suffix in fmt.suffixes]
            found[fmt.name] = [renamed(seed, fmt.suffixes[0]) for seed in alike or everything]
    return found


def renamed(seed: Seed, suffix: str) -> Seed:
    """The same with another ending of the file that is opened."""
    main = Path(seed.main).with_suffix(suffix).name if suffix else Path(seed.main).stem
    files = {main if name == seed.main else name: data for name, data in seed.files.items()}
    return Seed(main, files)


def articles() -> list[Imported]:
    """Two articles with all that a format may hold."""
    spans = [
        {"id": n, "start": TEXT.index(words), "end": TEXT.index(words) + len(words), "label": label}
        | more
        for n, (words, label, more) in enumerate(_SAID, 1)
    ]
    relations = [
        {"id": 1, "head_id": 6, "child_id": 8, "label": "WORKS_FOR", "note": "says so"},
        {"id": 2, "head_id": 3, "child_id": 9, "label": "BOUND_FOR"},
        {"id": 3, "head_id": 3, "child_id": 1, "label": "LEFT"},
    ]
    meta = {"title": "Grain ships leave", "author": "Ada", "date": "2024-08-01", "extra": {"a": 1}}
    big = {"text": TEXT, "spans": spans, "relations": relations, "meta": meta, "answer": "accept"}
    return [read_record(big), read_record(RECORD)]


def with_tokens(article: Imported) -> Imported:
    """The article with plain tokens where it has none: writers may count on some."""
    return replace(article, tokens=article.tokens or Tokens.plain(article.text))


def _written(fmt: Format) -> list[Seed]:
    if not fmt.writer:
        return []
    try:
        fit = [fitted(with_tokens(article), fmt)[0] for article in articles()]
        return [_as_written(fmt, some) for some in (fit, fit[:1])]
    # A library that is an optional extra may be missing.
    except (AnnotatorError, ImportError):
        return []


def _as_written(fmt: Format, some: list[Imported]) -> Seed:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        out = folder / "out" if fmt.is_folder else folder / f"a{fmt.suffixes[0]}"
        fmt.write(out, some)
        paths = sorted(p for p in folder.rglob("*") if p.is_file())
        main = next((p for p in paths if p.suffix in fmt.suffixes and _is_article(p)), paths[0])
        return Seed(main.name, {p.name: p.read_bytes() for p in paths})


def _is_article(path: Path) -> bool:
    """Whether a file of those that a format writes is one of articles, not of what belongs to them."""
    try:
        return sniffed(path) is not None
    except AnnotatorError:
        return False


def _given(fmt: Format) -> list[Seed]:
    found = []
    for path in sorted(GIVEN.glob(f"{fmt.name}*")):
        if path.is_dir():
            files = {p.name: p.read_bytes() for p in sorted(path.iterdir())}
            found.append(Seed(next(iter(files)), files))
        elif path.stem == fmt.name:
            found.append(Seed(f"a{path.suffix}", {f"a{path.suffix}": path.read_bytes()}))
    return found


def _made(fmt: Format) -> list[Seed]:
    makers = _MAKERS.get(fmt.name, ())
    return [Seed(name, {name: make()}) for name, make in makers]


def _page() -> bytes:
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Grain ships</title>'
        '<meta name="author" content="Ada"><script>fetch("http://x.invalid")</script>'
        '<link rel="stylesheet" href="http://x.invalid/a.css"></head><body><nav><a href="/">Home</a>'
        f'</nav><article><h1>Grain ships leave</h1><p>{TEXT}</p><img src="http://x.invalid/b.png">'
        f"<table><tr><td>Port</td><td>Odesa</td></tr></table><p>{TEXT}</p></article></body></html>"
    ).encode()


def _mail() -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Grain – ships", "Ada <ada@x.invalid>"
    mail["Date"] = "Mon, 01 Aug 2024 10:00:00 +0000"
    mail.set_content(TEXT)
    mail.add_alternative(_page().decode(), subtype="html")
    mail.add_attachment(b"\0\1", maintype="application", subtype="x", filename="../../x")
    return mail.as_bytes()


def _mailbox() -> bytes:
    return b"".join(b"From a@x.invalid Mon Aug  1 10:00:00 2024\n" + _mail() + b"\n" for _ in "ab")


def _web_archive() -> bytes:
    mail = EmailMessage()
    mail["Snapshot-Content-Location"] = "http://x.invalid/a"
    mail["Subject"] = "Grain"
    mail.set_content(_page().decode(), subtype="html")
    mail.make_related()
    return mail.as_bytes()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file.getvalue()


def word(body: str = "", before: str = "") -> bytes:
    """A Word document with this body."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    own = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in TEXT.split("\n"))
    own += "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Port</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    page = f"{before}<w:document {space}><w:body>{body or own}</w:body></w:document>"
    core = '<c xmlns:d="d"><d:title>Grain</d:title><d:creator>Ada</d:creator></c>'
    return zipped({"word/document.xml": page, "docProps/core.xml": core})


def workbook(rows: str = "", shared: str = "", before: str = "") -> bytes:
    """An Excel file with these rows."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    own = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="C2" t="inlineStr"><is><t>Ada</t></is></c></row>'
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>17</v></c></row>'
    )
    names = f"<si><t>text</t></si><si><t>author</t></si><si><r><t>{TEXT}</t></r></si>"
    return zipped(
        {
            "xl/worksheets/sheet1.xml": f"{before}<worksheet {space}><sheetData>{rows or own}"
            "</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"{before}<sst {space}>{shared or names}</sst>",
        }
    )


def pdf(bodies: list[str] | None = None) -> bytes:
    """A PDF file of these objects; without them of one page with some lines."""
    lines = enumerate(("The ministers talked about har-", "bours and grain.", "They left."))
    shown = "".join(f"BT /F1 12 Tf 72 {700 - 14 * n} Td ({said}) Tj ET\n" for n, said in lines)
    bodies = bodies or [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 7 0 R>>",
        f"<</Length {len(shown)}>>\nstream\n{shown}endstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Title(Grain talks)/Author(Ada)/CreationDate(D:20240305100000)>>",
        "<</Font<</F1 5 0 R>>>>",
    ]
    data = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    trailer = f"trailer\n<</Size {size}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return f"{data}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


def _rss() -> bytes:
    return (
        '<?xml version="1.0"?><rss xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>News</title><item><title>Grain</title><link>http://x.invalid/1</link><pubDate>Mon, 01"
        " Aug 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;The ship left.&lt;/p&gt;</description>"
        f"<c:encoded><![CDATA[<p>{TEXT}</p>]]></c:encoded></item><item/></channel></rss>"
    ).encode()


def _atom() -> bytes:
    return (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Grain</title>'
        b'<link href="http://x.invalid/1"/><author><name>Ada</name></author>'
        b"<updated>2024-08-01T10:00:00Z</updated><content>The ship left Odesa.</content></entry></feed>"
    )


def _table() -> bytes:
    return 'id;title;text\r\n1;Grain;"The ship; it\r\nleft “Odesa”."\r\n2;;No more.\r\n'.encode()


def _docred() -> bytes:
    return (
        b'[{"title": "Grain", "sents": [["The", "Sarn", "Wind", "left", "Odesa", "."], ["It", "sank"]],'
        b' "vertexSet": [[{"pos": [1, 3], "type": "MISC", "sent_id": 0, "name": "Sarn Wind"}, {"pos":'
        b' [0, 1], "type": "MISC", "sent_id": 1, "name": "It"}], [{"pos": [4, 5], "type": "LOC",'
        b' "sent_id": 0, "name": "Odesa"}]], "labels": [{"h": 0, "t": 1, "r": "P1", "evidence": [0]}]}]'
    )


def _json() -> bytes:
    return (
        b'{"feed": 1, "items": [{"title": "Grain", "body": "The ship left.", "n": [1], "url": "u"},'
        b' {"content_html": "<p>More &amp; more</p>", "date": "2024"}]}'
    )


def _studio() -> bytes:
    return (
        b'[{"id": 1, "data": {"text": "Ana met Ben.", "title": "t"}, "annotations": [{"id": 2, "result":'
        b' [{"id": "a", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 0,'
        b' "end": 3, "text": "Ana", "labels": ["PER"]}}, {"id": "b", "type": "labels", "value": {"start":'
        b' 8, "end": 11, "text": "Ben", "labels": ["PER"], "globalOffsets": {"start": 8, "end": 11}}},'
        b' {"type": "relation", "from_id": "a", "to_id": "b", "direction": "bi", "labels": ["MET"]},'
        b' {"type": "choices", "from_name": "c", "value": {"choices": ["x"]}}]}], "predictions":'
        b' [{"model_version": "m", "score": 0.5, "result": []}]}, {"data": {"html": "<p>Ana <b>met</b>'
        b' Ben</p>"}, "completions": [{"result": [{"id": "x", "type": "hypertextlabels", "value":'
        b' {"start": "/p[1]/text()[1]", "end": "/p[1]/b[1]/text()[1]", "startOffset": 0, "endOffset": 2,'
        b' "text": "Ana me", "hypertextlabels": ["PER"]}}]}]}, {"data": {"talk": [{"author": "A", "text":'
        b' "Hi Ben"}]}, "annotations": [{"result": [{"type": "paragraphlabels", "value": {"start": "0",'
        b' "end": "0", "startOffset": 3, "endOffset": 6, "paragraphlabels": ["PER"]}}]}]}]'
    )


def _studio_table() -> bytes:
    return (
        b"text,id,label,annotator\r\n"
        b'"Ana met Ben.",1,"[{""start"": 0, ""end"": 3, ""text"": ""Ana"", ""labels"": [""PER""]}]",1\r\n'
    )


def _doccano() -> bytes:
    return (
        '{"id": 1, "data": "Ana 🎉 met Ben", "label": [[0, 3, "PER"]], "Comments": ["x"]}\n'
        '{"text": "Ana met Ben", "annotations": [{"label": 1, "start_offset": 0, "end_offset": 3,'
        ' "user": 2}], "meta": {"a": 1}}\n'
        '{"text": "Ana met Ben", "labels": ["news"], "entities": [{"id": 5, "label": "PER",'
        ' "start_offset": 0, "end_offset": 3}], "relations": [{"id": 1, "from_id": 5, "to_id": 5,'
        ' "type": "SAME"}]}\n'
    ).encode()


def _texts() -> list[tuple[str, Callable[[], bytes]]]:
    coded = [(lambda c=c: TEXT.encode(c)) for c in ("utf-8", "utf-16", "utf-16-le", "utf-32")]
    coded.append(lambda: "naïve café – “x” €".encode("cp1252") * 5)
    coded.append(lambda: "Привет мир, это новости.".encode("cp1251"))
    return [("a.txt", make) for make in coded]


_MAKERS: dict[str, list[tuple[str, Callable[[], bytes]]]] = {
    "web-page": [("a.html", _page)],
    "mhtml": [("a.mhtml", _web_archive)],
    "mail": [("a.eml", _mail)],
    "mailbox": [("a.mbox", _mailbox)],
    "word": [("a.docx", word)],
    "excel": [("a.xlsx", workbook)],
    "pdf": [("a.pdf", pdf)],
    "feed": [("a.rss", _rss), ("a.xml", _atom)],
    "table": [("a.csv", _table)],
    "docred": [("a.json", _docred)],
    "json": [("a.json", _json)],
    "label-studio": [("a.json", _studio), ("a.csv", _studio_table)],
    "doccano": [("a.jsonl", _doccano)],
    "text": _texts(),
}
