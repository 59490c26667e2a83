"""The start page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.welcome import Welcome, WelcomeButton, recent_words


@pytest.fixture
def page(qapp: QApplication) -> Iterator[Welcome]:
    made = Welcome()
    made.resize(900, 600)
    made.show()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def heard(page: Welcome) -> list[str]:
    found: list[str] = []
    for name in ("open_article", "open_folder", "open_project", "paste", "sample"):
        getattr(page, f"{name}_wanted").connect(lambda n=name: found.append(n))
    page.recent_chosen.connect(found.append)
    return found


def test_single_letters_act(page: Welcome, heard: list[str]) -> None:
    QTest.keyClicks(page, "ofpvs")
    assert heard == ["open_article", "open_folder", "open_project", "paste", "sample"]


def test_buttons_act_by_click_and_say_their_keys(page: Welcome, heard: list[str]) -> None:
    buttons = page.findChildren(WelcomeButton)
    QTest.mouseClick(buttons[4], Qt.MouseButton.LeftButton)
    assert heard == ["sample"]
    assert buttons[4].accessibleName() == "Try the sample, key s"


def test_arrows_walk_to_recent_projects_and_enter_opens(page: Welcome, heard: list[str]) -> None:
    page.show_recent(["/news/a.annot", "/news/b.annot"])
    page.activateWindow()
    page.setFocus()
    for _ in range(6):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(page.focusWidget(), Qt.Key.Key_Return)
    assert heard == ["/news/b.annot"]


def test_recent_projects_are_replaced(page: Welcome) -> None:
    page.show_recent([f"/news/{n}.annot" for n in range(14)])
    assert sum(not b.isHidden() for b in page.findChildren(WelcomeButton)) == 15
    page.show_recent([])
    assert page._recent_side.isHidden()
    assert not page.grab().isNull()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/data/news/annotator.annot", ("news", str(Path("/data")))),
        ("/data/a.txt.annot", ("a.txt", str(Path("/data")))),
    ],
)
def test_a_folder_s_project_carries_the_folder_s_name(path: str, words: tuple[str, str]) -> None:
    assert recent_words(path) == words


def test_the_home_folder_is_written_short() -> None:
    assert recent_words(str(Path.home() / "news" / "x.annot")) == ("x", "~/news")
    assert recent_words(str(Path.home() / "x.annot")) == ("x", "~")
