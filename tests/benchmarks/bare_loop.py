"""The loop that import and export are measured against: read, check and write records, and nothing else."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec


class Token(msgspec.Struct):
    text: str
    start: int
    end: int
    id: int
    ws: bool


class Span(msgspec.Struct):
    start: int
    end: int
    token_start: int | None
    token_end: int | None
    label: str
    id: int
    state: str
    confirmed: bool
    source: str
    score: float | None
    note: str
    kb_id: str
    attributes: list[dict[str, str]]
    proposed: dict[str, Any] | None


class Relation(msgspec.Struct):
    head: int | None
    child: int | None
    head_span: dict[str, Any]
    child_span: dict[str, Any]
    label: str
    id: int
    head_id: int
    child_id: int
    state: str
    confirmed: bool
    source: str
    score: float | None
    note: str
    proposed: dict[str, Any] | None


class Record(msgspec.Struct):
    text: str
    tokens: list[Token]
    spans: list[Span]
    relations: list[Relation]
    meta: dict[str, Any]
    answer: str | None
    _input_hash: int
    _task_hash: int
    _view_id: str
    _annotator_id: str | None
    _timestamp: int | None


class Place(msgspec.Struct):
    start: int
    end: int
    token_start: int | None
    token_end: int | None
    label: str


class Link(msgspec.Struct):
    head: int | None
    child: int | None
    head_span: Place
    child_span: Place
    label: str


class Task(msgspec.Struct):
    text: str
    tokens: list[Token]
    spans: list[Place]
    relations: list[Link]
    meta: dict[str, Any]
    answer: str
    _input_hash: int
    _task_hash: int
    _view_id: str
    _session_id: str | None
    _is_binary: bool
    _timestamp: int


def bare(source: Path, target: Path) -> float:
    """Read, check and write every record; return the seconds."""
    return loop(source, target, Record, check)


def bare_tasks(source: Path, target: Path) -> float:
    """The same in Prodigy's layout."""
    return loop(in_prodigys(source), target, Task, check_task)


def in_prodigys(source: Path) -> Path:
    """Where the same articles stand in Prodigy's layout."""
    return source.with_name(f"prodigy_{source.name}")


def loop(source: Path, target: Path, shape: Any, check: Callable[[Any], None]) -> float:
    """Decode each line into this structure, check, encode and write it; return the seconds."""
    decode, encode = msgspec.json.Decoder(shape).decode, msgspec.json.Encoder().encode
    began = time.perf_counter()
    with source.open("rb") as lines, target.open("wb") as file:
        for line in lines:
            record = decode(line)
            check(record)
            file.write(encode(record))
            file.write(b"\n")
    return time.perf_counter() - began


def check(record: Record) -> None:
    """Raise ValueError where an offset or an end of a relation leads nowhere."""
    length, done = len(record.text), 0
    for token in record.tokens:
        if not done <= token.start < token.end <= length:
            raise ValueError(token)
        done = token.end
    for span in record.spans:
        if not 0 <= span.start < span.end <= length:
            raise ValueError(span)
    ids = {span.id for span in record.spans}
    for relation in record.relations:
        if relation.head_id not in ids or relation.child_id not in ids:
            raise ValueError(relation)


def check_task(task: Task) -> None:
    """The same for a task: its relations end at tokens."""
    length, done = len(task.text), 0
    for token in task.tokens:
        if not done <= token.start < token.end <= length:
            raise ValueError(token)
        done = token.end
    places = {(span.start, span.end) for span in task.spans}
    for start, end in places:
        if not 0 <= start < end <= length:
            raise ValueError(start)
    for link in task.relations:
        for place in (link.head_span, link.child_span):
            if (place.start, place.end) not in places:
                raise ValueError(place)


def task(record: dict[str, Any]) -> dict[str, Any]:
    """A record as Prodigy writes it."""
    spans, links = Place.__struct_fields__, Link.__struct_fields__
    return {
        "text": record["text"],
        "_input_hash": record["_input_hash"],
        "_task_hash": record["_task_hash"],
        "_is_binary": False,
        "tokens": [row | {"disabled": False} for row in record["tokens"]],
        "_view_id": "relations",
        "spans": [{key: row[key] for key in spans} for row in record["spans"]],
        "relations": [
            {key: row[key] for key in links} | {"color": "#c2f2f6"} for row in record["relations"]
        ],
        "answer": "accept",
        "_timestamp": record["_timestamp"],
        "_annotator_id": "news-ana",
        "_session_id": "news-ana",
        "meta": {"source": record["meta"]["source"]},
    }
