"""A new CAS for an article, with the types that INCEpTION has (names and features of DKPro Core)."""

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from annotator.formats.cas_editing import Editing
from annotator.formats.fitting import sentences_of
from annotator.formats.imported import Imported
from annotator.formats.layers import ANY

if TYPE_CHECKING:
    from cassis import TypeSystem

_DOCUMENT = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_SEGMENTATION = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
_FACTS = ("documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri")


def new_cas(article: Imported, types: "TypeSystem | None" = None) -> Any:
    """A CAS with text, sentences, tokens, spans and relations; the type system may be one used before."""
    from cassis import Cas

    types = types if types is not None else _types()
    cas = Cas(typesystem=types)
    cas.sofa_string = article.text
    cas.sofa_mime = "text/plain"
    document = types.get_type(_DOCUMENT)
    title = article.meta.title
    length = len(article.text)
    cas.add(document(begin=0, end=length, language="x-unspecified", documentTitle=title))
    words = _words(article)
    for start, end in _sentences(article, words):
        cas.add(types.get_type(f"{_SEGMENTATION}.Sentence")(begin=start, end=end))
    token = types.get_type(f"{_SEGMENTATION}.Token")
    for start, end in words:
        cas.add(token(begin=start, end=end))
    editing = Editing(cas, None)
    editing.prepare(article)
    editing.apply(article)
    return cas


def _types() -> "TypeSystem":
    from cassis import TypeSystem

    types = TypeSystem()
    types.create_type(_DOCUMENT, "uima.tcas.DocumentAnnotation")
    for name in _FACTS:
        types.create_feature(_DOCUMENT, name, "uima.cas.String")
    types.create_feature(_DOCUMENT, "isLastSegment", "uima.cas.Boolean")
    for name in ("Sentence", "Token"):
        types.create_type(f"{_SEGMENTATION}.{name}", ANY)
        types.create_feature(f"{_SEGMENTATION}.{name}", "id", "uima.cas.String")
    return types


def _words(article: Imported) -> list[tuple[int, int]]:
    tokens = article.tokens
    pairs = zip(tokens.starts, tokens.ends, strict=True) if tokens is not None else ()
    return [(s, e) for s, e in pairs if article.text[s:e].strip()]


def _sentences(article: Imported, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """From the first to the last word of each sentence."""
    starts = [start for start, _ in words]
    begins = sorted({bisect_left(starts, start) for start in sentences_of(article)} | {0})
    begins = [n for n in begins if n < len(words)]
    ends = [*begins[1:], len(words)]
    return [(words[n][0], words[m - 1][1]) for n, m in zip(begins, ends, strict=True)]
