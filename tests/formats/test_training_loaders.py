"""Scripts made for Prodigy's files read our records: tokens, entities and relations by token numbers."""

import json
from pathlib import Path
from typing import Any

from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.relations import Relation
from annotator.core.spans import Span, State
from annotator.core.tokens import Tokens
from annotator.formats.saving import save_documents

TEXT = "Advertisement\n\nMinister Aiko  Tanaka 🎉 met Jonas Berg in Osaka.\nOsaka hosts the Port Union.\n"
LABEL_NUMBERS = {"MEETS": 0, "LOCATED_IN": 1}


def gold(tmp_path: Path) -> Path:
    places = {
        1: ("Aiko  Tanaka", "PERSON"),
        2: ("Jonas Berg", "PERSON"),
        3: ("Osaka", "GPE"),
        4: ("Port Union", "ORG"),
    }
    spans = [
        Span(number, TEXT.index(said), TEXT.index(said) + len(said), label, State.ADDED)
        for number, (said, label) in places.items()
    ]
    document = Document.made(
        0,
        TEXT,
        Tokens.plain(TEXT),
        spans=spans,
        relations=[Relation(1, 1, 2, "MEETS"), Relation(2, 4, 3, "LOCATED_IN")],
        excluded=[Excluded(1, 0, 13)],
        status=Status.DONE,
        meta=Meta(title="Ministers"),
    )
    path = tmp_path / "gold.jsonl"
    save_documents(path, [document])
    return path


def relations_by_start(record: dict[str, Any]) -> dict[tuple[int, int], dict[str, float]]:
    """As trainers of relation models do: ends are the last tokens, instances go by the first ones."""
    start_of = {span["token_end"]: span["token_start"] for span in record["spans"]}
    starts = sorted(span["token_start"] for span in record["spans"])
    found = {(a, b): dict.fromkeys(LABEL_NUMBERS, 0.0) for a in starts for b in starts if a != b}
    for relation in record["relations"]:
        assert relation["label"] in LABEL_NUMBERS
        pair = (start_of[relation["head"]], start_of[relation["child"]])
        found[pair][relation["label"]] = 1.0
    return found


def test_words_and_spaces_rebuild_the_text_and_entities_stand_in_it(tmp_path: Path) -> None:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    (line,) = gold(tmp_path).read_text("utf-8").splitlines()
    record = json.loads(line)
    words = [token["text"] for token in record["tokens"]]
    doc = Doc(Vocab(), words=words, spaces=[token["ws"] for token in record["tokens"]])
    assert doc.text == record["text"]
    doc.ents = [
        doc.char_span(span["start"], span["end"], label=span["label"]) for span in record["spans"]
    ]
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Aiko  Tanaka", "PERSON"),
        ("Jonas Berg", "PERSON"),
        ("Osaka", "GPE"),
        ("Port Union", "ORG"),
    ]


def test_relations_resolve_by_last_tokens(tmp_path: Path) -> None:
    record = json.loads(gold(tmp_path).read_text("utf-8"))
    found = relations_by_start(record)
    words = [token["text"] for token in record["tokens"]]
    said = {
        (words[head], words[child], label)
        for (head, child), labels in found.items()
        for label, value in labels.items()
        if value
    }
    assert said == {("Aiko", "Jonas", "MEETS"), ("Port", "Osaka", "LOCATED_IN")}


def test_what_a_loader_of_answers_asks_for_is_there(tmp_path: Path) -> None:
    record = json.loads(gold(tmp_path).read_text("utf-8"))
    assert record["answer"] == "accept"
    assert {"_input_hash", "_task_hash", "_view_id"} <= record.keys()
    for span in record["spans"]:
        first, last = span["token_start"], span["token_end"]
        assert record["tokens"][first]["start"] == span["start"]
        assert record["tokens"][last]["end"] == span["end"]
    for relation in record["relations"]:
        for end in ("head", "child"):
            assert record["tokens"][relation[end]]["end"] == relation[f"{end}_span"]["end"]
