"""What a check found put right, where there is only one way to do it."""

import time

from annotator.core.history import Cost, Kind
from annotator.core.operations import Step
from annotator.store import journal
from annotator.store.project import Project
from annotator.store.verification import Flaw, Verification, put

_WHO = "annotator check"


def mend(project: Project, found: Verification) -> list[Flaw]:
    """Mend what is unambiguous, all or nothing; the flaws that were mended.

    Of articles from before layout 2 it is kept what they were when they came, so that the next check is a full one.
    State goes back to what the journal says. A relation to nowhere is removed by a step of its own, which the
    journal keeps.
    """
    run, run_many = project.database.connection.execute, project.database.connection.executemany
    with project.database.transaction():
        if found.schema is not None:
            schema = journal.schema_text(found.schema)
            run("INSERT OR REPLACE INTO project VALUES ('schema', ?)", (schema,))
        if found.index is not None:
            run("DELETE FROM journal_articles")
            run_many("INSERT INTO journal_articles VALUES (?, ?)", sorted(found.index))
        for document in found.mended.values():
            project.restore(document)
        for article, imported in found.unknown.items():
            run("UPDATE checksums SET imported = ? WHERE article = ?", (imported, article))
    for article, operations in found.nowhere.items():
        document = project.document(article)
        for operation in operations:
            document = put(document, operation, operation.after)
        step = Step("Relations to nowhere removed", tuple(operations))
        project.keep(Kind.BACKGROUND, step, {article: document}, _WHO, time.time(), Cost())
    return [flaw for flaw in found.flaws if flaw.mendable]
