"""Packages of every kind, broken ones too: a sentence, and nothing runs that was not asked for."""

import sys
from pathlib import Path

import pytest

from annotator.nlp import installed
from annotator.nlp.installed import NoPipelineError, installed_pipelines, load_language
from tests.nlp.packages import install, made_pipeline


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if name.startswith("en_"):
            del sys.modules[name]


def test_an_installed_package_is_listed_and_loaded(site: Path) -> None:
    install(site, "en_harbours")
    assert "en_harbours" in installed_pipelines()
    loaded = load_language("en_harbours", ())
    assert (loaded.name, loaded.folder, loaded.warning) == ("en_harbours", "", "")
    assert loaded.nlp.pipe_names == ["entity_ruler"]


def test_a_package_may_be_named_as_pip_names_it(site: Path) -> None:
    install(site, "en_harbours")
    assert load_language("en-harbours", ()).nlp.pipe_names == ["entity_ruler"]


def test_listing_imports_no_package(site: Path) -> None:
    install(site, "en_harbours", "raise RuntimeError('imported')")
    assert "en_harbours" in installed_pipelines()
    assert "en_harbours" not in sys.modules


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import no_such_library", "ModuleNotFoundError: No module named 'no_such_library'"),
        ("def load(**_):\n    raise SystemExit(3)", "SystemExit: 3"),
        ("def load(**_):\n    raise ValueError('bad\\nweights')", "ValueError: bad weights"),
        ("x = ", "SyntaxError"),
        ("", "AttributeError"),
    ],
)
def test_a_broken_package_is_told_in_one_sentence(site: Path, code: str, reason: str) -> None:
    install(site, "en_broken", code)
    with pytest.raises(NoPipelineError) as refused:
        load_language("en_broken", ())
    said = str(refused.value)
    assert said.startswith("The pipeline 'en_broken' cannot be loaded (")
    assert reason in said
    assert said.endswith("; install it again, or choose another one.")
    assert "\n" not in said


def test_a_package_that_lacks_its_files_is_broken_and_not_missing(site: Path) -> None:
    inner = install(site, "en_empty")
    (inner.parent / "meta.json").unlink()
    with pytest.raises(NoPipelineError, match="cannot be loaded"):
        load_language("en_empty", ())


def test_a_package_for_another_spacy_loads_with_a_warning(site: Path) -> None:
    install(site, "en_older", spacy_version=">=2.0,<2.1")
    loaded = load_language("en_older", ())
    assert loaded.warning.startswith("The pipeline 'en_older' was made for spaCy >=2.0,<2.1, and")
    assert loaded.warning.endswith("Its proposals may be poor.")


def test_a_package_for_another_spacy_that_fails_says_why(site: Path) -> None:
    install(site, "en_older", "def load(**_):\n    raise KeyError('E999')", spacy_version="<3")
    with pytest.raises(NoPipelineError, match=r"made for spaCy <3, .* install the one made for"):
        load_language("en_older", ())


def test_a_folder_for_another_spacy_says_why(tmp_path: Path) -> None:
    folder = made_pipeline(tmp_path / "old")
    meta = folder / "meta.json"
    meta.write_text(meta.read_text("utf-8").replace('"spacy_version":"', '"spacy_version":"<2,'))
    broken = '[nlp]\nlang = "en"\npipeline = ["ner"]\n[components.ner]\nfactory = "ner"\nold = 1\n'
    (folder / "config.cfg").write_text(broken)
    with pytest.raises(NoPipelineError, match="was made for spaCy <2"):
        load_language(str(folder))


def test_a_bare_name_never_means_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_pipeline(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoPipelineError, match=r"for the folder of that name here write \./mine"):
        load_language("mine")
    assert load_language("./mine").folder == str(tmp_path / "mine")


@pytest.mark.parametrize("name", ["jsonlines", "spacy", "annotator-desktop", "os", "no.such", "~"])
def test_what_is_no_pipeline_is_not_imported_as_one(name: str) -> None:
    with pytest.raises(NoPipelineError):
        load_language(name, ())


def test_both_names_of_the_default_mean_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    there = installed.default_pipeline()
    others = [name for name in installed.DEFAULTS if installed._package_folder(name) is None]
    for name in others:
        assert installed._target(name) == there


def test_a_folder_of_the_second_spacy_says_so(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text('{"lang": "en", "name": "old", "version": "2.3.1"}')
    with pytest.raises(NoPipelineError, match="was made for a spaCy before version 3"):
        load_language(str(tmp_path))
