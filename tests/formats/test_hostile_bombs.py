"""Small files that would become large: unpacked, expanded, nested, or going round in circles."""

import json
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError, InputError
from annotator.formats import cas_loading, pdf
from annotator.formats.articles import Imported, read_articles
from annotator.formats.schemas import read_schema
from annotator.formats.table import FORMATS
from tests.benchmarks import fuzz_seeds as made
from tests.benchmarks.fuzz_guard import watched

SECONDS = 5.0
SECRET = "words that nobody was to see"
LAUGHS = "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{LAUGHS}<!ENTITY j "&i;">]>'
JSON_SUFFIXES = sorted({s for f in FORMATS for s in f.suffixes if "json" in s})


def found(path: Path) -> list[Imported]:
    """What is read of a file, within the time, and without anything done beside."""
    began = time.process_time()
    said = path.stem
    with watched(path.parent) as seen:
        try:
            articles = [one for one in read_articles(path) if isinstance(one, Imported)]
        except AnnotatorError as error:
            articles = []
            said = str(error)
    assert time.process_time() - began < SECONDS
    assert seen == []
    assert path.stem in said
    return articles


def peak_mb() -> Iterator[int]:
    """How much more memory was taken than at first, in MB."""
    status = Path("/proc/self/status")
    if not status.exists():
        yield 0
    Path("/proc/self/clear_refs").write_text("5")

    def kilobytes(name: str) -> int:
        line = next(line for line in status.read_text().splitlines() if line.startswith(name))
        return int(line.split()[1])

    before = kilobytes("VmRSS")
    yield 0
    yield (kilobytes("VmHWM") - before) >> 10


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_a_part_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bomb{suffix}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        names = ("word/document.xml", "xl/worksheets/sheet1.xml")
        for name in names:
            with file.open(name, "w") as part:
                for _ in range(80):
                    part.write(b"<a>" + b" " * (1 << 20))
    peak = peak_mb()
    next(peak)
    assert found(path) == []
    assert next(peak) < 200


@pytest.mark.parametrize("make", [made.word, made.workbook])
def test_a_part_of_nothing_but_marks_is_refused(tmp_path: Path, make: object) -> None:
    path = tmp_path / ("marks.docx" if make is made.word else "marks.xlsx")
    path.write_bytes(make("<a/>" * 2_500_000))  # type: ignore[operator]
    assert found(path) == []


def test_a_docbin_that_unpacks_to_gigabytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.nlp import docbin

    monkeypatch.setattr(docbin, "AT_MOST", 50 << 20)
    path = tmp_path / "bomb.spacy"
    path.write_bytes(zlib.compress(bytes(60 << 20), 1))
    with pytest.raises(InputError, match="larger than 50 MB"):
        list(docbin.read(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("suffix", [".rss", ".xml", ".xmi", ".html", ".mhtml", ".docx", ".xlsx"])
def test_entities_are_neither_expanded_nor_fetched(
    tmp_path: Path, suffix: str, encoding: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    outside = f'<!DOCTYPE x [<!ENTITY j SYSTEM "{secret.as_uri()}">]>'
    through = f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p; ]>'
    web = (
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY j SYSTEM "http://127.0.0.1:9/">]>'
    )
    for number, before in enumerate((BOMB, outside, through, web)):
        path = tmp_path / f"entities{number}{suffix}"
        path.write_bytes(_with_entities(suffix, before, encoding))
        for article in found(path):
            assert SECRET not in article.text
            assert len(article.text) < 10_000


def _with_entities(suffix: str, before: str, encoding: str) -> bytes:
    if suffix == ".docx":
        return made.word("<w:p><w:r><w:t>words &j;</w:t></w:r></w:p>", before)
    if suffix == ".xlsx":
        row = '<row><c t="inlineStr"><is><t>words &j;</t></is></c></row>'
        return made.workbook(row, "<si><t>&j;</t></si>", before)
    if suffix == ".xmi":
        return f"{before}{_CAS}".encode(encoding)
    page = (
        f"{before}<rss><channel><item><description>words &j;</description></item></channel></rss>"
    )
    head = b"Content-Type: text/html\n\n" if suffix == ".mhtml" else b""
    return head + page.encode(encoding)


_CAS = (
    '<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmi:version="2.0">'
    '<cas:NULL xmi:id="0"/><cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"'
    ' sofaString="words &j;"/><cas:View sofa="1" members=""/></xmi:XMI>'
)


def test_a_configuration_with_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.xml"
    path.write_text(f'{BOMB}<View><Labels name="l"><Label value="&j;"/></Labels></View>')
    with pytest.raises(InputError, match=r"config\.xml: It declares entities"):
        read_schema(path)


@pytest.mark.parametrize(
    ("name", "begin", "sign"),
    [
        ("a.eml", 'From: a@x.invalid\nContent-Type: text/plain; charset="u', '"'),
        ("a.eml", "From: a@x.invalid\nSubject: ", '"'),
        ("a.mhtml", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=", '"'),
        ("a.html", "<html><body><p>It was so.</p>", "<a>"),
        ("a.html", "<html><body><p>It was so.</p>", "<p>"),
    ],
)
def test_one_sign_again_and_again_is_read_in_time(
    tmp_path: Path, name: str, begin: str, sign: str
) -> None:
    path = tmp_path / name
    path.write_text(f"{begin}{sign * (300_000 // len(sign))}\n\nIt was so.\n")
    found(path)


def test_a_schema_with_a_key_of_thousands_of_parts_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "schema.toml"
    path.write_text("a." * 400_000 + "a = 1")
    with pytest.raises(InputError, match=r"schema\.toml: This is no schema: a key has more than"):
        read_schema(path)


@pytest.mark.parametrize("suffix", [".toml", ".conf", ".xml", ".json"])
def test_a_schema_of_megabytes_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"schema{suffix}"
    path.write_bytes(b" " * 5_000_001)
    with pytest.raises(InputError, match="larger than 5 MB"):
        read_schema(path)


@pytest.mark.parametrize("suffix", JSON_SUFFIXES)
@pytest.mark.parametrize("opening", ["[", '{"a":', '{"text": "x", "spans":[[', '{"data":{"text":['])
def test_json_that_is_nested_without_end_is_refused(
    tmp_path: Path, suffix: str, opening: str
) -> None:
    path = tmp_path / f"deep{suffix}"
    path.write_text(opening * 200_000)
    assert found(path) == []
    closing = {"[": "]", "{": "}"}
    ends = "".join(closing[c] for c in reversed(opening) if c in closing)
    path.write_text((opening * 5_000) + "1" + ends * 5_000)
    for article in found(path):
        assert len(article.text) < 10


@pytest.mark.parametrize("suffix", [".html", ".mhtml", ".eml", ".rss"])
@pytest.mark.parametrize(
    "part",
    [
        "<div>",
        "<b>",
        "<table><tr><td>",
        "<",
        "<!--",
        "<![CDATA[",
        "</a",
        "<a ",
        '<a x="',
        "&#",
        "<a/",
    ],
)
def test_pages_nested_or_open_without_end_are_read_in_time(
    tmp_path: Path, suffix: str, part: str
) -> None:
    path = tmp_path / f"page{suffix}"
    page = f"<p>Ada met Ben.</p>{part * (400_000 // len(part))}"
    if suffix == ".rss":
        hidden = page.replace("&", "&amp;").replace("<", "&lt;")
        page = f"<rss><item><description>{hidden}</description></item></rss>"
    head = "" if suffix in (".html", ".rss") else "Subject: x\nContent-Type: text/html\n\n"
    path.write_text(head + page)
    found(path)


@pytest.mark.parametrize("part", ["<p ", "<b>", "<!--"])
def test_a_page_in_a_task_is_read_in_time(tmp_path: Path, part: str) -> None:
    path = tmp_path / "tasks.json"
    page = f"<p>Ada</p>{part * 100_000}<p>Ben</p>"
    path.write_text(json.dumps([{"data": {"html": page}, "annotations": []}]))
    found(path)


def _pdf(*more: str, shown: str = "BT /F1 12 Tf 72 700 Td (Ada met Ben) Tj ET /X Do") -> bytes:
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>"
    )
    return made.pdf(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            f"<</Length {len(shown)}>>\nstream\n{shown}endstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *more,
        ]
    )


def _form(inner: str, target: int) -> str:
    resources = f"<</XObject<</X {target} 0 R>>>>"
    return (
        f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources{resources}/Length {len(inner)}>>\n"
        f"stream\n{inner}endstream"
    )


def _packed(data: bytes) -> str:
    packed = zlib.compress(data, 9).decode("latin-1")
    return f"<</Length {len(packed)}/Filter/FlateDecode>>\nstream\n{packed}\nendstream"


def _itself_before(data: bytes) -> bytes:
    return data.replace(b"/Info 6 0 R>>", b"/Info 6 0 R/Prev %d>>" % data.index(b"xref"))


CIRCLES = {
    "a form in itself": _pdf(_form("/X Do /X Do", 6)),
    "forms that double": _pdf(*(_form("/X Do /X Do", n + 1) for n in range(6, 40))),
    "a tree of itself": made.pdf(
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]>>"]
    ),
    "an object that is itself": made.pdf(["1 0 R"]),
    "a length in its own stream": _pdf().replace(b"/Length 48", b"/Length 4 0 R"),
    "a table before itself": _itself_before(made.pdf()),
    "arrays in arrays": made.pdf(["<</Type/Catalog/Pages " + "[" * 30_000 + ">>"]),
    "a stream of 300 MB": _pdf(_packed(b"(" + bytes(300_000_000) + b") Tj")),
}


@pytest.mark.parametrize("data", CIRCLES.values(), ids=CIRCLES)
def test_a_pdf_that_goes_round_in_circles_ends(
    tmp_path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_PAGE_SECONDS", 1.0)
    path = tmp_path / "circles.pdf"
    path.write_bytes(data)
    peak = peak_mb()
    next(peak)
    found(path)
    assert next(peak) < 300


def test_a_type_of_too_many_features_is_refused_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cas_loading, "_SECONDS", 0.5)
    feature = (
        "<featureDescription><name>f{}</name><description/>"
        "<rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>"
    )
    kind = "<name>custom.A</name><description/><supertypeName>uima.tcas.Annotation</supertypeName>"
    features = "".join(feature.format(number) for number in range(2000))
    (tmp_path / "TypeSystem.xml").write_text(
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>'
        f"<typeDescription>{kind}<features>{features}</features></typeDescription>"
        "</types></typeSystemDescription>"
    )
    (tmp_path / "a.xmi").write_bytes((made.ROOT / "tests/data/cas/interview.xmi").read_bytes())
    [refused] = read_articles(tmp_path / "a.xmi")
    assert "a.xmi: Opening it takes too long" in str(refused)


def test_a_page_as_large_as_a_country_takes_no_more_memory(tmp_path: Path) -> None:
    far = "".join(f"BT /F1 12 Tf {x} 700 Td (Ada) Tj ET " for x in (72, 99_999_999_999))
    data = _pdf(shown=f"BT /F1 4000000000 Tf 1 1 Td (Ada) Tj ET {far}")
    path = tmp_path / "large.pdf"
    path.write_bytes(data.replace(b"[0 0 612 792]", b"[0 0 4294967296 4294967296]"))
    peak = peak_mb()
    next(peak)
    [article] = found(path)
    assert next(peak) < 50
    assert "Ada" in article.text


def test_a_page_of_too_many_words_ends(tmp_path: Path) -> None:
    path = tmp_path / "words.pdf"
    words = b"BT /F1 12 Tf " + b"(aaaa) Tj " * 1_000_000 + b" ET"
    data = _pdf()
    start, end = data.index(b"<</Length"), data.index(b"endstream") + len(b"endstream")
    path.write_bytes(data[:start] + _packed(words).encode("latin-1") + data[end:])
    peak = peak_mb()
    next(peak)
    with pytest.raises(
        InputError, match=r"words\.pdf: A page of it holds more than 100,000 letters"
    ):
        list(read_articles(path))
    assert next(peak) < 200
