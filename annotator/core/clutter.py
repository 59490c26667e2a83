"""Lines of a web copy that are not the article: advertisements, second captions, footers."""

import re
from collections.abc import Iterator

from annotator.core.text import Line, lines

# Whole lines of web copies, in lower case without the signs around them; precision before recall.
_KNOWN = """
advertisement
advertisements
advertisement - continue reading below
advertisement - scroll to continue
advertisement continue reading below
advertisement scroll to continue
article continues after advertisement
article continues after ad
article continues below
article continues below advertisement
article continues below this ad
continue reading the main story
file photo
follow us on twitter
latest headlines
latest news
license photo
licence photo
more for you
most popular
most read
most viewed
read also
read full story
read more
recommended stories
related articles
related coverage
related stories
scroll to continue
scroll to continue reading
share this article
skip advertisement
sponsored content
sponsored stories
story continues after advertisement
story continues below
story continues below advertisement
trending now
trending stories
"""
_KNOWN_LINES = frozenset(_KNOWN.strip().splitlines())
_AROUND = " \t\u00a0\u200b\ufeff|:.…>»→-–—[]()*"
_LONGEST_KNOWN = max(map(len, _KNOWN_LINES)) + 12
_CAPTION_LONGER_THAN = 30
_SUFFIX_UP_TO = 60
_CREDIT = re.compile(
    r"photo|image\b|picture|credit|courtesy|©|\bvia\b|/\s?(?:UPI|AP|AFP|EPA|Reuters|Getty|TASS)\b",
    re.IGNORECASE,
)


def clutter(text: str) -> list[tuple[int, int]]:
    """Ranges to propose as excluded, in order: whole lines without their line ends."""
    filled = [line for line in lines(text) if text[line.start : line.end].strip()]
    twins = set(_later_twins(text, filled))
    return [(line.start, line.end) for line in filled if line in twins or _is_known(text, line)]


def _is_known(text: str, line: Line) -> bool:
    if line.end - line.start > _LONGEST_KNOWN:
        return False
    words = text[line.start : line.end].strip().strip(_AROUND)
    return " ".join(words.casefold().split()) in _KNOWN_LINES


def _later_twins(text: str, filled: list[Line]) -> Iterator[Line]:
    """The second of two adjacent lines that say the same; compared with the last one kept."""
    kept = ""
    for line in filled:
        said = text[line.start : line.end].strip()
        if _are_twins(kept, said):
            yield line
        else:
            kept = said


def _are_twins(first: str, second: str) -> bool:
    """Equal, or one is the other and a short credit; no headline that begins its first sentence."""
    short, long = sorted((first, second), key=len)
    if len(short) <= _CAPTION_LONGER_THAN or not long.startswith(short):
        return False
    suffix = long[len(short) :]
    if not suffix:
        return any(sign.isalpha() for sign in short)
    separate = not (suffix[0].isalnum() and short[-1].isalnum())
    return separate and len(suffix) <= _SUFFIX_UP_TO and bool(_CREDIT.search(long))
