"""A document as a record: one JSON object in Prodigy's layout with a few keys added.

The order of keys is fixed and every key is always there. A text that is missing is empty, not null:
loaders that infer columns from the first megabytes take a column of nulls for one that never holds
text. Other values are null where there is nothing. What an imported record had beside goes to the end
of the object it stood in.
"""

import hashlib
from typing import Any

from msgspec import Struct

from annotator.core.document import Document, Status
from annotator.core.relations import Relation
from annotator.core.spans import Span
from annotator.core.text import place_in_words
from annotator.core.tokens import Tokens
from annotator.formats.cuts import Cuts, in_source, merged, with_line_ends
from annotator.formats.jsonl import encoded
from annotator.formats.token_rows import add_token_extra, token_rows, tokens_left

ANSWERS = {Status.DONE: "accept", Status.REJECTED: "reject", Status.SKIPPED: "ignore"}
"""Prodigy's word for each status that ends the work on an article."""


class Saved(Struct, frozen=True):
    """A record, and what of the document is not in it."""

    record: dict[str, Any]
    spans_left_out: int = 0
    relations_left_out: int = 0
    problems: tuple[str, ...] = ()


def saved(document: Document, *, keep_excluded: bool = False, flat: bool = False) -> Saved:
    """The record of a document as it stands now; rejected spans and relations are not part of it.

    Spans that share a character with an excluded range are left out and counted, unless `keep_excluded`.
    `flat` keeps the longest of overlapping spans on token borders, as spaCy's `filter_spans` does.
    """
    live = [(e.start, e.end) for e in document.live_excluded()]
    cut = [] if keep_excluded else with_line_ends(document.text, live)
    cuts = Cuts(document.text, cut)
    tokens = tokens_left(document.tokens, cuts)
    rows: dict[int, dict[str, Any]] = {}
    left_out = 0
    for span in document.spans():
        place = cuts.mapped(span.start, span.end)
        if place is None:
            left_out += 1
        else:
            rows[span.id] = _span_row(span, place, tokens, cuts)
    problems = _flattened(rows, cuts.text) if flat else ()
    relations = [r for r in document.relations() if r.head in rows and r.child in rows]
    relation_rows = [_relation_row(r, rows[r.head], rows[r.child]) for r in relations]
    relation_rows.sort(key=_relation_key)
    record = _record(document, cuts, tokens, list(rows.values()), relation_rows)
    record["meta"] = _meta(document, cut, live if keep_excluded else None)
    _add_extra(record, document)
    return Saved(record, left_out, document.relation_count - len(relations), problems)


def _record(
    document: Document,
    cuts: Cuts,
    tokens: Tokens,
    spans: list[dict[str, Any]],
    relations: list[dict[str, Any]],
) -> dict[str, Any]:
    spans = sorted(spans, key=lambda row: (row["start"], row["end"], row["label"], row["id"]))
    kept_hash = None if cuts.ranges else document.meta.input_hash
    input_hash = kept_hash if kept_hash is not None else stable_hash(cuts.text.encode())
    return {
        "text": cuts.text,
        "tokens": token_rows(cuts.text, tokens),
        "spans": spans,
        "relations": relations,
        "meta": None,
        "answer": ANSWERS.get(document.status),
        "_input_hash": input_hash,
        "_task_hash": _task_hash_of(input_hash, spans, relations),
        "_view_id": "relations",
        "_annotator_id": document.changed_by or None,
        "_timestamp": int(document.changed_at) or None,
    }


def stable_hash(data: bytes) -> int:
    """A signed 32-bit number: the first four bytes, big-endian, of BLAKE2b of four bytes' length."""
    digest = hashlib.blake2b(data, digest_size=4).digest()
    return int.from_bytes(digest, "big", signed=True)


def _task_hash_of(
    input_hash: int, spans: list[dict[str, Any]], relations: list[dict[str, Any]]
) -> int:
    places = {row["id"]: [row["start"], row["end"], row["label"]] for row in spans}
    said = [[places[r["head_id"]], places[r["child_id"]], r["label"]] for r in relations]
    return task_hash(input_hash, list(places.values()), said)


def task_hash(input_hash: int, places: list[Any], said: list[Any]) -> int:
    """What stands for an article with its spans ([start, end, label]) and relations (ends and label)."""
    return stable_hash(encoded([input_hash, places, said]))


def _span_row(span: Span, place: tuple[int, int], tokens: Tokens, cuts: Cuts) -> dict[str, Any]:
    start, end = place
    first, last = tokens.aligned(start, end) or (None, None)
    row = {
        "start": start,
        "end": end,
        "token_start": first,
        "token_end": last,
        "label": span.label,
        "id": span.id,
        "state": span.state.value,
        "confirmed": span.confirmed,
        "source": span.source,
        "score": span.score,
        "note": span.note,
        "kb_id": span.kb_id,
        "attributes": [{"name": name, "value": value} for name, value in span.attributes],
        "proposed": _proposed_row(span, cuts),
    }
    if span.extra:
        extra = _object(span.extra)
        if "text" in extra:
            extra["text"] = cuts.text[start:end]
        row.update((key, value) for key, value in extra.items() if key not in row)
    return row


def _proposed_row(span: Span, cuts: Cuts) -> dict[str, Any] | None:
    """What the model said, in offsets of the saved text; nothing where that lies in a cut."""
    proposed = span.proposed
    place = cuts.mapped(proposed.start, proposed.end) if proposed is not None else None
    if proposed is None or place is None:
        return None
    return {
        "start": place[0],
        "end": place[1],
        "label": proposed.label,
        "source": proposed.source,
        "score": proposed.score,
    }


def _relation_row(
    relation: Relation, head: dict[str, Any], child: dict[str, Any]
) -> dict[str, Any]:
    proposed = relation.proposed
    row = {
        # Prodigy points to the last token of a span.
        "head": head["token_end"],
        "child": child["token_end"],
        "head_span": _end_row(head),
        "child_span": _end_row(child),
        "label": relation.label,
        "id": relation.id,
        "head_id": relation.head,
        "child_id": relation.child,
        "state": relation.state.value,
        "confirmed": relation.confirmed,
        "source": relation.source,
        "score": relation.score,
        "note": relation.note,
        "proposed": None
        if proposed is None
        else {
            "head_id": proposed.head,
            "child_id": proposed.child,
            "label": proposed.label,
            "source": proposed.source,
            "score": proposed.score,
        },
    }
    if relation.extra:
        extra = _object(relation.extra)
        row.update((key, value) for key, value in extra.items() if key not in row)
    return row


def _end_row(span: dict[str, Any]) -> dict[str, Any]:
    return {key: span[key] for key in ("start", "end", "token_start", "token_end", "label")}


def _relation_key(row: dict[str, Any]) -> tuple[Any, ...]:
    head, child = row["head"], row["child"]
    return (head is None, head or 0, child is None, child or 0, row["label"], row["id"])


def _meta(
    document: Document, cut: list[tuple[int, int]], kept: list[tuple[int, int]] | None
) -> dict[str, Any]:
    meta = document.meta
    beside = _object(meta.record_extra).get("meta", {})
    before = [(start, end) for start, end in beside.get("excluded", ())]
    now = in_source(cut if kept is None else kept, before)
    # While ranges stay in the text, theirs are the last ones: the reader tells them apart so.
    excluded = merged([*before, *now]) if kept is None else [*before, *now]
    row = {
        "title": meta.title,
        "source": meta.source,
        "source_sha256": meta.source_sha256,
        "author": meta.author,
        "date": meta.date,
        "url": meta.url,
        "excluded": [list(pair) for pair in excluded],
        "extra": _object(meta.extra) or None,
        "encoding": meta.encoding,
        "status": document.status.value,
        "reviewed": document.status in ANSWERS,
        "excluded_kept": _kept_rows(document) if kept is not None else [],
    }
    row.update((key, value) for key, value in beside.items() if key != "excluded")
    return row


def _kept_rows(document: Document) -> list[dict[str, Any]]:
    """All excluded ranges with their states, in offsets of the text: what makes the record invertible."""
    return [
        {"start": e.start, "end": e.end, "state": e.state.value, "source": e.source}
        for e in document.excluded
    ]


def _add_extra(record: dict[str, Any], document: Document) -> None:
    extra = _object(document.meta.record_extra)
    for key in ("_annotator_id", "_timestamp"):
        if record[key] is None:
            record[key] = extra.get(key)
    record.update((key, value) for key, value in extra.items() if key not in record)
    add_token_extra(record["tokens"], extra.get("tokens"))


def _object(text: str) -> dict[str, Any]:
    if not text:
        return {}
    import msgspec

    return msgspec.json.decode(text, type=dict[str, Any])


def _flattened(rows: dict[int, dict[str, Any]], text: str) -> tuple[str, ...]:
    """Take out what spaCy's `doc.ents` would refuse; a sentence for each."""
    problems: list[str] = []
    taken: set[int] = set()
    for row in sorted(rows.values(), key=_longest_first):
        reason = ""
        if row["token_start"] is None:
            reason = "does not begin and end with a token"
        else:
            covered = range(row["token_start"], row["token_end"] + 1)
            if taken.isdisjoint((covered[0], covered[-1])):
                taken.update(covered)
            else:
                reason = "overlaps a longer or earlier span"
        if reason:
            problems.append(f"{_named(row, text)} {reason} and was left out.")
            del rows[row["id"]]
    return tuple(problems)


def _longest_first(row: dict[str, Any]) -> tuple[int, int, int, str, int]:
    if row["token_start"] is None:
        return (1, 0, row["start"], row["label"], row["id"])
    first: int = row["token_start"]
    return (0, first - row["token_end"], first, row["label"], row["id"])


def _named(row: dict[str, Any], text: str) -> str:
    surface = " ".join(text[row["start"] : row["end"]].split())
    return f"{row['label']} “{surface[:60]}” ({place_in_words(text, row['start'])})"


def is_empty(found: Saved) -> bool:
    """Whether all lines are excluded, so that there is nothing to train on."""
    return not found.record["text"].strip()
