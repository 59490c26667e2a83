"""XML as a tree, with limits: no entity is resolved, nothing is fetched, and memory stays bounded.

A tree takes up to 150 bytes a mark beside its text: two million marks are at most 350 MB.
"""

from typing import TYPE_CHECKING

from annotator.core.errors import InputError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MARKS_AT_MOST = 2_000_000
"""How often `<` may stand in a file."""
DEEPEST = 500
"""How deep elements may be nested in each other."""


def tree_of(data: bytes | str, place: str, name: str = "The file") -> "Element":
    """The root element; InputError when it is no XML, declares a document type or is too large or deep.

    `name` is what the sentence says is damaged, when it is not the file itself.
    """
    from xml.etree.ElementTree import ParseError, TreeBuilder, XMLParser

    if (data.count("<") if isinstance(data, str) else data.count(b"<")) > MARKS_AT_MOST:
        raise InputError(f"It has more than {MARKS_AT_MOST:,} marks. Split it.", place)
    tree = TreeBuilder()
    parser = XMLParser(target=_Shallow(tree, place))  # noqa: S314 - `_Shallow` refuses declarations
    try:
        parser.feed(data)
        parser.close()
        return tree.close()
    except ParseError as error:
        reason = str(error).rpartition(": line")[0]
        raise InputError(f"{name} is damaged: {reason}.", place, error.position[0]) from error
    except (ValueError, LookupError) as error:
        raise InputError(f"{name} is damaged: it is no XML.", place) from error


class _Shallow:
    """Builds a tree; stops where it becomes too deep, and before a document type can declare entities."""

    def __init__(self, tree: "object", place: str) -> None:
        self._start = tree.start  # type: ignore[attr-defined]
        self._end = tree.end  # type: ignore[attr-defined]
        self.data = tree.data  # type: ignore[attr-defined]
        self._place = place
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise InputError(f"Its elements are nested more than {DEEPEST} deep.", self._place)
        self._start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        self._end(tag)

    def doctype(self, *_: object) -> None:
        """A document type begins: only there entities can be declared, and files be named."""
        reason = (
            "It declares entities or a document type, which is not allowed here. Take that out."
        )
        raise InputError(reason, self._place)

    def close(self) -> None:
        """The end of the file; the tree is closed by who has it."""
