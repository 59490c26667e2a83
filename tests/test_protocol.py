import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.protocol import (
    Cancel,
    Failed,
    FromWorker,
    ListPipelines,
    Load,
    Loaded,
    Pipelines,
    Proposals,
    Propose,
    ProposedSpan,
    ProtocolError,
    Ready,
    Shutdown,
    Tokenise,
    Tokens,
    ToWorker,
    encode,
    window_reader,
    worker_reader,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
numbers = st.integers(0, 2**40)
ranges = st.tuples(numbers, numbers)
to_worker = st.lists(
    st.one_of(
        st.builds(Load, numbers, texts, texts, st.booleans()),
        st.builds(Tokenise, numbers, numbers, texts),
        st.builds(
            Propose, numbers, numbers, texts, st.lists(ranges).map(tuple), st.none() | ranges
        ),
        st.builds(Cancel, numbers),
        st.builds(ListPipelines, numbers),
        st.builds(Shutdown),
    )
)
spans = st.builds(ProposedSpan, numbers, numbers, texts, st.none() | st.floats(0, 1))
from_worker = st.lists(
    st.one_of(
        st.builds(Ready, texts),
        st.builds(Loaded, numbers, texts, texts, texts, st.lists(texts).map(tuple)),
        st.builds(Tokens, numbers, numbers, st.binary(), st.binary(), st.binary()),
        st.builds(
            Proposals,
            numbers,
            numbers,
            st.lists(spans).map(tuple),
            numbers,
            numbers,
            st.booleans(),
        ),
        st.builds(Pipelines, numbers, st.lists(texts).map(tuple), texts),
        st.builds(Failed, numbers, texts),
    )
)


@given(to_worker, st.integers(1, 50))
def test_what_the_window_says_arrives_whatever_the_chunks(
    messages: list[ToWorker], size: int
) -> None:
    stream = b"".join(map(encode, messages))
    reader = worker_reader()
    chunks = [stream[i : i + size] for i in range(0, len(stream), size)]
    assert [message for chunk in chunks for message in reader.feed(chunk)] == messages


@given(from_worker)
def test_what_the_worker_says_arrives_in_one_chunk(messages: list[FromWorker]) -> None:
    assert list(window_reader().feed(b"".join(map(encode, messages)))) == messages


def test_a_frame_over_the_limit_is_refused_before_it_is_here() -> None:
    with pytest.raises(ProtocolError, match="over the limit"):
        list(worker_reader(limit_bytes=100).feed((101).to_bytes(4, "big")))


@pytest.mark.parametrize(
    "body", [b"", b"\xc1", b"\xff" * 9, msgspec.msgpack.encode({"type": "Format", "disk": "c"})]
)
def test_a_frame_that_is_no_message_is_refused(body: bytes) -> None:
    with pytest.raises(ProtocolError, match="cannot be read"):
        list(worker_reader().feed(len(body).to_bytes(4, "big") + body))


def test_a_message_of_the_other_side_is_refused() -> None:
    with pytest.raises(ProtocolError):
        list(worker_reader().feed(encode(Ready("3.8"))))


def test_a_text_with_half_a_pair_cannot_be_sent() -> None:
    with pytest.raises(ProtocolError):
        encode(Tokenise(1, 1, "half \ud83d"))
