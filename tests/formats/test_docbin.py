"""DocBin through the child process, and `spacy train` on what comes out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.core.errors import AnnotatorError
from annotator.formats import docbin
from annotator.formats.articles import read_articles
from annotator.formats.docbin import write_docbin
from annotator.formats.imported import Imported

PEOPLE = (
    "Ana Lund",
    "Bo Ek",
    "Mia Roth",
    "Jo Park",
    "Lia Moss",
    "Tom Hale",
    "Eva Lind",
    "Ali Kaya",
)
PLACES = ("Osaka", "Turin", "Lagos", "Quito", "Perth", "Minsk", "Cairo", "Milan")


def records(path: Path, *, nested: bool = False) -> Path:
    rows = []
    for number in range(200):
        person, place = PEOPLE[number % 8], PLACES[(number * 3) % 8]
        begun = f"On day {number * 37} of the year "
        text = (
            f"{begun}{person} flew to {place}.\nRain {number * 91} fell on {number * 17} roofs.\n"
        )
        spans = [
            {"id": 1, "start": len(begun), "end": len(begun) + len(person), "label": "PERSON"},
            {"id": 2, "start": text.index(place), "end": text.index(place) + 5, "label": "GPE"},
        ]
        if nested:
            spans.append({**spans[0], "id": 3, "end": spans[0]["start"] + 3, "label": "NAME"})
        relations = [{"head_id": 1, "child_id": 2, "label": "WENT_TO"}]
        rows.append({"text": text, "spans": spans, "relations": relations})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def spacy_says(*arguments: str) -> str:
    command = [sys.executable, "-m", "spacy", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("nested", [False, True])
def test_spacy_checks_and_trains_on_the_split(
    nested: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = records(tmp_path / "in.jsonl", nested=nested)
    out = tmp_path / "gold.spacy"
    code = main(["convert", str(source), "-o", str(out), "--split", "60/20/20", "--seed", "5"])
    said = capsys.readouterr().out
    assert code == 0, said
    assert "split 60/20/20, seed 5" in said
    assert "python -m spacy train" in said
    assert "all articles are alike" in said
    config = tmp_path / "gold.cfg"
    assert f'pipeline = ["tok2vec", "{"spancat" if nested else "ner"}"]' in config.read_text(
        "utf-8"
    )
    paths = []
    for part in ("train", "dev"):
        paths += [f"--paths.{part}", str(tmp_path / f"gold.{part}.spacy")]
    if not nested:
        assert "No overlap between training and evaluation data" in spacy_says(
            "debug", "data", str(config), *paths
        )
    model = tmp_path / "model"
    steps = ["--training.max_steps", "2", "--training.eval_frequency", "1"]
    spacy_says("train", str(config), *paths, *steps, "--output", str(model))
    assert (model / "model-last" / "config.cfg").exists()


def test_a_docbin_is_sniffed_and_read(tmp_path: Path) -> None:
    articles = [a for a in read_articles(records(tmp_path / "a.jsonl")) if isinstance(a, Imported)]
    assert write_docbin(tmp_path / "a.spacy", articles) == 200
    found = [a for a in read_articles(tmp_path / "a.spacy") if isinstance(a, Imported)]
    assert [a.text for a in found] == [a.text for a in articles]
    assert all(len(a.spans) == 2 and len(a.relations) == 1 for a in found)


def test_a_doc_without_text_does_not_stop_the_others(tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("de")
    DocBin(docs=[nlp(""), nlp("Ana kam.")]).to_disk(tmp_path / "a.spacy")
    empty, found = read_articles(tmp_path / "a.spacy")
    assert "no text" in str(empty)
    assert isinstance(found, Imported)
    assert found.text == "Ana kam."


def test_many_tokens_become_a_folder_that_spacy_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import spacy
    from spacy.training import Corpus

    monkeypatch.setattr(docbin, "TOKENS_AT_MOST", 1_000)
    (tmp_path / "gold.train").mkdir()
    (tmp_path / "gold.train" / "0009.spacy").touch()
    out, source = tmp_path / "gold.spacy", records(tmp_path / "in.jsonl")
    assert main(["convert", str(source), "-o", str(out), "--split", "60/20/20"]) == 0
    said = capsys.readouterr().out
    assert "all articles are alike" in said
    files = sorted(path.name for path in (tmp_path / "gold.train").iterdir())
    assert files == ["0001.spacy", "0002.spacy", "0003.spacy"]
    assert 'train = "gold.train"' in (tmp_path / "gold.cfg").read_text("utf-8")
    assert len(list(Corpus(tmp_path / "gold.train")(spacy.blank("en")))) == 120


def test_spacy_is_not_imported_by_who_reads_and_writes(tmp_path: Path) -> None:
    records(tmp_path / "a.jsonl")
    look = """
import sys
from pathlib import Path
from annotator.formats.articles import read_articles
from annotator.formats.docbin import write_docbin
place = Path(sys.argv[1])
write_docbin(place / "a.spacy", read_articles(place / "a.jsonl"))
assert len(list(read_articles(place / "a.spacy"))) == 200
assert "spacy" not in sys.modules
"""
    command = [sys.executable, "-c", look, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_the_child_says_is_the_error(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="does not exist"):
        write_docbin(tmp_path / "none" / "a.spacy", [])
    (tmp_path / "a.spacy").write_bytes(b"no")
    with pytest.raises(AnnotatorError, match="no DocBin"):
        list(read_articles(tmp_path / "a.spacy"))
