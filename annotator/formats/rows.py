"""Articles from the rows of tables: which column is the text, and what becomes of the others."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.choices import choices
from annotator.formats.imported import Imported
from annotator.formats.reading import article_of
from annotator.formats.record_values import json_text

TEXT_NAMES = ("text", "body", "content", "article", "fulltext", "full_text", "article_text")
"""What a column or key with the text is called, the surest first."""
_FACTS = {
    "title": ("title", "headline", "subject"),
    "author": ("author", "authors", "byline", "creator"),
    "date": ("date", "published", "date_published", "pubdate", "created"),
    "url": ("url", "link", "source_url"),
}
_SAMPLE = 50
_NAME_AT_MOST = 40
_SENTENCE = 20

Row = Sequence[str]


def articles_of_rows(
    rows: Iterable[Row], path: Path, digest: str, encoding: str = ""
) -> Iterator[Imported | InputError]:
    """An article a row; a row without text comes as an error. InputError when there is no row at all."""
    source = iter(rows)
    sample = [row for _, row in zip(range(_SAMPLE), source, strict=False)]
    if not any(any(cell.strip() for cell in row) for row in sample):
        raise InputError("The table is empty. Choose another.", str(path))
    names, column = _columns(sample)
    first = 2 if names else 1
    number = first - 1

    def remaining() -> Iterator[Row]:
        yield from sample[first - 1 :]
        yield from source

    for number, row in enumerate(remaining(), first):
        if any(cell.strip() for cell in row):
            yield _article(row, names, column, path, number, digest, encoding)
    if number < first:
        raise InputError("The table has a heading and no row. Choose another.", str(path))


def text_name(names: Iterable[str]) -> str | None:
    """The name among these that means the text, or None."""
    plain = {name.strip().casefold().replace(" ", "_"): name for name in names}
    return next((plain[name] for name in TEXT_NAMES if name in plain), None)


def facts_of(values: dict[str, str], encoding: str = "") -> Meta:
    """What named values say about an article; those that are nothing of it stay in `extra`."""
    left = {name: value for name, value in values.items() if value}
    found = dict.fromkeys(_FACTS, "")
    for fact, known in _FACTS.items():
        plain = {name.casefold().replace(" ", "_"): name for name in left}
        name = next((plain[k] for k in known if k in plain), None)
        if name is not None:
            found[fact] = left.pop(name).strip()
    extra = json_text(left) if left else ""
    return Meta(
        title=found["title"],
        author=found["author"],
        date=found["date"],
        url=found["url"],
        encoding=encoding,
        extra=extra,
    )


def named_columns(sample: list[Row]) -> tuple[list[str], int]:
    """What the columns are called, with a heading or without, and the number of the text's."""
    names, column = _columns(sample)
    width = max(map(len, sample), default=0)
    return [*names, *(f"column {n + 1}" for n in range(len(names), width))], column


def _columns(sample: list[Row]) -> tuple[list[str], int]:
    """The names of the columns (none where the first row is none of names) and the text's number."""
    names, column = _found_columns(sample)
    wanted = choices().column
    if not wanted:
        return names, column
    heading = names or [cell.strip().lstrip("\ufeff") for cell in sample[0]]
    if wanted in heading:
        return heading, heading.index(wanted)
    numbered = [f"column {n + 1}" for n in range(max(map(len, sample)))]
    return (names, numbered.index(wanted)) if wanted in numbered else (names, column)


def _found_columns(sample: list[Row]) -> tuple[list[str], int]:
    heading = [cell.strip().lstrip("\ufeff") for cell in sample[0]]
    named = text_name(heading)
    if named is not None and len(sample) > 1:
        return heading, heading.index(named)
    column = _longest(sample[1:] or sample)
    own = [len(row[column]) for row in sample[1:] if column < len(row)]
    short = all(cell and len(cell) <= _NAME_AT_MOST and not _number(cell) for cell in heading)
    distinct = len(set(heading)) == len(heading)
    said = len(heading[column]) if column < len(heading) else 0
    if own and short and distinct:
        is_longer = sum(own) > 3 * said * len(own)
        if is_longer or any(_counts(sample[1:], n) for n in range(len(heading))):
            return heading, column
    return [], column


def _counts(rows: list[Row], column: int) -> bool:
    """Whether a column holds nothing but numbers; a word above them is its name."""
    cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return bool(cells) and all(map(_number, cells))


def _longest(rows: list[Row]) -> int:
    lengths: dict[int, int] = {}
    for row in rows:
        for number, cell in enumerate(row):
            lengths[number] = lengths.get(number, 0) + len(cell)
    return max(lengths, key=lambda number: (lengths[number], -number), default=0)


def _number(cell: str) -> bool:
    return cell.replace(".", "").replace(",", "").lstrip("-").isdigit()


def _article(
    row: Row, names: list[str], column: int, path: Path, number: int, digest: str, encoding: str
) -> Imported | InputError:
    text = row[column] if column < len(row) else ""
    if not text.strip():
        return InputError("The row has no text. It was passed over.", str(path), number)
    values = {
        (names[n] if n < len(names) and names[n] else f"column {n + 1}"): cell
        for n, cell in enumerate(row)
        if n != column
    }
    return article_of(text, facts_of(values, encoding), path, digest)


def holds_texts(sample: list[Row]) -> bool:
    """Whether the first rows have a column that is named as a text, or one of whole sentences."""
    if not sample:
        return False
    if text_name(sample[0]) is not None:
        return True
    column = _longest(sample)
    cells = [row[column] for row in sample if column < len(row) and row[column].strip()]
    return bool(cells) and sum(map(len, cells)) >= _SENTENCE * len(cells)
