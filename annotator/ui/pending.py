"""A question that the worker has not answered yet, and how its end is told. No Qt."""

from msgspec import Struct

from annotator.protocol import Failed, Load
from annotator.ui.answers import AnswerCheck, Request

CRASHED = "ended by itself"
NONSENSE = "gave an answer that makes no sense"

_SENTENCE_AT_MOST = 600


class Pending(Struct):
    """Sent again, once, when the worker is started anew."""

    message: Request
    check: AnswerCheck
    sent: int = 0
    answered: bool = False
    """A `Load` that was answered stays: a new worker needs it again, but nobody hears of it."""

    @classmethod
    def of(cls, message: Request) -> "Pending":
        """Not sent yet."""
        return cls(message, AnswerCheck(message))


def sentence(message: Failed) -> str:
    """On one line and not without end: it is shown."""
    return " ".join(message.message[: 2 * _SENTENCE_AT_MOST].split())[:_SENTENCE_AT_MOST]


def gave_up(message: Request, why: str) -> str:
    """The sentence for a question that ended the worker twice."""
    if isinstance(message, Load):
        name = message.model or "the default pipeline"
        return f"{name} was not loaded: its process {why}, twice. Choose another pipeline."
    return f"This article was given up: the pipeline's process {why}, twice. Try another pipeline."
