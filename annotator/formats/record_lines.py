"""The lines of a JSON Lines file as articles, and what a file says of where its records came from."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from annotator.core.errors import InputError
from annotator.formats.imported import Imported
from annotator.formats.jsonl import Known, read_lines
from annotator.formats.new_articles import new_article
from annotator.formats.plain_records import Plain, imported_of, plain
from annotator.formats.record_reader import read_record
from annotator.formats.record_values import json_text
from annotator.formats.whole_files import file_digest

_BAD_RECORDS_AT_MOST = 100


def read(
    path: Path, encoding: str | None = None, replace_surrogates: bool = False
) -> Iterator[Imported | InputError]:
    """The articles of a JSON Lines file of ours or Prodigy's; a bad line comes as an error."""
    lines = read_lines(path, encoding, replace_surrogates=replace_surrogates, known=plain)
    for found in _of_lines(path, lines):
        if isinstance(found, Imported | InputError):
            yield found


def read_unknown(
    path: Path, encoding: str | None, known: Callable[[bytes], Known | None]
) -> Iterator[Imported | InputError | Known]:
    """The same; lines that `known` knows come as what it makes of them."""
    return _of_lines(path, read_lines(path, encoding, known=known))


def _of_lines(
    path: Path, lines: Iterable[tuple[int, dict[str, Any] | InputError | Known]]
) -> Iterator[Imported | InputError | Known]:
    found_any = False
    good = bad = 0
    digest = ""
    for number, values in lines:
        found_any = True
        if isinstance(values, Known) and not isinstance(values, Plain):
            good += 1
            yield values
            continue
        digest = digest or file_digest(path)
        found = _article(values, path, number, digest)
        good, bad = good + isinstance(found, Imported), bad + isinstance(found, InputError)
        if bad >= _BAD_RECORDS_AT_MOST and not good:
            reason = f"None of the first {bad} records is an article."
            raise InputError(reason, str(path))
        yield found
    if not found_any:
        raise InputError("The file holds no record. Choose another.", str(path))


def _article(
    values: dict[str, Any] | InputError | Plain, path: Path, line: int, digest: str
) -> Imported | InputError:
    if isinstance(values, InputError):
        return values
    if isinstance(values, Plain):
        return imported_of(values.record, path.as_posix(), digest)
    try:
        article = read_record(values, str(path), line)
    except InputError as error:
        return error
    return _from_file(_with_clutter(values, article), values, path.as_posix(), digest)


def _with_clutter(values: dict[str, Any], article: Imported) -> Imported:
    """Clutter is proposed only where nobody can have worked yet: a record of nothing but text."""
    meta = values.get("meta")
    known = isinstance(meta, dict) and "excluded" in meta
    if known or article.spans or article.tokens is not None or values.get("answer") is not None:
        return article
    new = new_article(article.text, article.meta)
    said = meta.get("title") if isinstance(meta, dict) else None
    title = said if isinstance(said, str) and said else new.meta.title
    return replace(article, excluded=new.excluded, meta=replace(article.meta, title=title))


def _from_file(article: Imported, values: dict[str, Any], source: str, digest: str) -> Imported:
    """The project knows the file as the source; what the record itself says is written again later."""
    meta = values.get("meta")
    said = meta if isinstance(meta, dict) else {}
    own = {key: said[key] for key in ("source", "source_sha256") if said.get(key)}
    extra = article.meta.record_extra
    if own:
        extra = _with_meta(extra, own)
    named = replace(article.meta, source=source, source_sha256=digest, record_extra=extra)
    return replace(article, meta=named)


def _with_meta(record_extra: str, own: dict[str, Any]) -> str:
    extra = msgspec.json.decode(record_extra, type=dict[str, Any]) if record_extra else {}
    extra["meta"] = {**extra.get("meta", {}), **own}
    return json_text(extra)
