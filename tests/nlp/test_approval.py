import os
from pathlib import Path

import pytest

from annotator.core.errors import AnnotatorError
from annotator.nlp import approval
from annotator.nlp.approval import AS_IT_IS, UnapprovedError, approved, fingerprint
from annotator.protocol import Load, Loaded, Unapproved
from tests.nlp.packages import made_pipeline
from tests.nlp.test_worker import talk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pipeline"
    (made / "vocab").mkdir(parents=True)
    (made / "config.cfg").write_text("[nlp]")
    (made / "vocab" / "strings.json").write_text("[]")
    return made


def test_the_same_contents_have_the_same_fingerprint(folder: Path) -> None:
    before = fingerprint(folder)
    os.utime(folder / "config.cfg", (1, 1))
    assert fingerprint(folder) == before


@pytest.mark.parametrize("change", ["content", "new file", "name", "gone", "place"])
def test_whatever_changes_in_the_folder_changes_the_fingerprint(folder: Path, change: str) -> None:
    before = fingerprint(folder)
    if change == "content":
        (folder / "vocab" / "strings.json").write_text("{}")
    elif change == "new file":
        (folder / "vocab" / "code.py").write_text("")
    elif change == "name":
        (folder / "config.cfg").rename(folder / "config.cfh")
    elif change == "gone":
        (folder / "vocab" / "strings.json").unlink()
    else:
        folder = folder.rename(folder.with_name("other"))
    assert fingerprint(folder) != before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes as on Unix")
def test_links_are_followed_once_and_pipes_are_not_read(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "model").write_text("a")
    (folder / "ner").symlink_to(outside)
    (folder / "vocab" / "round").symlink_to(folder)
    (folder / "vocab" / "broken").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipe")
    before = fingerprint(folder)
    (outside / "model").write_text("b")
    assert fingerprint(folder) != before


def test_a_folder_of_everything_is_refused_in_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approval, "FILES_AT_MOST", 2)
    with pytest.raises(AnnotatorError, match="choose the folder of the pipeline itself"):
        fingerprint(folder)


def test_only_what_somebody_agreed_to_is_approved(folder: Path) -> None:
    found = fingerprint(folder)
    assert approved(folder, ["0" * 64, found]) == found
    assert approved(folder, [AS_IT_IS]) == found
    with pytest.raises(UnapprovedError, match="can run code") as refused:
        approved(folder, ["0" * 64])
    assert (refused.value.folder, refused.value.fingerprint) == (str(folder), found)


def test_the_worker_loads_a_folder_only_as_it_was_agreed_to(tmp_path: Path) -> None:
    folder = made_pipeline(tmp_path / "pipeline")
    agreed = fingerprint(folder)
    _, unasked, loaded = talk(Load(1, str(folder)), Load(2, str(folder), agreed=(agreed,)))
    assert unasked == Unapproved(1, str(folder), agreed)
    assert isinstance(loaded, Loaded)
    assert (loaded.folder, loaded.fingerprint) == (str(folder), agreed)
    (folder / "vocab" / "strings.json").write_text("[]")
    _, again = talk(Load(3, str(folder), agreed=(agreed,)))
    assert isinstance(again, Unapproved)
    assert again.fingerprint != agreed


def test_a_folder_that_was_refused_is_not_worked_with(tmp_path: Path) -> None:
    from annotator.protocol import Failed, Propose

    folder = made_pipeline(tmp_path / "pipeline")
    answers = talk(Load(1, "", agreed=()), Load(2, str(folder)), Propose(3, 1, "In Osaka."))
    assert [type(answer) for answer in answers[1:]] == [Loaded, Unapproved, Failed]


def test_a_link_to_a_folder_is_asked_about_by_the_place_it_leads_to(tmp_path: Path) -> None:
    folder = made_pipeline(tmp_path / "pipeline")
    (tmp_path / "link").symlink_to(folder)
    _, unasked = talk(Load(1, str(tmp_path / "link")))
    assert isinstance(unasked, Unapproved)
    assert unasked.folder == str(folder)
