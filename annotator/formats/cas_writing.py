"""UIMA CAS out, as XMI with its type system or as JSON, in a folder or a ZIP.

An article that came from a CAS is written into a copy of it: nothing changes but what changed. A new one gets
DKPro's sentences, tokens and NamedEntity, as INCEpTION has them, and relations of `webanno.custom.Relation`.
"""

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.formats.atomic import written
from annotator.formats.cas import article_of_cas
from annotator.formats.cas_editing import Editing, said
from annotator.formats.cas_loading import loaded
from annotator.formats.cas_new import new_cas
from annotator.formats.folders import Names, written_folder
from annotator.formats.imported import Imported
from annotator.formats.layers import with_few_features
from annotator.formats.originals import original

if TYPE_CHECKING:
    from cassis import TypeSystem

_TYPES = "TypeSystem.xml"
_SOFA = re.compile(rb"<cas:Sofa\b|\"uima\.cas\.Sofa\"")
Put = Callable[[str, bytes], object]


def write_cas(path: Path, articles: Iterable[Imported]) -> int:
    """Write an XMI an article and the type system of all; how many articles there were."""
    with _target(path) as put, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _write_xmi(put, articles)


def write_json(path: Path, articles: Iterable[Imported]) -> int:
    """Write a JSON CAS an article, each with the types that it uses."""
    names = Names()
    count = 0
    with _target(path) as put, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for article in articles:
            kept = original(article.meta, "cas", article.text)
            cas, data = _edited(article, kept)
            if data is None or data.lstrip()[:1] != b"{":
                data = _dumped(partial(cas.to_json, pretty_print=False), article)
            put(f"{names.of(article.meta.source)}.json", data)
            count += 1
    return count


def with_few_types(article: Imported, losses: Counter[str]) -> Imported:
    """The article with as many features as layers have."""
    return with_few_features(article, losses, "cas")


def with_one_view(article: Imported, losses: Counter[str]) -> Imported:
    """The article with as many features as layers have, without other views: the library's JSON holds none."""
    article = with_few_features(article, losses, "cas")
    data = original(article.meta, "cas", article.text).get("data", b"")
    others = max(len(_SOFA.findall(data)) - 1, 0)
    if not others:
        return article
    losses["other view"] += others
    return replace(article, meta=replace(article.meta, record_extra=""))


@contextmanager
def _target(path: Path) -> Iterator[Put]:
    """Puts files into a ZIP where the path ends so, else into a new folder."""
    if path.suffix.lower() == ".zip":
        with written(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            yield archive.writestr
        return
    with written_folder(path) as folder:
        yield lambda name, data: (folder / name).write_bytes(data)


def _write_xmi(put: Put, articles: Iterable[Imported]) -> int:
    from cassis import TypeSystem

    names = Names()
    shared = _Types()
    new_types: TypeSystem | None = None
    count = 0
    for article in articles:
        name = names.of(article.meta.source)
        kept = original(article.meta, "cas", article.text)
        cas, data = _edited(article, kept, new_types)
        if data is not None and data.lstrip()[:1] != b"{":
            put(f"{name}.xmi", data)
            types = kept.get("types")
        else:
            put(f"{name}.xmi", _dumped(partial(cas.to_xmi, pretty_print=True), article))
            types = None
        if not kept:
            new_types = cas.typesystem
        own = shared.added(cas.typesystem, types, is_new=not kept)
        if own is not None:
            put(f"{name}.typesystem.xml", own)
        count += 1
    put(_TYPES, shared.xml(new_types))
    return count


def _dumped(dump: Callable[[], str], article: Imported) -> bytes:
    """What the library writes; InputError where the article's own CAS holds what it can read but not write."""
    try:
        return dump().encode()
    except Exception as error:
        said = f"{type(error).__name__}: {error!s:.100}".rstrip(".")
        reason = f"Its CAS can't be written again ({said}). Choose another format for this article."
        raise InputError(reason, article.meta.source) from error


class _Types:
    """The type systems of all articles as one, as far as they agree."""

    def __init__(self) -> None:
        self._merged: Any = None
        self._known: set[bytes] = set()

    def added(self, types: Any, said: bytes | None, *, is_new: bool) -> bytes | None:
        """Take in one; where it contradicts the others, it is given back to be written by itself."""
        if is_new:
            return None
        data = said or types.to_xml().encode()
        if data in self._known:
            return None
        merged = _merged(self._merged, types)
        if merged is None:
            return bytes(data)
        self._merged = merged
        self._known.add(data)
        return None

    def xml(self, new: Any) -> bytes:
        merged = _merged(self._merged, new) if new is not None else self._merged
        data: str = (merged if merged is not None else new).to_xml()
        return data.encode()


def _merged(first: Any, second: Any) -> Any:
    from cassis import merge_typesystems

    if first is None or second is None:
        return first if second is None else second
    try:
        return merge_typesystems(first, second)
    except ValueError:
        return None


def _edited(
    article: Imported, kept: dict[str, bytes], new_types: "TypeSystem | None" = None
) -> tuple[Any, bytes | None]:
    """The CAS of an article, and its bytes where they are to be written as they came."""
    data = kept.get("data")
    again = _again(data, kept.get("types")) if data is not None else None
    if data is None or again is None or again[1].text != article.text:
        return new_cas(article, new_types), None
    cas, before = again
    if said(before) == said(article):
        return cas, data
    editing = Editing(cas, before)
    if editing.prepare(article):
        # Structures take no features that were made after them: open it with the new types.
        again = _again(data, cas.typesystem.to_xml().encode())
        if again is None:
            return new_cas(article, new_types), None
        cas, before = again
        editing = Editing(cas, before)
        editing.prepare(article)
    editing.apply(article)
    return cas, None


def _again(data: bytes, types: bytes | None) -> tuple[Any, Imported] | None:
    """The CAS that came in and its article; None where it can't be opened any more."""
    try:
        cas = loaded(data, types)
        return cas, article_of_cas(cas, Meta())
    except InputError:
        return None
