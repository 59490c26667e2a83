"""UIMA CAS in (XMI, JSON, or a ZIP of these as INCEpTION exports them), read by dkpro-cassis.

Annotations are spans; types with Governor and Dependent are relations, as are slots (an array of links with role
and target) and the links of chains. Layers about words go along as they are, with all else of the file.
"""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from annotator.core.document import Meta
from annotator.core.errors import InputError
from annotator.core.text import without_lone_surrogates
from annotator.core.tokens import Tokens
from annotator.formats.building import Building
from annotator.formats.cas_features import (
    Kind,
    attributes_in,
    chain_next,
    kind_of,
    slots_of,
    text_values,
)
from annotator.formats.cas_loading import loaded
from annotator.formats.imported import Imported
from annotator.formats.layers import said_by, short
from annotator.formats.originals import kept
from annotator.formats.record_values import as_offset
from annotator.formats.table import Glimpse
from annotator.formats.token_rows import FROM_RECORD

if TYPE_CHECKING:
    from cassis import Cas


def is_cas(glimpse: Glimpse) -> bool:
    """Whether it is XMI, a JSON CAS or a ZIP that holds one."""
    if glimpse.suffix == ".zip":
        from annotator.formats.cas_files import is_zip_of_cas

        return is_zip_of_cas(glimpse.path)
    if glimpse.suffix == ".json":
        return any(f'"{key}"' in glimpse.text for key in ("%FEATURE_STRUCTURES", "%TYPES"))
    return "http://www.omg.org/XMI" in glimpse.text[:4096]


def read_cas(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:  # noqa: ARG001
    """The articles of a file; a bad member of a ZIP comes as an error among the good ones."""
    from annotator.formats.cas_files import files_of

    digest = ""
    for file in files_of(path):
        digest = digest or _digest(path)
        meta = Meta(title=file.title, source=path.as_posix(), source_sha256=digest)
        try:
            if file.is_webanno:
                from annotator.formats.webanno import article_of_tsv

                yield article_of_tsv(file.data.decode("utf-8", "replace"), meta)
            else:
                yield article_of(file.data, file.types, meta)
        except InputError as error:
            place = f"{path}, {file.title}" if file.title else str(path)
            yield InputError(error.reason, place)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def article_of(data: bytes, types: bytes | None, meta: Meta) -> Imported:
    """The article of an XMI or JSON file with its type system."""
    cas = loaded(data, types, meta.source)
    try:
        article = article_of_cas(cas, meta)
    # The library checks no value against its type: numbers may stand for texts, texts for structures.
    except (TypeError, AttributeError, ValueError, KeyError, IndexError) as error:
        said = f"{type(error).__name__}: {error!s:.100}".rstrip(".")
        raise InputError(
            f"Values of the CAS are not of their types ({said}).", meta.source
        ) from error
    parts = {"data": data} | ({"types": types} if types is not None else {})
    # All formats of CAS keep it under one name.
    extra = kept("cas", article.text, parts)
    return replace(article, meta=replace(article.meta, record_extra=extra))


def view_of(cas: "Cas") -> "Cas":
    """The view with the text; InputError when there is none."""
    names = [sofa.sofaID for sofa in cas.sofas if sofa.sofaString and sofa.sofaString.strip()]
    if not names:
        raise InputError("The CAS has no text.")
    return cas.get_view("_InitialView" if "_InitialView" in names else names[0])


def article_of_cas(cas: "Cas", meta: Meta) -> Imported:
    """The article of an open CAS."""
    return _View(cas, meta).read()


class _View:
    def __init__(self, cas: "Cas", meta: Meta) -> None:
        self._cas = cas
        self._view = view_of(cas)
        self._text = without_lone_surrogates(self._view.sofa_string or "")
        self._meta = meta
        self._building = Building(self._text, meta.source)
        self._ids: set[int] = set()
        self._links: set[int] = set()
        self._beside: Counter[str] = Counter()

    def read(self) -> Imported:
        found: dict[Kind, list[Any]] = {kind: [] for kind in Kind}
        # A view may list a structure twice.
        for structure in {id(fs): fs for fs in self._view.select_all_fs()}.values():
            found[kind_of(structure)].append(structure)
        for structure in sorted(found[Kind.SPAN], key=_place):
            self._span(structure)
        for structure in found[Kind.SPAN]:
            self._slots(structure)
            self._next(structure)
        for structure in sorted(found[Kind.RELATION], key=_place):
            self._relation(structure)
        for structure in found[Kind.BESIDE]:
            # Links of slots are what relations were made from.
            self._beside[short(structure.type.name)] += structure.xmiID not in self._links
        self._report()
        meta = self._facts(found[Kind.DOCUMENT])
        tokens = self._tokens(found[Kind.TOKEN], found[Kind.SENTENCE])
        return self._building.finished(meta, tokens=tokens, exact=True)

    def _span(self, structure: Any) -> None:
        name = structure.type.name
        values = text_values(structure)
        said = said_by(name, values)
        own: dict[str, Any] = {"id": structure.xmiID, "layer": name}
        if said.by is None:
            own["unlabelled"] = said.label
        self._ids.add(structure.xmiID)
        self._building.span(
            structure.xmiID,
            as_offset(structure.begin or 0, "begin of an annotation"),
            as_offset(structure.end or 0, "end of an annotation"),
            said.label,
            kb_id=said.link,
            note=said.note,
            attributes=attributes_in(structure, said),
            extra={"cas": own},
        )

    def _slots(self, host: Any) -> None:
        for feature, link, role, target in slots_of(host):
            self._links.add(link.xmiID)
            if target is None or target.xmiID not in self._ids:
                self._beside[f"slot {feature}"] += 1
                continue
            own: dict[str, Any] = {"id": link.xmiID, "slot": feature}
            if not role:
                own["unlabelled"] = feature
            made = self._building.relation(host.xmiID, target.xmiID, role or feature)
            made.extra = {"cas": own}

    def _next(self, link: Any) -> None:
        following, label = chain_next(link)
        if following is not None and following.xmiID in self._ids:
            own: dict[str, Any] = {"chain": True}
            if not label:
                own["unlabelled"] = "next"
            made = self._building.relation(link.xmiID, following.xmiID, label or "next")
            made.extra = {"cas": own}

    def _relation(self, structure: Any) -> None:
        head, child = structure.get("Governor"), structure.get("Dependent")
        if head is None or child is None or not {head.xmiID, child.xmiID} <= self._ids:
            self._beside[short(structure.type.name)] += 1
            return
        said = said_by(structure.type.name, text_values(structure))
        own: dict[str, Any] = {"id": structure.xmiID, "layer": structure.type.name}
        if said.by is None:
            own["unlabelled"] = said.label
        made = self._building.relation(head.xmiID, child.xmiID, said.label, note=said.note)
        made.extra = {"cas": own}

    def _report(self) -> None:
        if self._beside.total():
            counted = sorted((+self._beside).items())
            said = ", ".join(f"{n:,} {name}" for name, n in counted)
            self._building.reading.problem(f"These annotations are kept as they are: {said}.")
        others = sum(bool(sofa.sofaString) for sofa in self._cas.sofas) - 1
        if others:
            views = "view is" if others == 1 else "views are"
            self._building.reading.problem(f"{others:,} other {views} kept as they are.")

    def _facts(self, documents: list[Any]) -> Meta:
        for document in documents:
            said = text_values(document)
            title = (said.get("documentTitle") or "").strip()
            if title:
                return replace(self._meta, title=" ".join(title.split()))
        return self._meta

    def _tokens(self, tokens: list[Any], sentences: list[Any]) -> Tokens | None:
        length = len(self._text)
        said = {(t.begin or 0, t.end or 0) for t in tokens}
        ranges = sorted((s, e) for s, e in said if isinstance(s, int) and isinstance(e, int))
        ranges = [(s, e) for s, e in ranges if 0 <= s < e <= length]
        if not ranges or any(a[1] > b[0] for a, b in itertools.pairwise(ranges)):
            return None
        begins = {s.begin or 0 for s in sentences}
        starts = sorted(n for n in begins if isinstance(n, int) and 0 <= n < length)
        return Tokens((s for s, _ in ranges), (e for _, e in ranges), starts, FROM_RECORD)


def _place(structure: Any) -> tuple[int, int, int]:
    begin, end = getattr(structure, "begin", 0), getattr(structure, "end", 0)
    return begin or 0, -(end or 0), structure.xmiID
