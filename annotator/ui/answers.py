"""Whether an answer of the worker makes sense: nothing that it says is believed unseen. No Qt."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from operator import le, lt

from annotator.core.tokens import Tokens
from annotator.protocol import (
    FRAME_LIMIT_BYTES,
    Failed,
    FromWorker,
    ListPipelines,
    Load,
    Loaded,
    Pipelines,
    Proposals,
    Propose,
    ProposedSpan,
    Tokenise,
    Unapproved,
)
from annotator.protocol import Tokens as TokensMessage

Request = Load | Tokenise | Propose | ListPipelines

NAME_AT_MOST = 300
LABEL_AT_MOST = 100
_NAMES_AT_MOST = 10_000
_PATH_AT_MOST = 4_096
_SMALL_FRAME_BYTES = 1 << 20
_BYTES_A_CHARACTER = 64
_SPANS_AT_LEAST = 100
_CHARACTERS_A_SPAN = 2
_LINE_END = re.compile(r"[\r\n]")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}|")


class NonsenseError(Exception):
    """An answer that no sound worker gives."""


def frame_limit(texts: Sequence[str]) -> int:
    """The longest sensible frame in bytes while these texts are being asked about."""
    longest = max(map(len, texts), default=0)
    return min(_SMALL_FRAME_BYTES + _BYTES_A_CHARACTER * longest, FRAME_LIMIT_BYTES)


class AnswerCheck:
    """Holds the answers to one request against it, in the order in which they come."""

    __slots__ = ("_asked", "_done", "_line_ends", "_spans")

    def __init__(self, asked: Request) -> None:
        self._asked = asked
        self._done = -1
        self._spans = 0
        self._line_ends: array[int] | None = None

    def check(self, message: FromWorker) -> None:
        """NonsenseError when it is no answer to this request."""
        match self._asked, message:
            case _, Failed():
                return
            case Load(), Loaded():
                names = message.model, message.version, message.language, *message.labels
                _hold(len(names) <= _NAMES_AT_MOST, "too many labels")
                _hold(all(len(name) <= NAME_AT_MOST for name in names), "a name too long")
                _hold(_FINGERPRINT.fullmatch(message.fingerprint) is not None, "no fingerprint")
            case Load(), Unapproved():
                _hold(0 < len(message.folder) <= _PATH_AT_MOST, "no folder")
                _hold(bool(message.fingerprint), "no fingerprint")
                _hold(_FINGERPRINT.fullmatch(message.fingerprint) is not None, "no fingerprint")
            case Tokenise(), TokensMessage():
                _hold(message.article == self._asked.article, "another article")
                _check_tokens(message, self._asked.text)
            case Propose(), Proposals():
                _hold(message.article == self._asked.article, "another article")
                self._check_proposals(message, self._asked.text)
            case ListPipelines(), Pipelines():
                names = message.default, *message.names
                _hold(len(names) <= _NAMES_AT_MOST, "too many names")
                _hold(all(len(name) <= NAME_AT_MOST for name in names), "a name too long")
            case _:
                raise NonsenseError("an answer to another question")

    def _check_proposals(self, message: Proposals, text: str) -> None:
        done, whole = message.done_characters, message.all_characters
        _hold(0 <= done <= whole <= len(text), "progress out of range")
        _hold(message.finished or done > self._done, "no progress")
        self._done = done
        self._spans += len(message.proposals)
        most = _SPANS_AT_LEAST + len(text) // _CHARACTERS_A_SPAN
        _hold(self._spans <= most, "too many spans")
        for proposal in message.proposals:
            self._check_span(proposal, text)

    def _check_span(self, span: ProposedSpan, text: str) -> None:
        start, end, label, score = span.start, span.end, span.label, span.score
        _hold(0 <= start < end <= len(text), "a span outside the text")
        _hold(not (text[start].isspace() or text[end - 1].isspace()), "a span of white space")
        _hold(is_label(label), "no label")
        _hold(score is None or 0 <= score <= 1, "no score")
        if self._line_ends is None:
            self._line_ends = array("I", (m.start() for m in _LINE_END.finditer(text)))
        ends = self._line_ends
        _hold(bisect_left(ends, start) == bisect_left(ends, end), "a span over a line end")


def is_label(label: str) -> bool:
    """Whether this can be shown and saved as a label."""
    return 0 < len(label) <= LABEL_AT_MOST and label.isprintable() and not label.isspace()


def _check_tokens(message: TokensMessage, text: str) -> None:
    raw = message.starts, message.ends, message.sentences
    _hold(all(len(data) % 4 == 0 for data in raw), "half an offset")
    tokens = Tokens.from_bytes(*raw, "")
    starts, ends, sentences = tokens.starts, tokens.ends, tokens.sentences
    _hold(len(starts) == len(ends), "starts without ends")
    _hold(len(sentences) <= len(starts), "too many sentences")
    _hold(not ends or ends[-1] <= len(text), "a token outside the text")
    _hold(all(map(lt, starts, ends)), "an empty token")
    _hold(all(map(le, ends, islice(starts, 1, None))), "tokens over each other")
    _hold(all(map(lt, sentences, islice(sentences, 1, None))), "sentences out of order")
    _hold(not sentences or sentences[-1] < len(text), "a sentence outside the text")


def _hold(makes_sense: bool, otherwise: str) -> None:
    if not makes_sense:
        raise NonsenseError(otherwise)
