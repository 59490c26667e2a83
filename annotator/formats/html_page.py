"""A page of annotated articles out, for papers and colleagues: one file, no scripts, nothing loaded.

The label stands behind each span's words; spans lie in each other; where two cross, the later one is
drawn in pieces. Light or dark as the reader's system is, light on paper. Spans that relations or notes
speak of carry a number.
"""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import BinaryIO

from annotator.core.relations import Relation
from annotator.core.schema import Schema
from annotator.core.spans import Span
from annotator.core.text import lines
from annotator.formats.atomic import written
from annotator.formats.building import extra_of
from annotator.formats.datasets import Facts, Made, Parts, part_path
from annotator.formats.html_style import style
from annotator.formats.imported import Imported

_NOTE = '<th scope="col">Note</th>'


def write_page(path: Path, articles: Iterable[Imported]) -> int:
    """One page in the colours of the schema that comes with the program."""
    held = list(articles)
    with written(path) as file:
        _write(file, path.stem, held, held, _default_schema())
    return len(held)


def write_pages(path: Path, parts: Parts, facts: Facts) -> Made:
    """A page a part, in the colours of the schema."""
    made = Made()
    schema = facts.schema or _default_schema()
    for part, articles in parts.items():
        target = part_path(path, part, ".html")
        with written(target) as file:
            _write(file, target.stem, articles(), articles(), schema)
        made.files[part] = [target]
    return made


def _default_schema() -> Schema:
    from annotator import resources
    from annotator.formats.schemas import read_schema

    return read_schema(resources.path("schema", "news.toml"))


def _write(
    file: BinaryIO, name: str, first: Iterable[Imported], again: Iterable[Imported], schema: Schema
) -> None:
    """The articles are gone through twice: for titles and labels, and to be written."""
    titles: list[str] = []
    labels: dict[str, None] = {}
    for article in first:
        titles.append(article.meta.title or f"Article {len(titles) + 1}")
        labels |= dict.fromkeys(span.label for span in article.spans)
    classes = {label: f"l{n}" for n, label in enumerate(sorted(labels))}
    page = titles[0] if len(titles) == 1 else f"{name} ({len(titles):,} articles)"
    language = escape(schema.language or "en", quote=True)
    file.write(
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="generator" content="Annotator">\n<title>{escape(page)}</title>\n'
        f"<style>\n{style(schema, classes)}</style>\n</head>\n<body>\n".encode()
    )
    if len(titles) > 1:
        listed = "".join(
            f'<li><a href="#a{n}">{escape(title)}</a></li>\n' for n, title in enumerate(titles, 1)
        )
        file.write(f"<nav>\n<h1>{escape(page)}</h1>\n<ol>\n{listed}</ol>\n</nav>\n".encode())
    for number, (article, title) in enumerate(zip(again, titles, strict=False), 1):
        file.writelines(
            piece.encode("utf-8", "replace")
            for piece in _article(article, title, number, classes, len(titles) > 1)
        )
    file.write(b"</body>\n</html>\n")


def _article(
    article: Imported, title: str, number: int, classes: dict[str, str], is_one_of_many: bool
) -> Iterator[str]:
    level = "h2" if is_one_of_many else "h1"
    yield f'<article id="a{number}">\n<header>\n<{level}>{escape(title)}</{level}>\n'
    yield f"{_facts(article)}{_legend(article, classes)}</header>\n"
    numbers = _numbers(article)
    yield '<div class="text">\n'
    yield from _text(article, number, classes, numbers)
    yield "</div>\n"
    yield from _relations(article, number, classes, numbers)
    yield from _notes(article, number, classes, numbers)
    yield "</article>\n"


def _facts(article: Imported) -> str:
    meta = article.meta
    said = [escape(value) for value in (meta.author, meta.date) if value]
    if meta.url.startswith(("http://", "https://")):
        url = escape(meta.url, quote=True)
        said.append(f'<a href="{url}" rel="noreferrer">{url}</a>')
    elif meta.url:
        said.append(escape(meta.url))
    said += [escape(f"{key}: {value}") for key, value in extra_of(meta.extra).items()]
    return f'<p class="facts">{" · ".join(said)}</p>\n' if said else ""


def _legend(article: Imported, classes: dict[str, str]) -> str:
    counts: dict[str, int] = {}
    for span in article.spans:
        counts[span.label] = counts.get(span.label, 0) + 1
    chips = (
        f'<li><span class="chip {classes[label]}">{escape(label)}</span> {count:,}</li>'
        for label, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return f'<ul class="legend">{"".join(chips)}</ul>\n' if counts else ""


def _numbers(article: Imported) -> dict[int, int]:
    """The numbers of the spans that are spoken of below the text, in the order of the text."""
    spoken = {end for relation in article.relations for end in (relation.head, relation.child)}
    spoken |= {span.id for span in article.spans if _said_of(span)}
    ordered = sorted((s for s in article.spans if s.id in spoken), key=lambda s: s.key)
    return {span.id: number for number, span in enumerate(ordered, 1)}


def _text(
    article: Imported, number: int, classes: dict[str, str], numbers: dict[int, int]
) -> Iterator[str]:
    """A paragraph a line; what is open at its end is closed and opened again."""
    text = article.text
    waiting = sorted(article.spans, key=lambda s: (s.start, -s.end, s.id), reverse=True)
    opened: list[Span] = []
    for line in lines(text):
        yield '<p dir="auto">'
        at = line.start
        yield "".join(_start(span, number, classes, is_new=False) for span in opened)
        while True:
            edges = [span.end for span in opened]
            if waiting:
                edges.append(waiting[-1].start)
            edge = min([line.end, *edges])
            yield escape(text[at : max(at, edge)], quote=False)
            at = max(at, edge)
            yield from _closed(opened, at, number, classes, numbers)
            while waiting and waiting[-1].start <= at and at < line.end:
                opened.append(waiting.pop())
                yield _start(opened[-1], number, classes, is_new=True)
            if at >= line.end:
                break
        # A span may end or begin within the line end itself.
        while waiting and waiting[-1].start < line.next_start:
            opened.append(waiting.pop())
            yield _start(opened[-1], number, classes, is_new=True)
        yield from _closed(opened, line.next_start, number, classes, numbers)
        yield f"{'</mark>' * len(opened)}</p>\n"


def _closed(
    opened: list[Span], at: int, number: int, classes: dict[str, str], numbers: dict[int, int]
) -> Iterator[str]:
    """Close what ends here; what lies inside of it and goes on is opened again."""
    ended = [index for index, span in enumerate(opened) if span.end <= at]
    if not ended:
        return
    again: list[Span] = []
    while len(opened) > ended[0]:
        span = opened.pop()
        if span.end <= at:
            yield f"{_label(span, numbers)}</mark>"
        else:
            again.append(span)
            yield "</mark>"
    for span in reversed(again):
        opened.append(span)
        yield _start(span, number, classes, is_new=False)


def _start(span: Span, number: int, classes: dict[str, str], *, is_new: bool) -> str:
    if not is_new:
        return f'<mark class="{classes[span.label]} on">'
    said = _said_of(span)
    title = f' title="{escape(said, quote=True)}"' if said else ""
    return f'<mark class="{classes[span.label]}" id="a{number}s{span.id}"{title}>'


def _label(span: Span, numbers: dict[int, int]) -> str:
    number = f" {numbers[span.id]}" if span.id in numbers else ""
    return f'<span class="label">{escape(span.label)}{number}</span>'


def _said_of(span: Span) -> str:
    """Note, attributes and link of a span in one line."""
    said = [span.note] if span.note else []
    said += [f"{name}: {value}" if value else name for name, value in span.attributes]
    if span.kb_id:
        said.append(span.kb_id)
    return "; ".join(said)


def _named(article: Imported, span: Span, number: int, numbers: dict[int, int]) -> str:
    words = " ".join(article.text[span.start : span.end].split())
    link = f'<a href="#a{number}s{span.id}">{escape(words) or "(white space)"}</a>'
    return f'<span class="number">{numbers[span.id]}</span> {link}'


def _relations(
    article: Imported, number: int, classes: dict[str, str], numbers: dict[int, int]
) -> Iterator[str]:
    if not article.relations:
        return
    by_id = {span.id: span for span in article.spans}

    def place(relation: Relation) -> tuple[int, int, int]:
        return numbers[relation.head], numbers[relation.child], relation.id

    has_notes = any(relation.note for relation in article.relations)
    yield '<table>\n<caption>Relations</caption>\n<thead><tr><th scope="col">Head</th>'
    yield '<th scope="col">Relation</th><th scope="col">Child</th>'
    yield _NOTE if has_notes else ""
    yield "</tr></thead>\n<tbody>\n"
    for relation in sorted(article.relations, key=place):
        head, child = by_id[relation.head], by_id[relation.child]
        cells = [
            f"{_named(article, head, number, numbers)} {_chip(head, classes)}",
            f"{escape(relation.label)} →",
            f"{_named(article, child, number, numbers)} {_chip(child, classes)}",
        ]
        if has_notes:
            cells.append(escape(relation.note))
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"
    yield "</tbody>\n</table>\n"


def _notes(
    article: Imported, number: int, classes: dict[str, str], numbers: dict[int, int]
) -> Iterator[str]:
    told = [span for span in sorted(article.spans, key=lambda s: s.key) if _said_of(span)]
    if not told:
        return
    yield '<table>\n<caption>Notes</caption>\n<thead><tr><th scope="col">Span</th>'
    yield '<th scope="col">Note</th></tr></thead>\n<tbody>\n'
    for span in told:
        named = f"{_named(article, span, number, numbers)} {_chip(span, classes)}"
        yield f"<tr><td>{named}</td><td>{escape(_said_of(span))}</td></tr>\n"
    yield "</tbody>\n</table>\n"


def _chip(span: Span, classes: dict[str, str]) -> str:
    return f'<span class="chip {classes[span.label]}">{escape(span.label)}</span>'
