"""spaCy's DocBin in and out, by a child process: spaCy itself is never imported here.

`doc.spans["sc"]` holds all spans, `doc.ents` those that stand side by side (the longest, without white
space at the edges), `doc._.rel` the relations as in spaCy's relation tutorial, by first tokens, and
`doc.user_data["relations"]` the same as [head, child, label] by the numbers of spans in "sc".
`doc.user_data["meta"]` says where the text comes from. Tokens are cut where a span begins inside.
"""

import shlex
import sys
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.formats.building import Building, extra_of
from annotator.formats.child import Child
from annotator.formats.cuts import Range
from annotator.formats.datasets import WHOLE, Facts, Made, Parts, part_path
from annotator.formats.docbin_messages import (
    DocRow,
    EndFile,
    Ent,
    ReadFile,
    SpanRow,
    WriteConfig,
    WriteFile,
    Wrote,
    from_child,
    line_of,
)
from annotator.formats.fitting import sentences_of
from annotator.formats.imported import Imported
from annotator.formats.json_values import beside
from annotator.formats.record_values import json_text
from annotator.formats.token_rows import FROM_RECORD

TOKENS_AT_MOST = 500_000
"""What a file holds; with more a part becomes a folder of files: spaCy keeps a whole file in memory."""
_RELATIONS = "Relations stand in doc._.rel, as spaCy's relation component takes them."
_FACTS = ("title", "source", "author", "date", "url")


def read_docbin(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """An article a doc; the tokens are those of the file."""
    del encoding
    if not path.is_file():
        raise InputError("There is no such file. Check its name.", str(path))
    with Child() as child:
        child.send(line_of(ReadFile(str(path.absolute()))))
        child.close()
        for number, message in enumerate(child.messages(from_child), 1):
            if isinstance(message, DocRow) and not message.text.strip():
                yield InputError("The doc has no text.", str(path), number)
            elif isinstance(message, DocRow):
                yield article_of(message, path.as_posix(), number)


def write_docbin(path: Path, articles: Iterable[Imported]) -> int:
    """One file, without config."""
    count = 0

    def counted() -> Iterator[Imported]:
        nonlocal count
        for count, article in enumerate(articles, 1):  # noqa: B007 - told at the end
            yield article

    with Child() as child:
        _send(child, path, counted(), has_relations=True, at_most=sys.maxsize)
        _finish(child)
    return count


def write_docbins(path: Path, parts: Parts, facts: Facts) -> Made:
    """A file a part, and a config for `spacy train` where there are parts to train and to evaluate on."""
    made = Made()
    has_relations = bool(facts.relation_labels)
    with Child() as child:
        for part, articles in parts.items():
            target = part_path(path, part, ".spacy")
            found = _send(
                child, target, articles(), has_relations=has_relations, at_most=TOKENS_AT_MOST
            )
            made.files[part] = [target.with_name(found.name)]
        if {"train", "dev"} <= parts.keys() and facts.labels:
            config = path / "config.cfg" if path.is_dir() else path.with_suffix(".cfg")
            child.send(line_of(_config(config, made, facts)))
            made.beside.append(config)
        elif WHOLE in parts:
            made.advice = (
                "For `spacy train`, add --split 80/10/10: it makes the parts and a config."
            )
        _finish(child)
    return made


def _command(config: str, train: str, dev: str) -> str:
    files = f"{shlex.quote(config)} --paths.train {shlex.quote(train)}"
    return f"python -m spacy train {files} --paths.dev {shlex.quote(dev)} --output model"


def _config(config: Path, made: Made, facts: Facts) -> WriteConfig:
    train, dev = made.files["train"][0], made.files["dev"][0]
    comment = [f"Made by Annotator: {facts.said}.", "To train, in this folder:"]
    comment.append(_command(config.name, train.name, dev.name))
    made.advice = f"Train with: {_command(str(config), str(train), str(dev))}"
    if facts.relation_labels:
        comment.append(_RELATIONS)
        made.advice += f"\n{_RELATIONS}"
    return WriteConfig(
        str(config.absolute()),
        facts.schema.language if facts.schema else "en",
        "spancat" if facts.overlaps else "ner",
        facts.longest,
        train.name,
        dev.name,
        "\n".join(comment),
    )


def _send(
    child: Child, path: Path, articles: Iterable[Imported], *, has_relations: bool, at_most: int
) -> Path:
    """Send all articles of a part; the file, or the folder of several, that became of it."""
    child.send(line_of(WriteFile(str(path.absolute()), at_most)))
    for article in articles:
        child.send(line_of(row_of(article, has_relations=has_relations)))
    child.send(line_of(EndFile()))
    child.flush()
    for message in child.messages(from_child):
        if isinstance(message, Wrote):
            return Path(message.path)
    return path


def _finish(child: Child) -> None:
    child.close()
    for _ in child.messages(from_child):
        pass


# Out


def row_of(article: Imported, *, has_relations: bool) -> DocRow:
    """An article as the child process takes it; `has_relations` of the whole dataset."""
    spans = sorted(article.spans, key=lambda span: span.key)
    text = article.text
    ents = _ents(text, spans)
    places = [*((s.start, s.end) for s in spans), *((e.start, e.end) for e in ents)]
    starts, ends = _grid(text, article.tokens or Tokens.plain(text), places)
    numbers = {span.id: number for number, span in enumerate(spans)}
    own = extra_of(article.meta.record_extra).get("spacy", {})
    meta = article.meta
    facts = {key: getattr(meta, key) for key in _FACTS if getattr(meta, key)}
    if meta.extra:
        facts["extra"] = extra_of(meta.extra)
    return DocRow(
        text,
        starts,
        ends,
        _sentences(article, starts),
        [_span_row(span) for span in spans],
        ents,
        [(numbers[r.head], numbers[r.child], r.label) for r in article.relations],
        pairs=has_relations,
        meta=facts,
        cats=own.get("cats", {}),
        user_data=own.get("user_data", {}),
    )


def _span_row(span: Span) -> SpanRow:
    own = extra_of(span.extra).get("spacy", {}) if span.extra else {}
    return SpanRow(
        span.start, span.end, span.label, span.kb_id, str(span.id), str(own.get("group", ""))
    )


def _ents(text: str, spans: list[Span]) -> list[Ent]:
    """What doc.ents takes: side by side, the longest first, without white space at the edges."""
    found: list[Ent] = []
    for span in spans:
        own = extra_of(span.extra).get("spacy", {}) if span.extra else {}
        start, end = span.start, span.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end and (not own.get("group") or own.get("ent")):
            found.append(Ent(start, end, span.label, span.kb_id))
    taken: list[Range] = []
    kept: list[Ent] = []
    for ent in sorted(found, key=lambda e: (e.start - e.end, e.start, e.label)):
        at = bisect_left(taken, (ent.start, ent.end))
        is_free = (at == 0 or taken[at - 1][1] <= ent.start) and (
            at == len(taken) or ent.end <= taken[at][0]
        )
        if is_free:
            insort(taken, (ent.start, ent.end))
            kept.append(ent)
    return sorted(kept, key=lambda e: e.start)


def _grid(text: str, tokens: Tokens, places: list[Range]) -> tuple[list[int], list[int]]:
    """Tokens that cover the text, cut at the edges; one space behind a word belongs to it."""
    begun, ended = {start for start, _ in places}, {end for _, end in places}
    starts: list[int] = []
    ends: list[int] = []
    cuts = sorted(begun | ended)
    at = 0

    def add(start: int, end: int) -> None:
        nonlocal at
        while at < len(cuts) and cuts[at] <= start:
            at += 1
        while at < len(cuts) and cuts[at] < end:
            starts.append(start)
            ends.append(cuts[at])
            start = cuts[at]
            at += 1
        starts.append(start)
        ends.append(end)

    done = 0
    for start, end in [*zip(tokens.starts, tokens.ends, strict=True), (len(text), len(text))]:
        if done < start:
            is_behind_word = bool(ends) and not text[done - 1].isspace() and text[done] == " "
            is_free = done not in begun and done + 1 not in ended
            gap = done + (is_behind_word and is_free)
            if gap < start:
                add(gap, start)
        if start < end:
            add(start, end)
        done = end
    return starts, ends


def _sentences(article: Imported, starts: list[int]) -> list[int]:
    """The numbers of the tokens that begin sentences, never inside of a span; none where nobody knows them."""
    if article.tokens is None or not article.tokens.sentences:
        return []
    found = (bisect_left(starts, start) for start in sentences_of(article))
    return sorted({0, *(number for number in found if number < len(starts))})


# In


def article_of(row: DocRow, source: str, number: int) -> Imported:
    """The article of a doc, the number of which stands in its problems."""
    building = Building(row.text, source, number)
    for n, span in enumerate(row.spans):
        extra = {}
        if span.group and span.group != "sc":
            extra = {"spacy": {"group": span.group, "ent": span.is_ent}}
        building.span(n, span.start, span.end, span.label, kb_id=span.kb_id, extra=extra)
    for head, child, label in row.relations:
        building.relation(head, child, label)
    for sentence in row.lost:
        building.reading.loss(sentence)
    tokens = Tokens(
        row.starts, row.ends, [row.starts[n] for n in row.sentences], source=FROM_RECORD
    )
    return building.finished(_meta(row, source), tokens=tokens, exact=True)


def _meta(row: DocRow, source: str) -> Meta:
    said = {key: str(row.meta.get(key) or "") for key in _FACTS}
    extra = row.meta.get("extra")
    own: dict[str, Any] = {}
    if row.cats:
        own["cats"] = row.cats
    if row.user_data:
        own["user_data"] = row.user_data
    return Meta(
        title=said["title"],
        source=source,
        author=said["author"],
        date=said["date"],
        url=said["url"],
        extra=json_text(extra) if isinstance(extra, dict) and extra else "",
        record_extra=beside("spacy", own),
    )
