"""Articles from text files, JSON Lines, folders and the clipboard."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from annotator.core.clutter import clutter
from annotator.core.document import Excluded, Meta
from annotator.core.errors import InputError
from annotator.core.spans import State
from annotator.core.text import lone_surrogate, place_in_words, without_lone_surrogates
from annotator.formats.decoding import decoded
from annotator.formats.imported import Imported, title_of
from annotator.formats.record_values import json_text
from annotator.formats.table import all_suffixes

if TYPE_CHECKING:
    from annotator.formats.jsonl import Known

__all__ = [
    "SUFFIXES",
    "Imported",
    "article_paths",
    "file_digest",
    "new_article",
    "pasted",
    "read_articles",
    "record_articles",
    "text_article",
]

SUFFIXES = all_suffixes()
"""The files that hold articles, by their lower-case ending."""

CLUTTER = "clutter"
"""Source of the excluded ranges that are proposed for new texts."""
AT_MOST = 64 << 20
"""Bytes of the largest text that is read as one article."""
_BLOCK_BYTES = 1 << 20
_HALVES = frozenset((".ann", ".a1", ".a2"))
_MAY_BE_ANYTHING = frozenset(
    (".json", ".xml", ".tsv", ".csv", ".iob", ".zip", ".train", ".dev", ".test")
)
_BAD_RECORDS_AT_MOST = 100


def read_articles(
    path: Path, encoding: str | None = None, *, replace_surrogates: bool = False
) -> Iterator[Imported | InputError]:
    """The articles of one file, one at a time; a bad line comes as an error among the good ones.

    Raises InputError when the file as a whole can't be used.
    """
    from annotator.formats.faults import guarded
    from annotator.formats.sniffing import sniffed

    if path.is_dir():
        raise InputError("This is a folder, not a file. Name a file in it.", str(path))
    if not path.exists():
        raise InputError("There is no such file. Check its name.", str(path))
    found = sniffed(path, encoding)
    if found is None:
        raise InputError(_unknown(path), str(path))
    if found.name == "jsonl":
        yield from guarded(lambda: _from_lines(path, encoding, replace_surrogates), path)
    else:
        yield from _known_by_digest(found.read(path, encoding), path)


def _known_by_digest(
    articles: Iterable[Imported | InputError], path: Path
) -> Iterator[Imported | InputError]:
    """Each article with the file's digest, so that a changed file is noticed at the next opening."""
    digest = ""
    for article in articles:
        if isinstance(article, InputError) or article.meta.source_sha256:
            yield article
            continue
        digest = digest or file_digest(path)
        yield replace(article, meta=replace(article.meta, source_sha256=digest))


def read_text(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The one article of a text file."""
    yield text_article(_bytes(path), path.as_posix(), encoding)


def read_lines_of(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """The articles of a JSON Lines file of ours or Prodigy's."""
    return _from_lines(path, encoding, replace_surrogates=False)


def _unknown(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return f"It is none of the {suffix} files that can be read. Name its format."
    return f"Files ending in {suffix} can't be read; these can: {', '.join(sorted(SUFFIXES))}."


def article_paths(folder: Path) -> list[Path]:
    """The articles in a folder and its folders, sorted; hidden ones are passed over.

    Links that lead out of the folder are not followed. InputError when the folder can't be read.
    """
    root = folder.resolve()

    def failed(error: OSError) -> None:
        if Path(error.filename or "") == folder:
            reason = f"The folder can't be read: {error.strerror}."
            raise InputError(reason, str(folder)) from error

    found: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(place, name) for name in files if not name.startswith("."))
        found += [p for p in paths if _is_article(p) and _is_inside(p, root)]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def pasted(text: str) -> Imported:
    """An article from the clipboard; InputError when it has no text or half a character."""
    if not text.strip():
        raise InputError("There is no text to paste.")
    offset = lone_surrogate(text)
    problems: tuple[str, ...] = ()
    if offset is not None:
        place = place_in_words(text, offset)
        text = without_lone_surrogates(text)
        problems = (f"Half a character at {place} of the pasted text became U+FFFD.",)
    return replace(new_article(text, Meta()), problems=problems)


def _is_article(path: Path) -> bool:
    """Whether a folder's file is read: not half of a pair, and what may be anything is looked into."""
    from annotator.formats.sniffing import sniffed

    suffix = path.suffix.lower()
    if suffix not in SUFFIXES or (suffix in _HALVES and path.with_suffix(".txt").exists()):
        return False
    if path.name == "README.md" and _is_card(path):
        return False
    if suffix not in _MAY_BE_ANYTHING:
        return True
    try:
        return sniffed(path) is not None
    except InputError:
        return False


def _is_card(path: Path) -> bool:
    """Whether a README only describes a Hugging Face dataset, as the one does that we write."""
    try:
        with path.open("rb") as file:
            head = file.read(1 << 16)
    except OSError:
        return False
    return head.startswith(b"---") and (b"\ndataset_info:" in head or b"\nconfigs:" in head)


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.is_file() and (not path.is_symlink() or path.resolve().is_relative_to(root))
    except (OSError, RuntimeError):
        return False


def new_article(text: str, meta: Meta) -> Imported:
    """An article that nobody has worked on: its clutter is proposed as excluded."""
    excluded = tuple(
        Excluded(number, start, end, State.PROPOSED, CLUTTER)
        for number, (start, end) in enumerate(clutter(text), 1)
    )
    titled = replace(meta, title=title_of(text, excluded))
    return Imported(text, titled, excluded=excluded)


def text_article(data: bytes, source: str, encoding: str | None = None) -> Imported:
    """The article of a text file's bytes; InputError when it is empty, binary or not so encoded."""
    found = decoded(data, source, encoding)
    digest = hashlib.sha256(data).hexdigest()
    meta = Meta(source=source, source_sha256=digest, encoding=found.encoding)
    article = new_article(found.text, meta)
    return replace(article, problems=found.remarks(source))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(AT_MOST + 1)
    except FileNotFoundError as error:
        raise InputError("There is no such file. Check its name.", str(path)) from error
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
    if len(data) > AT_MOST:
        reason = f"The text is larger than {AT_MOST >> 20} MB. Split it."
        raise InputError(reason, str(path))
    return data


def _from_lines(
    path: Path, encoding: str | None, replace_surrogates: bool
) -> Iterator[Imported | InputError]:
    from annotator.formats.jsonl import read_lines

    lines = read_lines(path, encoding, replace_surrogates=replace_surrogates)
    for found in _of_lines(path, lines):
        if isinstance(found, Imported | InputError):
            yield found


def record_articles(
    path: Path, encoding: str | None, known: "Callable[[bytes], Known | None]"
) -> "Iterator[Imported | InputError | Known]":
    """The articles of a JSON Lines file; lines that `known` knows come as what it makes of them."""
    from annotator.formats.jsonl import read_unknown_lines

    return _of_lines(path, read_unknown_lines(path, known, encoding))


def _of_lines(
    path: Path, lines: "Iterable[tuple[int, dict[str, Any] | InputError | Known]]"
) -> "Iterator[Imported | InputError | Known]":
    found_any = False
    good = bad = 0
    digest = ""
    for number, values in lines:
        found_any = True
        if not isinstance(values, dict | InputError):
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
    values: dict[str, Any] | InputError, path: Path, line: int, digest: str
) -> Imported | InputError:
    if isinstance(values, InputError):
        return values
    from annotator.formats.record_reader import read_record

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
    import msgspec

    extra = msgspec.json.decode(record_extra, type=dict[str, Any]) if record_extra else {}
    extra["meta"] = {**extra.get("meta", {}), **own}
    return json_text(extra)


def file_digest(path: Path) -> str:
    """SHA-256 of a file of any size, a block at a time; InputError when it can't be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except FileNotFoundError as error:
        raise InputError("There is no such file. Check its name.", str(path)) from error
    except OSError as error:
        raise InputError(f"The file can't be read: {error.strerror}.", str(path)) from error
    return digest.hexdigest()
