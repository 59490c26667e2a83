"""CoNLL-U out: `Entity=` in the column MISC, `# text`, and white space that comes back exactly.

An article that came from CoNLL-U is written as it came, with nothing changed but the entities that changed.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotator.core.document import Meta
from annotator.formats.atomic import written
from annotator.formats.building import parts_of
from annotator.formats.conll_writing import words_of
from annotator.formats.conllu_entities import marked, placed
from annotator.formats.conllu_layout import column_of, escaped, misc_of
from annotator.formats.conllu_mentions import FIELDS
from annotator.formats.fitting import sentences_of
from annotator.formats.folders import Names
from annotator.formats.imported import Imported
from annotator.formats.originals import original

_NEWDOC = "# newdoc"
_GLOBAL = "# global.Entity"


def write_conllu(path: Path, articles: Iterable[Imported]) -> int:
    """Write one file, a `# newdoc` an article; how many there were."""
    names = Names()
    declared = ""
    count = 0
    with written(path) as file:
        for count, article in enumerate(articles, 1):
            lines, fields = lines_of(article, names.of(article.meta.source))
            lines = list(_with_header(lines, fields, declared, is_first=count == 1))
            declared = fields if any("Entity=" in line for line in lines) else declared
            file.write(("\n".join(lines).rstrip("\n") + "\n\n").encode())
    return count


def lines_of(article: Imported, name: str = "article") -> tuple[list[str], str]:
    """The lines of an article and the fields of its entities; a new one gets this name."""
    kept = original(article.meta, "conllu", article.text)
    if kept:
        lines = kept.get("lines", b"").decode("utf-8", "replace").split("\n")
        fields = kept.get("fields", b"").decode("utf-8", "replace")
        found = marked(lines, tuple(fields.split("-")) if fields else FIELDS, article)
        if found is not None:
            return found
    return list(_new_lines(article, name)), "-".join(FIELDS)


def _with_header(lines: list[str], fields: str, declared: str, *, is_first: bool) -> Iterator[str]:
    """The lines with what must stand above them where articles of several files follow each other."""
    head = next((n for n, line in enumerate(lines) if line.strip()), 0)
    yield from lines[:head]
    if not is_first and not any(line.startswith(_NEWDOC) for line in lines[head:]):
        yield _NEWDOC
    has_entities = any("Entity=" in line for line in lines)
    if not lines[head].startswith(_NEWDOC):
        yield from _declaration(lines, fields, declared, needed=has_entities)
        yield from lines[head:]
        return
    yield lines[head]
    yield from _declaration(lines, fields, declared, needed=has_entities)
    yield from lines[head + 1 :]


def _declaration(lines: list[str], fields: str, declared: str, *, needed: bool) -> Iterator[str]:
    is_there = any(line.startswith(_GLOBAL) for line in lines)
    if needed and fields != declared and not is_there:
        yield f"{_GLOBAL} = {fields}"


def _new_lines(article: Imported, name: str) -> Iterator[str]:
    text = article.text
    edges = [edge for span in article.spans for part in parts_of(span) for edge in part]
    words = words_of(article, edges)
    starts = [start for start, _ in words]
    begins = sorted({bisect_left(starts, start) for start in sentences_of(article)} | {0})
    begins = [n for n in begins if n < len(words)]
    behinds = [*begins[1:], len(words)] if begins else []
    entities = placed(article.spans, words)
    yield f"{_NEWDOC} id = {name}"
    yield from _facts(article.meta)
    for number, (first, behind) in enumerate(zip(begins, behinds, strict=True), 1):
        before = text[words[first - 1][1] if first else 0 : words[first][0]]
        if number > 1:
            yield ""
        if "\n" in before or "\r" in before or number == 1:
            yield "# newpar"
        yield f"# sent_id = {name}-{number}"
        yield f"# text = {_sentence(text, words[first:behind])}"
        for n in range(first, behind):
            start, end = words[n]
            after = text[end : words[n + 1][0] if n + 1 < len(words) else len(text)]
            misc = misc_of(_spacing(after, is_last=n + 1 == behind))
            misc += [("SpacesBefore", escaped(text[:start]))] if not n and start else []
            misc += entities.get(n, [])
            cells = [str(n - first + 1), text[start:end], *"_______", column_of(misc)]
            yield "\t".join(cells)


def _sentence(text: str, words: Sequence[tuple[int, int]]) -> str:
    said = ""
    done = words[0][0]
    for start, end in words:
        said += " " * (start > done) + text[start:end]
        done = end
    return said


def _spacing(after: str, *, is_last: bool) -> str:
    """How MISC says what stands behind a word; behind a sentence nothing is taken for granted."""
    if not after:
        return "SpaceAfter=No"
    return "_" if after == " " and not is_last else f"SpacesAfter={escaped(after)}"


def _facts(meta: Meta) -> Iterator[str]:
    facts = {"title": meta.title, "author": meta.author, "dateCreated": meta.date}
    facts |= {"sourceURL": meta.url, "extra": meta.extra}
    for name, value in facts.items():
        if value.strip():
            yield f"# meta::{name} = {' '.join(value.split())}"
