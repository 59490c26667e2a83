"""HTML to plain text, by the standard library: nothing is fetched, no script is run."""

import re
from html.parser import HTMLParser

from annotator.core.errors import InputError

_BLOCKS = frozenset(
    (
        "address article aside blockquote br caption dd div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead"
        " title tr ul"
    ).split()
)
_CELLS = frozenset(("td", "th"))
_SILENT = frozenset(("script", "style", "template", "noscript", "svg", "math", "head"))
_BLANKS = re.compile(r"[ \t\n\r\f]+")
# What shows nothing; the standard library's parser takes the square of its length where an end is missing.
_UNSEEN = re.compile(
    r"<(script|style)\b[^<>]*>.*?(?:</\1[^<>]*>|\Z)|<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
_LONG_MARK = re.compile(r"<(/?[a-z][^\s<>/]*)[^<>]{20000,}>", re.IGNORECASE)
_MARKS_AT_MOST = 300_000
_UNCLOSED = re.compile(r"<(?=[a-zA-Z/])(?![^<>]*>)")
_UNCLOSED_AT_MOST = 1000
"""In good pages such stand in values of attributes; of more the parser takes the square of its time."""


def plain_text(page: str, place: str = "") -> str:
    """The text of a page: a line a block, cells set apart by tabs, blank lines left out.

    InputError when it has more than 300,000 marks.
    """
    parser = _Plain()
    parser.feed(without_unseen(page, place))
    parser.close()
    parser.end_line()
    return "\n".join(parser.lines)


def without_unseen(page: str, place: str = "") -> str:
    """A page without scripts, comments and what very long marks say beside their name."""
    return _few_marks(_LONG_MARK.sub(r"<\1>", _UNSEEN.sub("", page)), place)


def without_comments(page: str) -> str:
    """A page that a parser may read to its last text, scripts too."""
    return _few_marks(_COMMENT.sub("", page), "")


def _few_marks(page: str, place: str) -> str:
    if page.count("<") > _MARKS_AT_MOST:
        raise InputError(f"The page has more than {_MARKS_AT_MOST:,} marks. Split it.", place)
    if sum(1 for _ in _UNCLOSED.finditer(page)) > _UNCLOSED_AT_MOST:
        return _UNCLOSED.sub("&lt;", page)
    return page


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._parts: list[str] = []
        self._silent = ""
        self._depth = 0

    def end_line(self) -> None:
        """What was read so far is a line."""
        line = _BLANKS.sub(" ", "".join(self._parts)).strip()
        line = line.replace("\v", "\t").strip()
        if line:
            self.lines.append(line)
        self._parts.clear()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if self._silent:
            self._depth += tag == self._silent
        elif tag == "body":
            self.end_line()
        elif tag in _SILENT:
            self._silent, self._depth = tag, 1
        elif tag in _BLOCKS:
            self.end_line()
        elif tag in _CELLS and self._parts:
            self._parts.append("\v")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if not self._silent and tag in _BLOCKS:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._depth -= tag == self._silent
            if not self._depth:
                self._silent = ""
        elif tag in _BLOCKS:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data.replace("\v", " "))
