"""The project's tokenizer: a blank spaCy language, and plain sentence starts over its tokens."""

import re
from typing import TYPE_CHECKING

from annotator.core.errors import AnnotatorError
from annotator.core.tokens import Tokens

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_LANGUAGE = re.compile(r"[a-z]{2,3}")


class ProjectTokenizer:
    """Tokens and sentences by the language code that the project names (`en`)."""

    def __init__(self, name: str = "en") -> None:
        import spacy

        from annotator.nlp.sentences import Sentencizer

        # spaCy imports a module of this name: a project may name a language, nothing else.
        if _LANGUAGE.fullmatch(name) is None:
            raise AnnotatorError(
                f"The tokenizer {name[:40]!r} is no code of a language, such as en."
            )
        try:
            self._nlp = spacy.blank(name)
        except Exception as error:  # a language may need a library that is not installed
            raise AnnotatorError(
                f"The tokenizer {name!r} cannot be made ({type(error).__name__}); "
                "give the code of a language that spaCy knows, such as en."
            ) from error
        self.name = name
        self._sentencizer = Sentencizer(self._nlp)

    def tokens(self, text: str) -> Tokens:
        """Tokens of a text of any length; white-space tokens included, as spaCy makes them."""
        return self.tokens_of(self._nlp.tokenizer(text))

    def tokens_of(self, doc: "Doc") -> Tokens:
        """Tokens of a doc made by this tokenizer or an equal one."""
        from annotator.nlp.entities import offsets_of

        starts, ends = offsets_of(doc)
        sentences = self._sentencizer.starts(doc)
        return Tokens.from_bytes(
            starts.astype("<u4").tobytes(),
            ends.astype("<u4").tobytes(),
            starts[sentences].astype("<u4").tobytes(),
            self.name,
        )

    def is_same_as(self, nlp: "Language") -> bool:
        """Whether a pipeline's tokenizer gives the same tokens: same kind, same rules."""
        ours, theirs = self._nlp.tokenizer, nlp.tokenizer
        if nlp.lang != self._nlp.lang or type(ours) is not type(theirs):
            return False
        rules = _rules(ours)
        return rules is not None and rules == _rules(theirs)


def _rules(tokenizer: object) -> bytes | None:
    """The tokenizer's settings; None when it cannot tell them."""
    to_bytes = getattr(tokenizer, "to_bytes", None)
    return bytes(to_bytes(exclude=["vocab"])) if to_bytes else None
