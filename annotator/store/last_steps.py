"""The end of the journal looked at when a project is opened: cheap, and a torn end is seen at once."""

from itertools import pairwise

from annotator.store import journal
from annotator.store.damage import damaged
from annotator.store.database import Database

_LOOKS_BACK = 50


def last_checksum(database: Database) -> int:
    """The checksum to go on from; AnnotatorError when one of the last steps does not match its own."""
    last = database.rows(
        "SELECT id, operations, checksum FROM journal ORDER BY id DESC LIMIT ?", (_LOOKS_BACK,)
    )
    if last and last[-1][0] == 1:
        last.append((0, b"", 0))
    for (row, operations, kept), (_, _, previous) in pairwise(last):
        if not journal.is_checksum(kept, previous, operations):
            raise damaged(database.path, f"step {row} of its journal")
    number, _, checksum = last[0] if last else (0, b"", 0)
    if not isinstance(checksum, int):
        raise damaged(database.path, f"step {number} of its journal")
    return checksum
