"""Foreseen errors: each carries one plain sentence for the analyst."""


class AnnotatorError(Exception):
    """What happened, where, and what to do, as one plain sentence."""


class RefusedError(AnnotatorError):
    """An edit that the schema or the document does not allow; nothing was changed."""


class ConflictError(AnnotatorError):
    """An operation met a document in another state than the one it was made for; nothing was changed."""


class LockedError(AnnotatorError):
    """Another running program has the project (a path) open."""

    def __init__(self, project: str) -> None:
        self.project = project
        super().__init__(f"{project} is open in another window of Annotator.")


class UnwritableError(AnnotatorError):
    """A file, or the folder it stands in, that can be read but not written; nothing was changed."""


class InputError(AnnotatorError):
    """A file, line or value from outside that can't be used; the place stands in the sentence."""

    def __init__(self, reason: str, place: str = "", line: int | None = None) -> None:
        self.reason = reason
        self.place = place
        self.line = line
        where = f"{place}, line {line}: " if place and line else f"{place}: " if place else ""
        if line and not place:
            where = f"Line {line}: "
        super().__init__(where + reason)
