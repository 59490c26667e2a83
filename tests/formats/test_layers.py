"""Layers of WebAnno and INCEpTION: how many features an article's attributes may make."""

from pathlib import Path

import pytest

from annotator.core.document import Meta
from annotator.core.spans import Attributes, Span
from annotator.core.tokens import Tokens
from annotator.formats.articles import read_articles
from annotator.formats.fitting import fitted, sentence
from annotator.formats.imported import Imported
from annotator.formats.sniffing import paths_of
from annotator.formats.table import format_named

LAYERED = ("cas", "cas-json", "webanno")


def article(*attributes: Attributes) -> Imported:
    """The same word under a label for each of these attributes."""
    spans = (Span(n, 0, 3, f"L{n}", attributes=said) for n, said in enumerate(attributes, 1))
    return Imported("Ada left.", Meta(), tuple(spans), tokens=Tokens.plain("Ada left."))


@pytest.mark.parametrize("name", LAYERED)
def test_attributes_that_would_make_too_many_features_are_told_and_left_out(
    tmp_path: Path, name: str
) -> None:
    often = (("kind", "x"),)
    many = tuple((f"n{number}", "v") for number in range(60))
    again = tuple(("colour", str(number)) for number in range(5))
    fmt = format_named(name)
    found, losses = fitted(article(many, often, (*often, *again), again), fmt)
    assert sentence(losses) == "16 attributes beyond fifty features"
    fmt.write(tmp_path / "out", [found])
    [back] = (a for path in paths_of(fmt, tmp_path / "out") for a in read_articles(path))
    assert isinstance(back, Imported)
    said = {span.label: sorted(span.attributes) for span in back.spans}
    assert len(said["L1"]) == 44
    assert said["L2"] == [*often]
    assert said["L3"] == sorted((*often, *again))


@pytest.mark.parametrize("name", LAYERED)
def test_fifty_features_are_written(name: str) -> None:
    made = article(tuple((f"n{number}", "v") for number in range(50)))
    found, losses = fitted(made, format_named(name))
    assert not sentence(losses)
    assert [s.attributes for s in found.spans] == [s.attributes for s in made.spans]
