from pathlib import Path

import pytest
import spacy

from annotator.nlp import installed
from annotator.nlp.installed import NoPipelineError, installed_pipelines
from annotator.nlp.parts import unneeded
from annotator.nlp.pipeline import Pipeline, load_pipeline

LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "upstream": "tok2vec"}


def config(**parts: dict[str, object]) -> dict[str, object]:
    return {"nlp": {"pipeline": list(parts)}, "components": parts}


def test_only_the_recogniser_of_the_default_pipeline_is_loaded(pipeline: Pipeline) -> None:
    assert pipeline.nlp.pipe_names == ["ner"]
    assert pipeline.source in {f"{name} {pipeline.version}" for name in installed.DEFAULTS}
    assert {"PERSON", "ORG", "GPE"} <= set(pipeline.labels)
    assert list(pipeline.labels) == sorted(pipeline.labels)


def test_the_installed_pipelines_are_listed(pipeline: Pipeline) -> None:
    assert pipeline.name in installed_pipelines()


def test_what_a_recogniser_listens_to_stays() -> None:
    found = unneeded(
        config(
            transformer={"factory": "transformer"},
            tok2vec={"factory": "tok2vec", "model": {"tok2vec": dict(LISTENER, upstream="*")}},
            tagger={"factory": "tagger"},
            ner={"factory": "ner", "model": {"tok2vec": LISTENER}},
        )
    )
    assert found == ["tagger"]


def test_a_ruler_keeps_what_its_patterns_may_look_at() -> None:
    found = unneeded(
        config(
            tagger={"factory": "tagger"},
            entity_ruler={"factory": "entity_ruler"},
            merge_entities={"factory": "merge_entities"},
        )
    )
    assert found == ["merge_entities"]


def test_a_pipeline_that_proposes_nothing_is_known_before_it_is_loaded() -> None:
    assert unneeded(config(tagger={"factory": "tagger"})) is None


def test_a_pipeline_in_a_folder_with_rules_proposes_without_scores(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PORT", "pattern": "Osaka"}])  # type: ignore[attr-defined]
    spans = nlp.add_pipe("span_ruler")
    spans.add_patterns([{"label": "SEA", "pattern": "Baltic Sea"}])  # type: ignore[attr-defined]
    nlp.meta["name"] = "harbours"
    nlp.to_disk(tmp_path / "model-best")
    loaded = load_pipeline(str(tmp_path))
    text = "From Osaka to the Baltic Sea."
    (found,) = loaded.found([loaded.nlp.make_doc(text)])
    assert [(text[f.start : f.end], f.label, f.score) for f in found] == [
        ("Osaka", "PORT", None),
        ("Baltic Sea", "SEA", None),
    ]
    assert loaded.labels == ("PORT", "SEA")


def test_a_span_categoriser_gives_its_own_scores(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    suggester = {"@misc": "spacy.ngram_suggester.v1", "sizes": [1]}
    spancat = nlp.add_pipe("spancat", config={"suggester": suggester, "threshold": 0.0})
    spancat.add_label("THING")  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.to_disk(tmp_path)
    loaded = load_pipeline(str(tmp_path))
    (found,) = loaded.found([loaded.nlp.make_doc("Osaka waits")])
    assert [(f.start, f.end, f.label) for f in found] == [(0, 5, "THING"), (6, 11, "THING")]
    assert all(f.score is not None for f in found)


def test_a_recogniser_after_rules_scores_only_its_own_spans(tmp_path: Path) -> None:
    nlp = installed.load_language("").nlp
    ruler = nlp.add_pipe("entity_ruler", before="ner")
    ruler.add_patterns([{"label": "PORT", "pattern": "Osaka"}])  # type: ignore[attr-defined]
    text = "Aiko Tanaka left Osaka on Tuesday."
    (found,) = Pipeline(nlp, "mixed").found([nlp.make_doc(text)])
    scores = {text[f.start : f.end]: f.score for f in found}
    assert scores["Osaka"] is None
    assert scores["Tuesday"] is not None


def test_articles_are_cut_for_english_pipelines_only() -> None:
    from annotator.nlp.chunks import pieces
    from annotator.nlp.proposals import Found

    text = "in the Osaka"
    german = Pipeline(spacy.blank("de"), "blank")
    (span,) = german.proposals(pieces(text)[0], [Found(3, 12, "LOC")], text, clean_articles=True)
    assert (span.start, span.end) == (3, 12)


def test_a_missing_pipeline_is_refused_in_words() -> None:
    with pytest.raises(NoPipelineError, match="'xx_nothing' is not installed; install it"):
        load_pipeline("xx_nothing")


def test_a_folder_without_a_pipeline_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(NoPipelineError, match=r"has no config\.cfg"):
        load_pipeline(str(tmp_path))


def test_a_pipeline_without_span_makers_is_refused_in_words(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path)
    with pytest.raises(NoPipelineError, match="has no part that proposes spans"):
        load_pipeline(str(tmp_path))


def test_a_broken_pipeline_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "config.cfg").write_text("[components]\n[[nlp")
    with pytest.raises(NoPipelineError, match="cannot be loaded"):
        load_pipeline(str(tmp_path))


def test_no_default_pipeline_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "DEFAULTS", ("en_none",))
    with pytest.raises(NoPipelineError, match="pip install"):
        load_pipeline()


def test_the_official_package_is_preferred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "_is_installed", lambda name: True)
    assert installed.default_pipeline() == "en_core_web_sm"
