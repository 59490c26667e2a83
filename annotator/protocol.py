"""Messages between the window and the worker: msgpack frames, each after its length in 4 big-endian bytes.

Offsets are code points of the article's text, half-open. Source of the frame format: ours.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

FRAME_LIMIT_BYTES = 256 * 1024 * 1024
"""A longer frame is taken for a broken stream."""

MEMORY_VARIABLE = "ANNOTATOR_WORKER_MEMORY"
"""The worker's environment: how many bytes it may have (0: as many as there are)."""

_LENGTH_BYTES = 4


class ProtocolError(Exception):
    """A frame that is too long or that cannot be read: the stream is lost, start the worker anew."""


class _Message(msgspec.Struct, frozen=True):
    """What all messages share; the tag in the frame is the name of the class."""


class Load(_Message, frozen=True, tag=True):
    """Load a pipeline by name or path (empty: the default) and know the project's tokenizer.

    A folder is loaded only when its fingerprint is among those the user has agreed to, or `*` is.
    """

    request: int
    model: str = ""
    tokenizer: str = "en"
    clean_articles: bool = True
    agreed: tuple[str, ...] = ()


class Tokenise(_Message, frozen=True, tag=True):
    """Tokens and sentences of an article, by the tokenizer of the last `Load`."""

    request: int
    article: int
    text: str
    tokenizer: str = ""
    """Names another tokenizer for this request; empty: that of the last `Load`, or `en`."""


class Propose(_Message, frozen=True, tag=True):
    """Spans for an article; what is visible comes first; a newer one for the article replaces it."""

    request: int
    article: int
    text: str
    excluded: tuple[tuple[int, int], ...] = ()
    visible: tuple[int, int] | None = None


class Cancel(_Message, frozen=True, tag=True):
    """Forget a request; no answer follows unless it was already on its way."""

    request: int


class ListPipelines(_Message, frozen=True, tag=True):
    """Ask for the names of the installed pipelines."""

    request: int


class Shutdown(_Message, frozen=True, tag=True):
    """End the worker after what it is doing; the end of its input means the same."""


class Ready(_Message, frozen=True, tag=True):
    """The worker has imported spaCy."""

    spacy_version: str


class Loaded(_Message, frozen=True, tag=True):
    """The pipeline is ready; `labels` are those it can propose, sorted.

    Of a folder (links resolved) with what was in it, else empty; `warning` is a sentence or empty.
    """

    request: int
    model: str
    version: str
    language: str
    labels: tuple[str, ...]
    folder: str = ""
    fingerprint: str = ""
    warning: str = ""


class Unapproved(_Message, frozen=True, tag=True):
    """The answer to a `Load` of a folder that nobody has agreed to with these contents."""

    request: int
    folder: str
    fingerprint: str


class Tokens(_Message, frozen=True, tag=True):
    """Token starts and ends and sentence starts: little-endian 32-bit offsets."""

    request: int
    article: int
    starts: bytes
    ends: bytes
    sentences: bytes


class ProposedSpan(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A cleaned suggestion; the score is between 0 and 1, or None from parts that have none."""

    start: int
    end: int
    label: str
    score: float | None = None


class Proposals(_Message, frozen=True, tag=True):
    """Spans found since the last message of this request, sorted; all are in when `finished`."""

    request: int
    article: int
    proposals: tuple[ProposedSpan, ...]
    done_characters: int
    all_characters: int
    finished: bool


class Pipelines(_Message, frozen=True, tag=True):
    """Names of the installed pipelines, sorted; `default` is the one an empty name loads."""

    request: int
    names: tuple[str, ...]
    default: str = ""


class Failed(_Message, frozen=True, tag=True):
    """A request ended without result; request 0 means the worker itself cannot go on."""

    request: int
    message: str


ToWorker = Load | Tokenise | Propose | Cancel | ListPipelines | Shutdown
FromWorker = Ready | Loaded | Unapproved | Tokens | Proposals | Pipelines | Failed

_Read = TypeVar("_Read")


def encode(message: ToWorker | FromWorker) -> bytes:
    """Make one frame, length included; raises ProtocolError over the limit or for lone surrogates."""
    try:
        body = msgspec.msgpack.encode(message)
    except (UnicodeEncodeError, OverflowError) as error:
        raise ProtocolError(f"A message cannot be written: {type(error).__name__}.") from error
    if len(body) > FRAME_LIMIT_BYTES:
        raise ProtocolError(f"A message of {len(body):,} bytes is over the limit.")
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


class FrameReader(Generic[_Read]):
    """Puts frames together from chunks of any size."""

    __slots__ = ("_buffer", "_decoder", "limit_bytes")

    def __init__(
        self, decoder: "msgspec.msgpack.Decoder[_Read]", limit_bytes: int = FRAME_LIMIT_BYTES
    ) -> None:
        self._decoder = decoder
        self.limit_bytes = limit_bytes
        self._buffer = bytearray()

    def feed(self, chunk: bytes) -> Iterator[_Read]:
        """Take bytes, yield the messages now whole; raises ProtocolError for a broken frame."""
        self._buffer += chunk
        while (body := self._next_body()) is not None:
            try:
                yield self._decoder.decode(body)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise ProtocolError(f"A frame of {len(body):,} bytes cannot be read.") from error

    def _next_body(self) -> bytes | None:
        if len(self._buffer) < _LENGTH_BYTES:
            return None
        length = int.from_bytes(self._buffer[:_LENGTH_BYTES], "big")
        if length > self.limit_bytes:
            raise ProtocolError(f"A frame of {length:,} bytes is over the limit.")
        end = _LENGTH_BYTES + length
        if len(self._buffer) < end:
            return None
        body = bytes(memoryview(self._buffer)[_LENGTH_BYTES:end])
        del self._buffer[:end]
        return body


def worker_reader(limit_bytes: int = FRAME_LIMIT_BYTES) -> FrameReader[ToWorker]:
    """Read what the window sends."""
    return FrameReader(msgspec.msgpack.Decoder(ToWorker), limit_bytes)


def window_reader(limit_bytes: int = FRAME_LIMIT_BYTES) -> FrameReader[FromWorker]:
    """Read what the worker sends."""
    return FrameReader(msgspec.msgpack.Decoder(FromWorker), limit_bytes)
