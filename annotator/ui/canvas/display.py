"""What is shown for each character: one for one, so that offsets stay. No Qt."""

import re
import unicodedata

_STRANGE = re.compile("[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]")
_SHOWN = {code: 0x2400 + code for code in range(0x20) if code != 0x09}
_SHOWN |= {0x0A: 0x20, 0x0D: 0x2060, 0x0B: 0x20, 0x0C: 0x20, 0x7F: 0x2421, 0x85: 0x20}
# Qt breaks the line at U+2028, and drops a leading U+FEFF and every lone surrogate (U+D800 to U+DFFF).
_SHOWN |= {0x2028: 0x20, 0x2029: 0x20, 0xFEFF: 0x2060}
_SHOWN |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
INVISIBLE = re.compile(
    "[ \t\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\x00-\x08\x0a-\x1f\x7f-\x9f]"
)
"""White space, zero-width characters and controls, shown on demand."""


def displayed(source: str) -> str:
    """The text for the layout: as long as the source in code points, without what Qt drops or breaks at."""
    return source.translate(_SHOWN) if _STRANGE.search(source) else source


def needs_bidi(source: str) -> bool:
    """Whether any character may run from right to left."""
    return not source.isascii() and _RIGHT_TO_LEFT.search(source) is not None


def is_right_to_left(source: str) -> bool:
    """Whether the first strong character says so (the Unicode rule P2 and P3)."""
    if source.isascii():
        return False
    for character in source:
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
    return False


def joins(text: str, offset: int) -> bool:
    """Whether a cut before this offset might split what is read as one character."""
    if not 0 < offset < len(text):
        return False
    before, after = text[offset - 1], text[offset]
    if unicodedata.category(after)[0] == "M" or "\u200d" in (before, after):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if before == "\r" and after == "\n":
        return True
    return "\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff"
