"""Articles in, proposals and tokens out, in bounded memory: what the command line runs."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct, field

from annotator.core.tokens import Tokens
from annotator.nlp.chunks import Piece, Range, pieces
from annotator.nlp.pipeline import BATCH, Pipeline
from annotator.nlp.tokens import ProjectTokenizer
from annotator.protocol import ProposedSpan

if TYPE_CHECKING:
    from spacy.tokens import Doc

Key = TypeVar("Key")

_BATCH_CHARACTERS = 400_000
"""A batch ends here even when it is not full: memory goes with the characters in it."""


class Prelabelled(Struct, Generic[Key], frozen=True):
    """One article's answer: sorted proposals; tokens with their sentences, of the whole text."""

    key: Key
    proposals: tuple[ProposedSpan, ...]
    tokens: Tokens


class _Open(Struct, Generic[Key]):
    """An article whose pieces are not all back."""

    key: Key
    text: str
    waiting: int
    proposals: list[ProposedSpan] = field(default_factory=list)
    tokens: Tokens | None = None


def prelabel_stream(
    pipeline: Pipeline,
    tokenizer: ProjectTokenizer,
    articles: Iterable[tuple[Key, str, Sequence[Range]]],
    clean_articles: bool = True,
) -> Iterator[Prelabelled[Key]]:
    """Yield an answer for each (key, text, excluded ranges), in order; holds about one batch."""
    same_tokens = tokenizer.is_same_as(pipeline.nlp)
    for opened, batch in _batches(articles):
        _run(pipeline, tokenizer if same_tokens else None, batch, clean_articles)
        while opened and opened[0].waiting == 0:
            done = opened.popleft()
            tokens = done.tokens or tokenizer.tokens(done.text)
            yield Prelabelled(done.key, tuple(sorted(done.proposals, key=_place)), tokens)


def _batches(
    articles: Iterable[tuple[Key, str, Sequence[Range]]],
) -> Iterator[tuple[deque[_Open[Key]], list[tuple[_Open[Key], Piece]]]]:
    """Yield pieces to run and all articles still open, the oldest first."""
    opened: deque[_Open[Key]] = deque()
    batch: list[tuple[_Open[Key], Piece]] = []
    characters = 0
    for key, text, excluded in articles:
        cut = pieces(text, excluded)
        article = _Open(key, text, len(cut))
        opened.append(article)
        for piece in cut:
            batch.append((article, piece))
            characters += len(piece.text)
            if len(batch) >= BATCH or characters >= _BATCH_CHARACTERS:
                yield opened, batch
                batch, characters = [], 0
    yield opened, batch


def _run(
    pipeline: Pipeline,
    tokenizer: ProjectTokenizer | None,
    batch: Sequence[tuple[_Open[Key], Piece]],
    clean_articles: bool,
) -> None:
    docs: list[Doc] = pipeline.docs([piece for _, piece in batch])
    for (article, piece), doc, found in zip(batch, docs, pipeline.found(docs), strict=True):
        article.proposals += pipeline.proposals(piece, found, article.text, clean_articles)
        article.waiting -= 1
        if tokenizer is not None and piece.is_article:
            article.tokens = tokenizer.tokens_of(doc)


def _place(proposal: ProposedSpan) -> tuple[int, int, str]:
    return proposal.start, proposal.end, proposal.label
