"""What is kept of an unforeseen error: its kind and place in the program, never a word of an article."""

from types import TracebackType

WORDS_VARIABLE = "ANNOTATOR_DEBUG"
"""Set, errors are shown with what they say, which can quote an article."""

_LINKS_AT_MOST = 20


def bug_report(version: str, error: BaseException, trace: TracebackType | None = None) -> str:
    """Kinds of errors and the lines of the program that led there, causes first; not what they say."""
    # Late: only what goes wrong pays for it.
    from traceback import format_tb

    parts: list[str] = []
    link: BaseException | None = error
    while link is not None and len(parts) < _LINKS_AT_MOST:
        lines = format_tb(trace if link is error and trace else link.__traceback__)
        parts.append("".join(lines) + f"{type(link).__name__}\n")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return f"Annotator {version}\n" + "\n".join(reversed(parts))
