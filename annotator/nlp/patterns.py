"""Proposals by match patterns: spaCy's matchers over the tokens of a blank language, no model.

Of matches that share a token the longest stays, as with spaCy's entity ruler.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.core.errors import AnnotatorError, InputError
from annotator.core.spans import Proposal
from annotator.formats.patterns import Pattern, read_patterns
from annotator.nlp.pipeline import Pipeline
from annotator.nlp.tokens import ProjectTokenizer

BLANK = "blank:"
"""Before the code of a language: the name of a pipeline that proposes nothing, as Prodigy calls it."""
_BY_MODELS = frozenset(
    "POS TAG LEMMA DEP MORPH ENT_TYPE ENT_ID ENT_IOB ENT_KB_ID SENT_START _".split()
)
_MODELS_SPELLED = {"IS_SENT_START": "SENT_START"}


def blank_pipeline(name: str) -> Pipeline:
    """The pipeline `blank:en`, without parts; AnnotatorError when there is no such language."""
    import spacy

    code = name.removeprefix(BLANK)
    ProjectTokenizer(code)
    return Pipeline(spacy.blank(code), name)


class Patterns:
    """The patterns of one file, ready to be looked for; `problems` names those that can't be."""

    def __init__(self, path: Path, language: str = "en") -> None:
        import spacy
        from spacy.matcher import Matcher, PhraseMatcher

        ProjectTokenizer(language)
        self._nlp = spacy.blank(language)
        self._path = path
        self._matcher = Matcher(self._nlp.vocab)
        self._phrases = PhraseMatcher(self._nlp.vocab)
        self.source = f"patterns {path.name}"
        self.problems: list[str] = []
        labels: set[str] = set()
        for found in read_patterns(path):
            if isinstance(found, InputError):
                self.problems.append(str(found))
            elif self._add(found):
                labels.add(found.label)
        self.labels = tuple(sorted(labels))
        if not labels:
            raise InputError("It holds no pattern that can be used.", str(path))

    def proposals(self, text: str) -> list[Proposal]:
        """What the patterns propose in a text, in order; white space at the edges does not belong to it."""
        from spacy.util import filter_spans

        doc = self._nlp.tokenizer(text)
        used = [matcher for matcher in (self._matcher, self._phrases) if len(matcher)]
        matches = [span for matcher in used for span in matcher(doc, as_spans=True)]
        found = []
        for span in filter_spans(matches):
            said = doc.text[span.start_char : span.end_char]
            start = span.start_char + len(said) - len(said.lstrip())
            end = start + len(said.strip())
            if start < end:
                found.append(Proposal(start, end, span.label_, self.source))
        return found

    def _add(self, pattern: Pattern) -> bool:
        if isinstance(pattern.wanted, str):
            self._phrases.add(pattern.label, [self._nlp.tokenizer(pattern.wanted)])
            return True
        asked = sorted(_by_models(pattern.wanted))
        if asked:
            self._refuse(pattern, f"asks for {', '.join(asked)}, which takes a model")
            return False
        try:
            self._matcher.add(pattern.label, [pattern.wanted])
        except Exception as error:  # spaCy and its regular expressions refuse in several ways
            self._refuse(pattern, f"is none that spaCy takes ({type(error).__name__})")
            return False
        return True

    def _refuse(self, pattern: Pattern, reason: str) -> None:
        said = f"The pattern for {pattern.label} {reason}; it was left out."
        self.problems.append(str(InputError(said, str(self._path), pattern.line)))


def _by_models(tokens: Iterable[dict[str, Any]]) -> set[str]:
    """The attributes that only a model could give."""
    names = {str(key).upper() for token in tokens for key in token}
    return {_MODELS_SPELLED.get(name, name) for name in names} & _BY_MODELS


def patterns_of(paths: Iterable[Path], language: str) -> list[Patterns]:
    """The files' patterns; AnnotatorError when a file can't be read or holds none."""
    try:
        return [Patterns(path, language) for path in paths]
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnnotatorError(f"The patterns can't be read: {reason}.") from error
