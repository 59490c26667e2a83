"""A loaded pipeline: proposes spans for pieces of articles, many at a time."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from annotator.nlp.approval import AS_IT_IS
from annotator.nlp.chunks import Piece
from annotator.nlp.installed import load_language
from annotator.nlp.parts import RECOGNISERS, RULERS, SPAN_MAKERS
from annotator.nlp.proposals import Found, cleaned
from annotator.protocol import ProposedSpan

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from annotator.nlp.greedy import GreedyParser
    from annotator.nlp.scores import Entity, Recogniser, ScoredRecogniser

BATCH = 64
"""Pieces a call of the model: more costs memory and gains nothing."""
_SMALL_BATCH = 8
"""Docs of like length that a recogniser takes at once: spaCy takes 16, in a third more memory."""


def load_pipeline(model: str = "", agreed: Collection[str] = (AS_IT_IS,)) -> "Pipeline":
    """Load by name or path (empty: the default); raises NoPipelineError with a plain sentence.

    `agreed` are fingerprints of folders that may be loaded; UnapprovedError names the folder of another.
    """
    loaded = load_language(model, agreed)
    made = Pipeline(loaded.nlp, loaded.name)
    made.folder, made.fingerprint = loaded.folder, loaded.fingerprint
    made.warning = loaded.warning
    return made


class Pipeline:
    """Made by `load_pipeline`; not for several threads."""

    def __init__(self, nlp: "Language", name: str) -> None:
        from annotator.nlp.scores import ScoredRecogniser

        self.nlp = nlp
        self.name = name
        self.folder = self.fingerprint = self.warning = ""
        self.version = str(nlp.meta.get("version", ""))
        self.language = str(nlp.lang)
        self._factories = {part: nlp.get_pipe_meta(part).factory for part in nlp.pipe_names}
        self._scored: dict[str, ScoredRecogniser] = {
            part: ScoredRecogniser(cast("Recogniser", nlp.get_pipe(part)))
            for part, factory in self._factories.items()
            if factory in RECOGNISERS
        }
        self._greedy = self._greedy_parser()
        self._has_ruler = any(factory in RULERS for factory in self._factories.values())
        self._span_keys = tuple(
            str(key)
            for part, factory in self._factories.items()
            if factory in SPAN_MAKERS | RULERS and (key := getattr(nlp.get_pipe(part), "key", None))
        )

    def _greedy_parser(self) -> "GreedyParser | None":
        """The quick way, where one recogniser of the usual kind is all that proposes spans."""
        from annotator.nlp.greedy import GreedyParser

        makers = [p for p, f in self._factories.items() if f in RECOGNISERS | SPAN_MAKERS | RULERS]
        if (
            len(makers) != 1
            or makers[0] not in self._scored
            or makers[0] != self.nlp.pipe_names[-1]
        ):
            return None
        parser = GreedyParser(cast("Recogniser", self.nlp.get_pipe(makers[0])))
        return parser if parser.fits else None

    @property
    def source(self) -> str:
        """What is written with each proposal: name and version."""
        return f"{self.name} {self.version}".strip()

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels that the pipeline can propose, sorted."""
        makers = RECOGNISERS | SPAN_MAKERS | RULERS
        found: set[str] = set()
        for part, factory in self._factories.items():
            if factory in makers:
                found.update(str(label) for label in self.nlp.pipe_labels.get(part, ()))
        return tuple(sorted(found))

    def docs(self, pieces: Sequence[Piece]) -> "list[Doc]":
        """The model's tokens of the pieces."""
        return [self.nlp.make_doc(piece.text) for piece in pieces]

    def proposals(
        self, piece: Piece, found: Sequence[Found], article: str, clean_articles: bool
    ) -> list[ProposedSpan]:
        """Cleaned proposals of one piece; articles are cut for English pipelines only."""
        return cleaned(piece, found, article, clean_articles and self.language == "en")

    def found(self, docs: "Sequence[Doc]") -> list[list[Found]]:
        """Run the model over the docs; the spans of each, in characters of its text."""
        done = list(docs)
        if self._greedy is not None:
            return self._found_greedily(self._greedy, done)
        scores: list[dict[Entity, float | None]] = [{} for _ in done]
        for name, part in self.nlp.pipeline:
            if name in self._scored:
                self._recognise(self._scored[name], done, scores)
            else:
                done = _annotated(part, done)
        return [
            [*_scored_entities(doc, of_doc), *self._grouped(doc)]
            for doc, of_doc in zip(done, scores, strict=True)
        ]

    def _found_greedily(self, parser: "GreedyParser", docs: "list[Doc]") -> list[list[Found]]:
        for _, part in self.nlp.pipeline[:-1]:
            docs = _annotated(part, docs)
        results: list[list[Found]] = [[] for _ in docs]
        for indices in _small_batches(docs):
            batch = [docs[index] for index in indices]
            for index, doc, entities in zip(indices, batch, parser.entities(batch), strict=True):
                results[index] = list(_placed(doc, entities))
        return results

    def _recognise(
        self,
        recogniser: "ScoredRecogniser",
        docs: "Sequence[Doc]",
        scores: "list[dict[Entity, float | None]]",
    ) -> None:
        from annotator.nlp.entities import entities_of

        for indices in _small_batches(docs):
            batch = [docs[index] for index in indices]
            before = [entities_of(doc) if self._has_ruler else [] for doc in batch]
            recogniser.annotate(batch)
            found = [entities_of(doc) for doc in batch]
            made = recogniser.scores([len(doc) for doc in batch], found)
            for index, preset, entities, of_doc in zip(indices, before, found, made, strict=True):
                scores[index].update(zip(entities, of_doc, strict=True))
                scores[index].update(dict.fromkeys(preset))

    def _grouped(self, doc: "Doc") -> Iterator[Found]:
        """What span categorisers and rulers keep apart from the entities."""
        for key in self._span_keys:
            if key not in doc.spans:
                continue
            group = doc.spans[key]
            scores = group.attrs.get("scores")
            for index, span in enumerate(group):
                score = None
                if scores is not None and len(scores) == len(group):
                    score = round(float(scores[index]), 4)
                yield Found(span.start_char, span.end_char, span.label_, score)


def _annotated(part: "Callable[[Doc], Doc]", docs: "list[Doc]") -> "list[Doc]":
    pipe = getattr(part, "pipe", None)
    if pipe is None:
        return [part(doc) for doc in docs]
    return list(pipe(docs, batch_size=BATCH))


def _small_batches(docs: "Sequence[Doc]") -> Iterator[list[int]]:
    order = sorted(range(len(docs)), key=lambda index: len(docs[index]))
    for first in range(0, len(order), _SMALL_BATCH):
        yield order[first : first + _SMALL_BATCH]


def _scored_entities(doc: "Doc", scores: "dict[Entity, float | None]") -> Iterator[Found]:
    from annotator.nlp.entities import entities_of

    return _placed(doc, [(entity, scores.get(entity)) for entity in entities_of(doc)])


def _placed(
    doc: "Doc", entities: "Sequence[tuple[Entity, float | None]] | Sequence[tuple[Entity, float]]"
) -> Iterator[Found]:
    from annotator.nlp.entities import offsets_of

    if entities:
        starts, ends = offsets_of(doc)
        for (first, end, label), score in entities:
            yield Found(int(starts[first]), int(ends[end - 1]), label, score)
