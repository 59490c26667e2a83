import pytest

from annotator.nlp.pipeline import Pipeline, load_pipeline
from annotator.nlp.tokens import ProjectTokenizer


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """The default pipeline, loaded once."""
    return load_pipeline()


@pytest.fixture(scope="session")
def tokenizer() -> ProjectTokenizer:
    return ProjectTokenizer("en")
