"""Which code page of Latin letters a text is in, by the letters that its languages are written with.

Statistics of characters can't tell ñ in one page from ń in another; no language has ń beside á and ¿.
"""

import re
from collections import Counter

_WESTERN = (
    "áéíóúüñªº",
    "àâæçèéêëîïôùûüœÿ",
    "äöüß",
    "àáâãçéêíóôõúü",
    "àèéìòù",
    "åäöéæøüàô",
    "éëïöüèç",
    "àçèéíïòóúü",
    "áæéíðóöúýþ",
    "šžõäöüå",
)
_CENTRAL = (
    "ąćęłńóśźż",
    "áčďéěíňóřšťúůýž",
    "áäčďéíĺľňóôŕšťúýž",
    "áéíóöőúüű",
    "ăâîşţ",
    "čćđšž",
)
_ALPHABETS = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("çğıöşüâîû",),
    "cp1257": ("āčēģīķļņšūž", "ąčęėįšųūž"),
    "cp1258": ("ăâđêôơưàáãèéìíòóõùúý\u0300\u0301\u0303\u0309\u0323",),
    "mac_roman": _WESTERN,
}
_SIGNS = "¿«»–—‘’‚“”„…•°§€"
_CONTROL = re.compile("[\x80-\x9f]")
PAGES = frozenset(_ALPHABETS)


def latin_page(data: bytes) -> str | None:
    """The page under which most letters beyond ASCII are those of one language; None where none fits."""
    shares: dict[str, float] = {}
    for page, alphabets in _ALPHABETS.items():
        try:
            text = data.decode(page)
        except UnicodeDecodeError:
            continue
        # Where the Windows pages have letters and quotation marks, these have controls that no text has.
        if page.startswith("iso") and _CONTROL.search(text):
            continue
        letters = _letters(text)
        best = max(_count(letters, alphabet) for alphabet in alphabets)
        # Nothing but quotation marks and dashes beyond ASCII: as good as it gets.
        shares[page] = best / letters.total() if letters else 1.0
    return max(shares, key=lambda page: shares[page], default=None)


def _letters(text: str) -> Counter[str]:
    """What is beyond ASCII but no sign that stands in every page: symbols within words speak against one."""
    found: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if character > "\xa1" and not character.isspace() and character not in _SIGNS:
            found["ı" if character == "İ" else character.lower()] += count
    return found


def _count(letters: Counter[str], alphabet: str) -> int:
    return sum(letters[character] for character in set(alphabet))
