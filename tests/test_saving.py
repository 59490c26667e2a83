"""The dataset of a project."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from annotator import saving
from annotator.core.document import Document, Meta, Status
from annotator.core.edits import removed
from annotator.core.errors import AnnotatorError
from annotator.core.schema import Label, Schema
from annotator.core.spans import Span
from annotator.core.tokens import Tokens
from annotator.saving import SaveOptions
from annotator.session import Session


def document(number: int, status: Status) -> Document:
    text = f"Osaka, article {number}: {number * 7919} people met there.\n"
    return Document.made(
        0,
        text,
        Tokens.plain(text),
        spans=[Span(1, 0, 5, "GPE")],
        status=status,
        meta=Meta(title=f"Article {number}", source="articles.jsonl"),
    )


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    found = Session.created(tmp_path / "p.txt.annot", Schema(labels=(Label("GPE"),)), "Ana")
    statuses = [Status.DONE, Status.DONE, Status.NEW, Status.IN_PROGRESS, Status.SKIPPED]
    found.add_articles(document(number, status) for number, status in enumerate(statuses))
    yield found
    found.close()


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def raiser(error: BaseException) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_done_articles_go_in_and_the_report_says_path_and_counts(session: Session) -> None:
    options = saving.default_options(session)
    assert options.path == session.path.with_name("p.gold.jsonl")
    report = saving.save(session, options)
    assert [record["answer"] for record in records(options.path)] == ["accept", "accept"]
    assert report.sentence == f"2 articles with 2 spans and 0 relations saved to {options.path}."


def test_a_manifest_says_what_is_in_the_files_and_what_stayed_out(
    session: Session, tmp_path: Path
) -> None:
    options = SaveOptions(tmp_path / "gold.jsonl", manifest=True)
    assert saving.save(session, options).problems == ()
    manifest = json.loads((tmp_path / "gold.jsonl.manifest.json").read_text("utf-8"))
    (part,) = manifest["parts"].values()
    assert (part["articles"], part["spans"], part["labels"]) == (2, 2, {"GPE": 2})
    assert part["files"][0]["sha256"] == sha256(options.path.read_bytes()).hexdigest()
    assert manifest["left_out_by_status"] == {"new": 1, "in progress": 1, "skipped": 1}
    assert saving.kept_options(session) == options


def test_a_manifest_tells_the_parts_of_a_split(session: Session, tmp_path: Path) -> None:
    options = SaveOptions(tmp_path / "gold.jsonl", tuple(Status), split=(60, 40), manifest=True)
    report = saving.save(session, options)
    manifest = json.loads((tmp_path / "gold.jsonl.manifest.json").read_text("utf-8"))
    found = {name: part["articles"] for name, part in manifest["parts"].items()}
    assert found == {"train": report.files[0].articles, "dev": report.files[1].articles}
    assert manifest["split"] == [60, 40, 0]


def test_a_manifest_that_cannot_be_written_is_told(session: Session, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl.manifest.json").mkdir()
    report = saving.save(session, SaveOptions(tmp_path / "gold.jsonl", manifest=True))
    assert report.problems[0].startswith("The dataset is written, but its manifest is not: ")
    assert len(records(tmp_path / "gold.jsonl")) == 2


def test_a_file_that_the_disk_keeps_otherwise_is_told(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "fingerprint", lambda _path: "7 1 0")
    report = saving.save(session, SaveOptions(tmp_path / "gold.jsonl"))
    assert report.problems[0].startswith(f"Read back, {tmp_path / 'gold.jsonl'} is not as it was")


def test_how_far_it_is_is_told_after_each_article(session: Session, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    def tell(done: str, count: int, total: int) -> bool:
        told.append((done, count, total))
        return True

    options = SaveOptions(tmp_path / "gold.jsonl", tuple(Status), split=(60, 40), manifest=True)
    saving.save(session, options, progress=tell)
    # The texts are looked at first, to keep near copies together.
    words = ("Compared", "Saved", "Counted")
    assert told == [(word, number, 5) for word in words for number in range(1, 6)]


def test_stopped_at_its_manifest_the_dataset_is_written_and_says_so(
    session: Session, tmp_path: Path
) -> None:
    options = SaveOptions(tmp_path / "gold.jsonl", manifest=True)
    report = saving.save(session, options, progress=lambda done, *_: done != "Counted")
    assert report.problems == ("The dataset is written, but its manifest is not: It was stopped.",)
    assert len(records(tmp_path / "gold.jsonl")) == 2
    assert not (tmp_path / "gold.jsonl.manifest.json").exists()


def test_stopped_in_the_last_part_no_file_is_another(session: Session, tmp_path: Path) -> None:
    options = SaveOptions(tmp_path / "gold.jsonl", tuple(Status), split=(60, 40))
    saving.save(session, options)
    before = {path: path.read_bytes() for path in tmp_path.glob("gold*")}
    session.do("Remove", removed(session.document(1), 1))
    with pytest.raises(saving.StoppedError):
        saving.save(session, options, progress=lambda done, count, _: (done, count) != ("Saved", 5))
    assert {path: path.read_bytes() for path in tmp_path.glob("*gold*")} == before


def test_killed_before_it_took_note_it_still_knows_its_own_file(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = SaveOptions(tmp_path / "gold.jsonl")
    saving.save(session, options)
    session.finish(3, Status.DONE)
    with monkeypatch.context() as patch:
        patch.setattr(saving, "remember", raiser(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            saving.save(session, options)
    assert len(records(options.path)) == 3
    saving.refuse_changed(session, [options.path])
    options.path.write_text("{}\n")
    with pytest.raises(saving.ChangedOutsideError):
        saving.refuse_changed(session, [options.path])


def test_the_second_time_place_and_options_are_known(session: Session, tmp_path: Path) -> None:
    assert saving.kept_options(session) is None
    options = SaveOptions(tmp_path / "gold.jsonl", flat=True, split=(80, 10, 10))
    saving.save(session, options)
    assert saving.kept_options(session) == options
    assert saving.default_options(session) == options


def test_an_article_edited_after_it_was_done_goes_out_anew(session: Session) -> None:
    options = saving.default_options(session)
    saving.save(session, options)
    before = options.path.read_bytes()
    saving.save(session, options)
    assert options.path.read_bytes() == before
    session.do("Remove span", removed(session.document(1), 1))
    assert session.article(1).status is Status.DONE
    saving.save(session, options)
    assert [len(record["spans"]) for record in records(options.path)] == [0, 1]


@pytest.mark.parametrize("name", ["articles.jsonl", "p.txt.annot"])
def test_a_source_and_the_project_are_never_replaced(session: Session, name: str) -> None:
    target = session.path.with_name(name)
    before = target.read_bytes() if target.exists() else None
    with pytest.raises(AnnotatorError, match="is not replaced"):
        saving.save(session, SaveOptions(target))
    assert (target.read_bytes() if target.exists() else None) == before


def test_where_nothing_has_the_status_nothing_is_written(session: Session, tmp_path: Path) -> None:
    target = tmp_path / "gold.jsonl"
    with pytest.raises(AnnotatorError, match="nothing was written"):
        saving.save(session, SaveOptions(target, (Status.REJECTED,)))
    assert not target.exists()


def test_unfinished_articles_go_in_when_asked_for(session: Session) -> None:
    options = saving.default_options(session, include_unfinished=True)
    saving.save(session, options)
    assert [record["meta"]["reviewed"] for record in records(options.path)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_split_writes_a_file_a_part(session: Session, tmp_path: Path) -> None:
    options = SaveOptions(tmp_path / "gold.jsonl", tuple(Status), split=(60, 20, 20))
    report = saving.save(session, options)
    sizes = [len(records(tmp_path / f"gold.{part}.jsonl")) for part in saving.PARTS]
    assert sizes == [3, 1, 1]
    assert [file.articles for file in report.files] == sizes


def test_what_is_odd_is_listed_with_its_article(session: Session) -> None:
    session.change_schema("Another", Schema(labels=(Label("PERSON"),)))
    report = saving.save(session, saving.default_options(session))
    assert len(report.problems) == 2
    assert report.problems[0].startswith("Article 0: ")


def test_a_project_that_is_only_looked_at_can_be_saved_from(session: Session) -> None:
    session.close()
    looking = Session.opened(session.path, read_only=True)
    options = saving.default_options(looking)
    saving.save(looking, options)
    assert len(records(options.path)) == 2
    assert saving.kept_options(looking) is None
    looking.close()
