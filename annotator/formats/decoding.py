"""Bytes to text: byte-order marks, UTF-8, then a guess; line ends stay as they are."""

import codecs

from msgspec import Struct

from annotator.core.errors import InputError
from annotator.core.text import place_in_words
from annotator.formats.latin import PAGES, latin_page

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"SQLite format 3\0", "a database"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
)
# What texts really come in; the rest of Python's codecs only invites wrong guesses.
_GUESSED = (
    "cp1252 cp1250 cp1251 koi8_r cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 gb18030 big5"
    " cp932 euc_jp cp949 mac_roman mac_cyrillic cp866 cp855 iso8859_5 iso8859_6"
).split()
# Ways of writing names and source code; some take the square of a file's length.
_NO_TEXTS = frozenset(
    ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "raw-unicode-escape")
)
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"))
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b")
_CONTROLS_AT_MOST = 0.02
_SAMPLE_BYTES = 1 << 16
_WORDS_BYTES = 24
_BEYOND_ASCII = bytes(range(128, 256))
_FEW, _FEW_SHARE = 8, 0.1


class Decoded(Struct, frozen=True):
    """A text without its byte-order mark (offsets count from behind it) and how it was decoded."""

    text: str
    encoding: str
    had_bom: bool
    certain: bool

    def remarks(self, source: str) -> tuple[str, ...]:
        """What an analyst must know of it: that the encoding is a guess."""
        if self.certain:
            return ()
        guess = f"{source}: The encoding is a guess: {self.encoding}."
        return (f"{guess} If letters look wrong, name another.",)


def decoded(data: bytes, place: str = "", encoding: str | None = None) -> Decoded:
    """Decode a whole file; InputError when it is empty, binary or not in the forced encoding."""
    if not data:
        raise InputError("The file is empty. Choose another.", place)
    found = _forced(data, place, encoding) if encoding else _found(data, place)
    if not found.text.strip("\ufeff \t\r\n\v\f\u00a0").strip():
        raise InputError("The file holds no text, only white space. Choose another.", place)
    return found


def marked_encoding(data: bytes) -> str | None:
    """The encoding that a byte-order mark at the beginning names, or None."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def known_encoding(name: str, place: str = "") -> str:
    """The name as Python writes it; InputError when there is no such text encoding."""
    try:
        codec = codecs.lookup(name)
        "".encode(codec.name)
        if codec.name in _NO_TEXTS:
            raise LookupError(name)
    except (LookupError, ValueError) as error:
        raise InputError(f"There is no text encoding called {name!r}. Try utf-8.", place) from error
    return codec.name


def _forced(data: bytes, place: str, encoding: str) -> Decoded:
    name = known_encoding(encoding, place)
    marked = marked_encoding(data)
    if marked and _family(name) == _family(marked):
        return _marked(data, place, marked)
    return Decoded(_strict(data, place, name), name, had_bom=False, certain=True)


def _family(name: str) -> str:
    """`utf16` for utf-16, utf-16-le and so on; an explicit byte order counts as well."""
    plain = name.replace("-", "").replace("_", "").removesuffix("sig")
    return plain.removesuffix("le").removesuffix("be")


def _found(data: bytes, place: str) -> Decoded:
    marked = marked_encoding(data)
    if marked:
        return _marked(data, place, marked)
    _refuse_magic(data, place)
    wide = _unmarked_utf16(data)
    if wide is not None:
        return wide
    escaped = _escaped(data)
    if escaped is not None:
        return escaped
    if is_binary(data):
        raise InputError("This is a binary file, not a text. Choose another.", place)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", had_bom=False, certain=True)
    except UnicodeDecodeError:
        return _guessed(data, place)


def _marked(data: bytes, place: str, name: str) -> Decoded:
    mark = next(mark for mark, named in _MARKS if named == name)
    codec = "utf-8" if name == "utf-8-sig" else name
    text = _strict(data[len(mark) :], place, codec)
    if "\0" in text:
        raise InputError("This is a binary file, not a text. Choose another.", place)
    return Decoded(text, name, had_bom=True, certain=True)


def _strict(data: bytes, place: str, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(name, "replace")
        raise InputError(
            f"The text is not {name}: {place_in_words(before, len(before))} can't be read so."
            " Choose another encoding.",
            place,
        ) from error


def _refuse_magic(data: bytes, place: str) -> None:
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind is not None:
        raise InputError(f"This is {kind}, not a text. Choose another.", place)


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """Text of mostly Latin letters in UTF-16 has a NUL in nearly every second byte."""
    sample = data[:4096]
    half = len(sample) // 2
    if len(data) % 2 or half < 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.6 * half or min(even, odd) > 0.05 * half:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else Decoded(text, name, had_bom=False, certain=False)


def _escaped(data: bytes) -> Decoded | None:
    """Old Japanese and Korean texts are ASCII with marks that change what it means."""
    if b"\x1b" not in data or not data.isascii():
        return None
    name = next((name for mark, name in _ESCAPES if mark in data), None)
    try:
        return Decoded(data.decode(name), name, had_bom=False, certain=True) if name else None
    except UnicodeDecodeError:
        return None


def is_binary(data: bytes) -> bool:
    """Whether bytes hold a NUL or more control characters than a text has."""
    if b"\0" in data:
        return True
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls > max(1, len(data)) * _CONTROLS_AT_MOST


def _guessed(data: bytes, place: str) -> Decoded:
    telling = _telling(data)
    # What is ASCII in a table of words (tags, numbers) tells nothing of them.
    words = _words(telling)
    samples = (words, telling) if len(words) >= _WORDS_BYTES else (telling, words)
    name = next(filter(None, map(_likely, samples)), "cp1252")
    if name in PAGES or _is_nearly_ascii(telling):
        name = latin_page(telling) or name
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        raise InputError(
            "The encoding of this text can't be told. Name it (for example cp1252 or gb18030).",
            place,
        ) from None
    # Short Western texts fit several code pages alike; the common one is named then.
    if name != "cp1252" and _decodes_alike(data, text):
        name = "cp1252"
    return Decoded(text, name, had_bom=False, certain=False)


def _likely(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_GUESSED)).best()
    return best.encoding if best is not None else None


def _is_nearly_ascii(data: bytes) -> bool:
    """Whether too little is beyond ASCII to be anything but a few accents and quotation marks."""
    odd = len(data) - len(data.translate(None, _BEYOND_ASCII))
    return odd < _FEW and odd < len(data) * _FEW_SHARE


def _words(data: bytes) -> bytes:
    """The words that are not ASCII."""
    return b" ".join(word for word in data.split() if not word.isascii())


def _telling(data: bytes) -> bytes:
    """Of a long text the first lines that are not ASCII: guessing takes some 800 times its sample."""
    if len(data) <= _SAMPLE_BYTES:
        return data
    lines = (line for line in data.split(b"\n") if not line.isascii())
    found = bytearray()
    for line in lines:
        found += line[: _SAMPLE_BYTES - len(found)] + b"\n"
        if len(found) >= _SAMPLE_BYTES:
            break
    return bytes(found)


def _decodes_alike(data: bytes, text: str) -> bool:
    try:
        return data.decode("cp1252") == text
    except UnicodeDecodeError:
        return False
