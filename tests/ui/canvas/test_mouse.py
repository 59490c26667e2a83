"""Tooltip, context menu and drags beyond the edge, with the events that Qt itself makes."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.core.schema import Schema
from annotator.ui.canvas import hit
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state import ViewState
from tests.ui.canvas.samples import document_of

TEXT = "Japan sent Aiko Tanaka to Osaka.\n" + "\n".join(
    f"Paragraph {i} has a few more words" for i in range(200)
)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def shown(canvas: Canvas, schema: Schema) -> QWindow:
    canvas.show_document(document_of(TEXT, [(0, 5, "GPE"), (11, 22, "PERSON")]), schema)
    canvas.activateWindow()
    QTest.qWaitForWindowExposed(canvas)
    return canvas.windowHandle()


def comes(condition: Callable[[], bool]) -> bool:
    """Whether it becomes true while events are handled; gives up after seconds."""
    end = monotonic() + 5
    while not condition() and monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return condition()


def forget_outside(messages: list[str]) -> None:
    """A real mouse that drags is heard outside of the window too; QTest warns of it."""
    messages[:] = [m for m in messages if "outside target window" not in m]


def middle(canvas: Canvas, start: int, end: int) -> QPoint:
    """In px of the window."""
    return canvas.viewport().mapTo(canvas, canvas.rect_of(start, end).center())


def test_the_tooltip_of_a_span_tells_its_details(canvas: Canvas, schema: Schema) -> None:
    shown(canvas, schema)
    here = canvas.rect_of(11, 22).center()
    there = canvas.viewport().mapToGlobal(here)
    QApplication.sendEvent(canvas.viewport(), QHelpEvent(QEvent.Type.ToolTip, here, there))
    assert QToolTip.isVisible()
    assert "Aiko Tanaka" in QToolTip.text()
    assert "PERSON" in QToolTip.text()
    QToolTip.hideText()


def test_the_tooltip_comes_by_itself_when_the_mouse_rests(canvas: Canvas, schema: Schema) -> None:
    window = shown(canvas, schema)
    QToolTip.hideText()
    QTest.mouseMove(window, middle(canvas, 11, 22) - QPoint(2, 0))
    QTest.mouseMove(window, middle(canvas, 11, 22))
    assert comes(QToolTip.isVisible)
    assert "Aiko Tanaka" in QToolTip.text()
    QToolTip.hideText()


def test_beside_spans_there_is_no_tooltip(canvas: Canvas, schema: Schema) -> None:
    shown(canvas, schema)
    QToolTip.hideText()
    here = canvas.rect_of(6, 10).center()
    there = canvas.viewport().mapToGlobal(here)
    QApplication.sendEvent(canvas.viewport(), QHelpEvent(QEvent.Type.ToolTip, here, there))
    assert not QToolTip.text() or not QToolTip.isVisible()


def test_the_right_button_asks_for_the_menu_of_what_is_under_it(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    window = shown(canvas, schema)
    asked: list[tuple[object, QPoint]] = []
    canvas.context_menu_wanted.connect(lambda place, at: asked.append((place, at)))
    for start, end in ((11, 22), (6, 10)):
        QTest.mouseClick(window, RIGHT, pos=middle(canvas, start, end))
    state.select(6, 10)
    QTest.mouseClick(window, RIGHT, pos=middle(canvas, 6, 10))
    places = [place for place, _ in asked]
    assert places[0] == hit.SpanPlace(2)
    assert isinstance(places[1], hit.OffsetPlace)
    assert places[2] == hit.SelectionPlace(6, 10)
    assert asked[0][1] == canvas.mapToGlobal(middle(canvas, 11, 22))


def test_the_menu_key_asks_for_the_menu_of_the_focus(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    shown(canvas, schema)
    asked: list[tuple[object, QPoint]] = []
    canvas.context_menu_wanted.connect(lambda place, at: asked.append((place, at)))
    state.focus_span(2, 11)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(canvas, event)
    ((place, at),) = asked
    assert place == hit.SpanPlace(2)
    assert canvas.rect_of(11, 22).contains(canvas.viewport().mapFromGlobal(at))


def test_a_drag_beyond_the_edge_scrolls_on_and_selects(
    canvas: Canvas, state: ViewState, schema: Schema, qt_messages: list[str]
) -> None:
    window = shown(canvas, schema)
    beneath = QPoint(middle(canvas, 6, 10).x(), canvas.height() + 60)
    QTest.mousePress(window, LEFT, pos=middle(canvas, 6, 10))
    QTest.mouseMove(window, middle(canvas, 6, 10) + QPoint(30, 10))
    QTest.mouseMove(window, beneath)
    far = TEXT.index("Paragraph 40")
    assert comes(lambda: state.view.caret > far)
    assert state.view.anchor == 6
    assert canvas.page.scroll > 500
    QTest.mouseRelease(window, LEFT, pos=beneath)
    assert not canvas._mouse._timer.isActive()
    assert state.view.selection is not None
    forget_outside(qt_messages)


def test_a_drag_above_the_edge_scrolls_back(
    canvas: Canvas, state: ViewState, schema: Schema, qt_messages: list[str]
) -> None:
    window = shown(canvas, schema)
    canvas.scroll_by(900)
    start = QPoint(canvas.width() // 2, 200)
    QTest.mousePress(window, LEFT, pos=start)
    QTest.mouseMove(window, start - QPoint(20, 20))
    QTest.mouseMove(window, QPoint(start.x(), -80))
    assert comes(lambda: canvas.page.scroll == 0)
    QTest.mouseRelease(window, LEFT, pos=QPoint(start.x(), -80))
    assert state.view.caret < state.view.anchor
    forget_outside(qt_messages)
