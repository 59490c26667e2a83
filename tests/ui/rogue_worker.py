"""A worker that behaves well until it is asked for proposals, and then as badly as its argument says."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import NoReturn

import msgspec

from annotator.protocol import (
    Failed,
    FromWorker,
    Load,
    Loaded,
    Pipelines,
    Proposals,
    Propose,
    ProposedSpan,
    Ready,
    Tokenise,
    Tokens,
    encode,
    worker_reader,
)


def main(behaviour: str) -> None:
    """Serve until the input ends."""
    reader = worker_reader()
    send(Ready("rogue"))
    while chunk := os.read(0, 65_536):
        for message in reader.feed(chunk):
            if isinstance(message, Load):
                send(Loaded(message.request, "rogue", "1", "en", ("PERSON",)))
            elif isinstance(message, Tokenise):
                size = len(message.text)
                send(Tokens(message.request, message.article, *offsets([0], [size], [0])))
            elif isinstance(message, Propose):
                BEHAVIOURS[behaviour](message)


def send(message: FromWorker) -> None:
    """One frame, at once."""
    write(encode(message))


def write(data: bytes) -> None:
    """All of it."""
    while data:
        data = data[os.write(1, data) :]


def frame(body: bytes) -> bytes:
    """With its length before it."""
    return len(body).to_bytes(4, "big") + body


def offsets(*lists: list[int]) -> Iterator[bytes]:
    """As the protocol packs them."""
    return (b"".join(n.to_bytes(4, "little") for n in numbers) for numbers in lists)


def answer(asked: Propose, *spans: ProposedSpan, done: int = 1, finished: bool = True) -> None:
    """Proposals for what was asked, sensible but for the spans."""
    send(Proposals(asked.request, asked.article, spans, done, len(asked.text), finished))


def spans(*made: ProposedSpan) -> Callable[[Propose], None]:
    """Behave well but for these spans."""
    return lambda asked: answer(asked, *made)


def raw(body: bytes) -> Callable[[Propose], None]:
    """Write these bytes, then wait for more."""
    return lambda asked: write(body)


def tampered(**changes: object) -> Callable[[Propose], None]:
    """A good answer with some of its values replaced by ones of any type."""

    def behave(asked: Propose) -> None:
        good = {
            "type": "Proposals",
            "request": asked.request,
            "article": asked.article,
            "proposals": [[0, 4, "PERSON", 0.5]],
            "done_characters": 1,
            "all_characters": 1,
            "finished": True,
        }
        write(frame(msgspec.msgpack.encode({**good, **changes})))

    return behave


def crash(asked: Propose) -> NoReturn:
    os._exit(11)


def leave_child(asked: Propose) -> NoReturn:
    """Start a process that would stay, tell its number, and crash."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    os.write(2, f"{child.pid}\n".encode())
    os._exit(11)


def abort(asked: Propose) -> NoReturn:
    os.abort()


def hang(asked: Propose) -> None:
    time.sleep(3_600)


def dribble(asked: Propose) -> None:
    """A frame that never becomes whole, a byte now and then."""
    write((500_000).to_bytes(4, "big"))
    while True:
        write(b"\x00")
        time.sleep(0.02)


def eat(asked: Propose) -> None:
    eaten = []
    while True:
        eaten.append(b"x" * (32 << 20))
        time.sleep(0.02)


def cut_off(asked: Propose) -> NoReturn:
    whole = encode(Proposals(asked.request, asked.article, (), 1, 1, True))
    write(whole[: len(whole) // 2])
    os._exit(0)


def big(asked: Propose) -> None:
    """As long a frame as the protocol allows: far more than this article can need."""
    write((256 << 20).to_bytes(4, "big"))
    while True:
        write(b"\x00" * (1 << 20))


def endless(asked: Propose) -> None:
    while True:
        answer(asked, done=1, finished=False)


def flood(asked: Propose) -> None:
    """Answers to what was answered long ago."""
    while True:
        send(Loaded(1, "rogue", "1", "en", ()))


def ready_flood(asked: Propose) -> None:
    while True:
        send(Ready("again"))


def chatter(asked: Propose) -> None:
    """Prints without end and never answers."""
    while True:
        os.write(2, b"x" * 100_000)


def closed(asked: Propose) -> None:
    os.close(1)
    time.sleep(3_600)


def many(asked: Propose) -> None:
    made = (ProposedSpan(0, 1, f"L{n}") for n in range(1_000))
    answer(asked, *made)


def new_labels(asked: Propose) -> None:
    """Sensible, but a label of its own for every character of a word."""
    made = (ProposedSpan(n, n + 1, f"<b>L&{n}</b>") for n in range(12, 17))
    answer(asked, *made)


def other_kind(asked: Propose) -> None:
    send(Pipelines(asked.request, ("evil",), "evil"))


def other_article(asked: Propose) -> None:
    send(Proposals(asked.request, asked.article + 1, (), 1, 1, True))


def other_request(asked: Propose) -> None:
    send(Proposals(asked.request + 1_000, asked.article, (), 1, 1, True))


def backwards(asked: Propose) -> None:
    for done in count(5, -1):
        answer(asked, done=done, finished=False)


def shout(asked: Propose) -> None:
    send(Failed(asked.request, "<h1>no</h1>\n" * 1_000_000))


BEHAVIOURS: dict[str, Callable[[Propose], None]] = {
    "crash": crash,
    "abort": abort,
    "leave child": leave_child,
    "hang": hang,
    "dribble": dribble,
    "eat": eat,
    "cut off": cut_off,
    "big": big,
    "endless": endless,
    "flood": flood,
    "ready flood": ready_flood,
    "chatter": chatter,
    "closed": closed,
    "many": many,
    "other kind": other_kind,
    "other article": other_article,
    "other request": other_request,
    "backwards": backwards,
    "garbage": raw(b"\xff" * 64),
    "huge length": raw(b"\xff\xff\xff\xff"),
    "no frame": raw(b"Traceback (most recent call last):\n" * 50),
    "empty frame": raw(frame(b"")),
    "array": raw(frame(msgspec.msgpack.encode([1, 2, 3]))),
    "unknown message": raw(frame(msgspec.msgpack.encode({"type": "Execute", "request": 1}))),
    "deep": raw(frame(b"\x91" * 100_000 + b"\x01")),
    "bad utf-8": raw(frame(b"\x82\xa4type\xa6Failed\xa7message\xa4\xff\xfe\xfd\xfc")),
    "text for a number": tampered(done_characters="1"),
    "float offset": tampered(proposals=[[0.5, 4, "PERSON", 0.5]]),
    "number for a label": tampered(proposals=[[0, 4, 7, 0.5]]),
    "no spans": tampered(proposals=None),
    "huge offset": tampered(proposals=[[0, 1 << 62, "PERSON", 0.5]]),
    "progress over the end": tampered(all_characters=1 << 40),
    "negative progress": tampered(done_characters=-1),
    "negative": spans(ProposedSpan(-3, 4, "PERSON")),
    "over the end": spans(ProposedSpan(0, 100_000, "PERSON")),
    "nothing": spans(ProposedSpan(4, 4, "PERSON")),
    "turned round": spans(ProposedSpan(11, 0, "PERSON")),
    "white space": spans(ProposedSpan(4, 5, "PERSON")),
    "over a line end": spans(ProposedSpan(0, 60, "PERSON")),
    "no label": spans(ProposedSpan(0, 4, "")),
    "blank label": spans(ProposedSpan(0, 4, " ")),
    "long label": spans(ProposedSpan(0, 4, "L" * 100_000)),
    "odd label": spans(ProposedSpan(0, 4, "A\nB\x00")),
    "no number": spans(ProposedSpan(0, 4, "PERSON", float("nan"))),
    "endless score": spans(ProposedSpan(0, 4, "PERSON", float("inf"))),
    "score": spans(ProposedSpan(0, 4, "PERSON", 7.5)),
}
HARMLESS: dict[str, Callable[[Propose], None]] = {"new labels": new_labels, "shout": shout}
BEHAVIOURS |= HARMLESS

if __name__ == "__main__":
    main(sys.argv[1])
