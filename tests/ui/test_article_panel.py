"""The panel of articles."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.document import ArticleRow, Status
from annotator.ui.article_list import ArticleModel, matches, second_line
from annotator.ui.article_panel import ArticlePanel, FilterField
from annotator.ui.panel_list import PanelList


def row(number: int, title: str, status: Status = Status.NEW, spans: int = 0) -> ArticleRow:
    return ArticleRow(number, title, f"{number}.txt", status, spans, spans // 2, 0)


ROWS = [
    row(1, "Ministers meet", Status.IN_PROGRESS, 14),
    row(2, "Flood in the delta"),
    row(3, "Court rules", Status.DONE, 3),
]


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[ArticlePanel]:
    made = ArticlePanel()
    made.resize(240, 400)
    made.show_articles(ROWS)
    made.show()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def chosen(panel: ArticlePanel) -> list[int]:
    found: list[int] = []
    panel.article_chosen.connect(found.append)
    return found


def the_list(panel: ArticlePanel) -> PanelList:
    return panel.findChild(PanelList)


def titles(panel: ArticlePanel) -> list[str]:
    model = the_list(panel).model()
    return [model.index(n, 0).data() for n in range(model.rowCount())]


def head(panel: ArticlePanel) -> str:
    return panel._count.text()


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (row(1, "", Status.IN_PROGRESS, 14), "14 spans · 7 to check"),
        (row(1, "", Status.NEW), "new"),
        (row(1, "", Status.DONE, 1), "done · 1 span"),
        (ArticleRow(1, "", "", Status.DONE, 3, 0, 2), "done · 3 spans · 2 rel."),
        (ArticleRow(1, "", "", Status.NEW, 0, 0, 0, "model"), "0 spans"),
        (row(1, "", Status.REJECTED), "rejected · 0 spans"),
    ],
)
def test_the_second_line_says_how_far_the_work_is(shown: ArticleRow, words: str) -> None:
    assert second_line(shown) == words


def test_the_filter_takes_words_of_the_title_and_beginnings_of_the_status() -> None:
    assert matches(ROWS[0], ["minis", "in"])
    assert not matches(ROWS[0], ["done"])
    assert matches(ROWS[2], ["do", "court"])


def test_the_head_counts_articles_and_done_ones(panel: ArticlePanel) -> None:
    assert head(panel) == "3 · 1 done"
    panel.show_row(row(2, "Flood in the delta", Status.DONE))
    assert head(panel) == "3 · 2 done"
    panel.show_row(row(2, "Flood in the delta"))
    assert head(panel) == "3 · 1 done"


def test_a_click_chooses_the_article(panel: ArticlePanel, chosen: list[int]) -> None:
    rows = the_list(panel)
    place = rows.visualRect(rows.model().index(1, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [2]


def test_arrows_only_walk_and_enter_chooses(panel: ArticlePanel, chosen: list[int]) -> None:
    panel.show_current(1)
    QTest.keyClick(the_list(panel), Qt.Key.Key_Down)
    assert chosen == []
    QTest.keyClick(the_list(panel), Qt.Key.Key_Return)
    assert chosen == [2]


def test_letters_find_by_typing(panel: ArticlePanel, chosen: list[int]) -> None:
    QTest.keyClicks(the_list(panel), "cou")
    QTest.keyClick(the_list(panel), Qt.Key.Key_Return)
    assert chosen == [3]


def test_home_and_end_go_to_the_ends(panel: ArticlePanel) -> None:
    QTest.keyClick(the_list(panel), Qt.Key.Key_End)
    assert the_list(panel).row == 2
    QTest.keyClick(the_list(panel), Qt.Key.Key_Home)
    assert the_list(panel).row == 0


def test_the_filter_narrows_and_enter_in_it_chooses(panel: ArticlePanel, chosen: list[int]) -> None:
    field = panel.findChild(FilterField)
    QTest.keyClicks(field, "delta")
    assert titles(panel) == ["Flood in the delta"]
    assert head(panel) == "1 of 3 · 1 done"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert chosen == [2]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert len(titles(panel)) == 3


def test_an_article_that_no_longer_fits_the_filter_stays_until_it_changes(
    panel: ArticlePanel,
) -> None:
    panel.findChild(FilterField).setText("new")
    panel.show_row(row(2, "Flood in the delta", Status.DONE))
    assert titles(panel) == ["Flood in the delta"]


def test_a_new_article_joins_the_list(panel: ArticlePanel) -> None:
    panel.show_row(row(9, "Another"))
    assert titles(panel)[-1] == "Another"


def test_the_current_article_is_marked_even_when_the_filter_hides_it(panel: ArticlePanel) -> None:
    panel.findChild(FilterField).setText("court")
    panel.show_current(1)
    panel.findChild(FilterField).clear()
    assert the_list(panel).row == 0


def test_a_tooltip_never_reads_markup(panel: ArticlePanel) -> None:
    panel.show_articles([row(1, "<b>5 < 6</b>")])
    tip = the_list(panel).model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip


def test_a_change_of_one_row_touches_only_that_row(qapp: QApplication) -> None:
    model = ArticleModel()
    model.show([row(n, f"Article {n}") for n in range(1, 5001)])
    touched: list[int] = []
    model.dataChanged.connect(lambda first, last: touched.extend((first.row(), last.row())))
    model.update_row(row(4000, "Article 4000", Status.DONE))
    model.set_busy(17, "highlighting…")
    assert touched == [3999, 3999, 16, 16]
    assert model.busy_text(17) == "highlighting…"


def test_it_paints_every_status(panel: ArticlePanel) -> None:
    panel.show_articles([row(n, str(s), s) for n, s in enumerate(Status, 1)])
    panel.set_busy(1, "highlighting…")
    assert not panel.grab().isNull()
