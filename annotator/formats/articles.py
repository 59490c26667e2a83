"""Articles from text files, JSON Lines, folders and the clipboard."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.text import lone_surrogate, place_in_words, without_lone_surrogates
from annotator.formats.imported import Imported
from annotator.formats.new_articles import new_article
from annotator.formats.table import all_suffixes
from annotator.formats.unreadable import WAYS
from annotator.formats.whole_files import file_digest

__all__ = [
    "SUFFIXES",
    "Imported",
    "article_paths",
    "pasted",
    "read_articles",
]

SUFFIXES = all_suffixes()
"""The files that hold articles, by their lower-case ending."""

_HALVES = frozenset((".ann", ".a1", ".a2"))
_MAY_BE_ANYTHING = frozenset((".json", ".xml", ".iob", ".zip", ".train", ".dev", ".test"))
_TABLES = frozenset((".csv", ".tsv"))


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
        from annotator.formats.record_lines import read

        yield from guarded(lambda: read(path, encoding, replace_surrogates), path)
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


def _unknown(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return f"It is none of the {suffix} files that can be read. Name its format."
    if suffix in WAYS:
        return f"Files ending in {suffix} can't be read. {WAYS[suffix]}."
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
    """Whether a folder's file is read or named as refused: not half of a pair, no JSON of another kind."""
    from annotator.formats.sniffing import sniffed

    suffix = path.suffix.lower()
    if suffix in WAYS or suffix in _TABLES:
        return True
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
