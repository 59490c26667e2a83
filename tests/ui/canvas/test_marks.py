from annotator.core import edits
from annotator.core.operations import applied
from annotator.core.schema import Label, Overlap, Schema
from annotator.core.spans import State
from annotator.ui.canvas.marks import Counts
from tests.ui.canvas.samples import TEXTS, crowded

SCHEMA = Schema(labels=(Label("PERSON"), Label("ORG")), overlap=Overlap.ANY)


def complete(counts: Counts) -> Counts:
    while counts.collect(7):
        pass
    return counts


def test_counts_follow_changes_as_if_made_anew() -> None:
    document = crowded(TEXTS["plain"], 40)
    counts = complete(Counts(document))
    assert sum(counts.spans) == document.span_count
    for operations in (edits.removed(document, 4), edits.relabelled(document, SCHEMA, 7, "ORG")):
        for operation in operations:
            document = applied(document, operation)
        counts.change(operations)
    anew = complete(Counts(document))
    assert (counts.spans, counts.proposed) == (anew.spans, anew.proposed)
    assert sum(counts.proposed) == sum(s.state is State.PROPOSED for s in document.spans())
