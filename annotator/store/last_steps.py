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
    for (row, operations, kept), (_, _, previous) in pairwise(last):
        if journal.checksum(previous, operations) != kept:
            raise damaged(database.path, f"step {row} of its journal")
    return int(last[0][2]) if last else 0
