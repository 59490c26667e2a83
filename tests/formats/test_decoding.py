"""Bytes to text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import InputError
from annotator.formats.decoding import decoded

SENTENCES = [
    ("It’s the café — “Müller” said on Thursday.", "cp1252"),
    ("Москва сообщила о визите министра в Токио.", "cp1251"),
    ("日本の外務大臣は木曜日に会談した。", "cp932"),
    ("中国外交部发言人星期四表示欢迎。", "gb18030"),
    ("قال الوزير إن المحادثات ستستمر", "cp1256"),
    ("Zażółć gęślą jaźń, powiedział minister.", "cp1250"),
    ("El ministro señaló el jueves en La Coruña que no habrá acuerdo.", "cp1252"),
    ("Le préfet a déclaré à la presse que l'élève était très mécontent.", "cp1252"),
    ("O ministro não confirmou as reuniões em São Paulo.", "cp1252"),
    ("Ministern sade att mötet äger rum på fredag i Åmål.", "cp1252"),
    ("Pääministeri sanoi, että tapaaminen järjestetään Tampereella.", "cp1252"),
    ("De minister sprak met één van de partijen.", "cp1252"),
    ("Ministr řekl, že jednání bude příští týden.", "cp1250"),
    ("Poslední autobus jede v jedenáct hodin večer.", "cp1250"),
    ("Bakan, görüşmenin İstanbul'da yapılacağını söyledi.", "cp1254"),
    ("Minister powiedział, że następne spotkanie w Łodzi będzie wiosną.", "iso8859_2"),
    ("Ministr řekl, že další jednání bude příští týden v Šumperku.", "iso8859_2"),
    ("Министр сообщил, что следующая встреча пройдёт весной в Москве.", "cp866"),
    ("Министр сообщил, что следующая встреча пройдёт весной в Москве.", "iso8859_5"),
]


def test_utf8_is_certain() -> None:
    found = decoded("Straße 😀\r\n".encode())
    assert (found.text, found.encoding, found.certain) == ("Straße 😀\r\n", "utf-8", True)


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    ],
)
def test_a_mark_names_the_encoding_and_is_not_text(mark: bytes, codec: str, name: str) -> None:
    found = decoded(mark + "שלום\ufeff 😀".encode(codec))
    assert (found.text, found.encoding, found.had_bom) == ("שלום\ufeff 😀", name, True)


def test_only_one_mark_is_taken_away() -> None:
    assert decoded(codecs.BOM_UTF8 * 2 + b"a").text == "\ufeffa"


@pytest.mark.parametrize(("text", "encoding"), SENTENCES)
def test_other_encodings_are_guessed_and_said_to_be_a_guess(text: str, encoding: str) -> None:
    found = decoded(text.encode(encoding))
    assert (found.text, found.certain) == (text, False)


@pytest.mark.parametrize(("text", "encoding"), SENTENCES)
def test_tags_beside_the_words_do_not_lead_a_guess_astray(text: str, encoding: str) -> None:
    rows = "".join(f"{word}\tN\tI-NP\tB-LOC\n" for word in (text * 2).split())
    assert decoded(rows.encode(encoding)).text == rows


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("大臣は Osaka で会った。", "iso2022_jp"), ("장관은 오사카에서 만났다.", "iso2022_kr")],
)
def test_marks_that_change_what_ascii_means_are_certain(text: str, encoding: str) -> None:
    found = decoded(text.encode(encoding))
    assert (found.text, found.encoding, found.certain) == (text, encoding, True)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_seen(name: str) -> None:
    text = "The minister met “nobody”.\r\n"
    assert decoded(text.encode(name)).text == text


@pytest.mark.parametrize(("text", "encoding"), SENTENCES)
def test_an_encoding_can_be_forced(text: str, encoding: str) -> None:
    found = decoded(text.encode(encoding), encoding=encoding)
    assert (found.text, found.certain) == (text, True)


def test_a_mark_of_the_forced_encoding_is_taken_away() -> None:
    assert decoded(codecs.BOM_UTF8 + b"a", encoding="utf-8").text == "a"
    assert decoded("a".encode("utf-16"), encoding="utf-16").text == "a"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n\t",
        b"\xc2\x85",
        codecs.BOM_UTF8,
        b"%PDF-1.7 x",
        b"PK\x03\x04abc",
        b"ab\x00c",
        b"\x01\x02a",
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.txt: "):
        decoded(data, "a.txt")


def test_what_is_not_in_the_forced_encoding_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="line 2, column 3"):
        decoded(b"ab\ncd\xff", encoding="utf-8")


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=name):
        decoded(b"a", encoding=name)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    found = decoded(f"A\r\n{text}".encode())
    assert (found.text, found.encoding) == (f"A\r\n{text}", "utf-8")
