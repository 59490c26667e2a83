import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core import edits
from annotator.core.document import Document
from annotator.core.operations import WrappingChanged, applied
from annotator.core.schema import Schema
from annotator.ui.canvas import hit
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state import Arcs, Hint, SpanFocus, ViewState
from tests.ui.canvas.samples import TEXTS, crowded, document_of

TEXT = "Japan sent Aiko Tanaka to Osaka.\nShe met ministers from Lund."
LEFT = Qt.MouseButton.LeftButton


def news() -> Document:
    return document_of(
        TEXT,
        [(0, 5, "GPE"), (11, 22, "PERSON"), (16, 22, "PERSON"), (26, 31, "GPE")],
        [(2, 1), (2, 4)],
    )


def middle(canvas: Canvas, start: int, end: int) -> QPoint:
    return canvas.rect_of(start, end).center()


def left_of(canvas: Canvas, offset: int) -> QPoint:
    rect = canvas.rect_of(offset, offset + 1)
    return QPoint(rect.left(), rect.center().y())


def drag(canvas: Canvas, start: QPoint, end: QPoint) -> None:
    viewport = canvas.viewport()
    QTest.mousePress(viewport, LEFT, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(viewport, start + (end - start) * step / 5)
    QTest.mouseRelease(viewport, LEFT, pos=end)


def key(canvas: Canvas, code: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(canvas, code, held or Qt.KeyboardModifier.NoModifier)


SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_click_on_a_span_focuses_it(canvas: Canvas, state: ViewState, schema: Schema) -> None:
    canvas.show_document(news(), schema)
    clicked: list[int] = []
    canvas.span_clicked.connect(clicked.append)
    QTest.mouseClick(canvas.viewport(), LEFT, pos=middle(canvas, 0, 5))
    assert state.view.span == 1
    assert clicked == [1]


def test_clicks_on_overlapping_spans_cycle_from_the_innermost(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    seen = []
    for _ in range(3):
        QTest.mouseClick(canvas.viewport(), LEFT, pos=middle(canvas, 17, 21))
        seen.append(state.view.span)
    assert seen == [3, 2, 3]


def test_a_click_on_a_label_focuses_its_span(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    rect = canvas.rect_of(26, 31)
    label = QPoint(rect.left() + 6, rect.bottom() + canvas.page.metrics.lane // 2)
    QTest.mouseClick(canvas.viewport(), LEFT, pos=label)
    assert state.view.span == 4


def test_a_click_beside_spans_places_the_caret(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    state.focus_span(1, 0)
    QTest.mouseClick(canvas.viewport(), LEFT, pos=left_of(canvas, 8))
    assert (state.view.caret, state.view.anchor, state.view.focus) == (8, 8, None)


def test_a_drag_selects_whole_tokens(canvas: Canvas, state: ViewState, schema: Schema) -> None:
    canvas.show_document(news(), schema)
    finished: list[bool] = []
    canvas.selection_finished.connect(lambda: finished.append(True))
    drag(canvas, middle(canvas, 7, 8), middle(canvas, 18, 19))
    assert state.view.selection == (6, 22)
    assert state.view.caret == 22
    assert finished == [True]
    drag(canvas, middle(canvas, 18, 19), middle(canvas, 7, 8))
    assert (state.view.anchor, state.view.caret) == (22, 6)


def test_a_drag_by_characters_selects_what_it_covers(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    state.show(replace(state.view, by_characters=True))
    drag(canvas, left_of(canvas, 8), left_of(canvas, 13))
    assert state.view.selection == (8, 13)


def test_a_double_click_selects_the_word(canvas: Canvas, state: ViewState, schema: Schema) -> None:
    canvas.show_document(news(), schema)
    QTest.mouseDClick(canvas.viewport(), LEFT, pos=middle(canvas, 42, 44))
    assert TEXT[slice(*state.view.selection or (0, 0))] == "ministers"
    QTest.mousePress(canvas.viewport(), LEFT, pos=middle(canvas, 42, 44))
    assert TEXT[slice(*state.view.selection or (0, 0))] == "She met ministers from Lund."
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=middle(canvas, 42, 44))


def test_the_edge_of_the_focused_span_can_be_dragged(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    moved: list[tuple[int, int, int]] = []
    canvas.edge_dragged.connect(lambda *what: moved.append(what))
    state.focus_span(1, 0)
    end = canvas.rect_of(0, 5)
    drag(canvas, QPoint(end.right() + 1, end.center().y()), middle(canvas, 9, 10))
    assert moved == [(1, 0, 10)]
    assert state.view.span == 1


def test_a_drag_from_the_focused_span_to_another_draws_a_relation(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    drawn: list[tuple[int, int]] = []
    canvas.relation_dragged.connect(lambda *ends: drawn.append(ends))
    state.focus_span(1, 0)
    drag(canvas, middle(canvas, 1, 4), middle(canvas, 26, 31))
    assert drawn == [(1, 4)]


def test_only_valid_children_take_a_relation(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    drawn: list[tuple[int, int]] = []
    canvas.relation_dragged.connect(lambda *ends: drawn.append(ends))
    canvas.valid_children = lambda head: {2, head + 1}
    state.focus_span(1, 0)
    drag(canvas, middle(canvas, 1, 4), middle(canvas, 26, 31))
    assert not drawn
    drag(canvas, middle(canvas, 1, 4), middle(canvas, 11, 14))
    assert drawn == [(1, 2)]


def test_escape_cancels_a_drag(canvas: Canvas, state: ViewState, schema: Schema) -> None:
    canvas.show_document(news(), schema)
    drawn: list[tuple[int, int]] = []
    canvas.relation_dragged.connect(lambda *ends: drawn.append(ends))
    state.focus_span(1, 0)
    viewport, start, end = canvas.viewport(), middle(canvas, 1, 4), middle(canvas, 26, 31)
    QTest.mousePress(viewport, LEFT, pos=start)
    QTest.mouseMove(viewport, end)
    key(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(viewport, LEFT, pos=end)
    assert not drawn


def test_while_a_head_waits_a_click_only_names_the_child(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    clicked: list[int] = []
    canvas.span_clicked.connect(clicked.append)
    state.show(replace(state.view, head=1, focus=SpanFocus(1)))
    QTest.mouseClick(canvas.viewport(), LEFT, pos=middle(canvas, 26, 31))
    assert clicked == [4]
    assert state.view.span == 1


def test_a_click_on_an_arc_focuses_the_relation(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    state.show(replace(state.view, arcs=Arcs.ALL))
    clicked: list[int] = []
    canvas.relation_clicked.connect(clicked.append)
    shape = canvas.shapes().shapes[0]
    (x0, y), (x1, _) = shape.points[1], shape.points[2]
    at = QPointF(canvas.page.metrics.left + (x0 * 3 + x1) / 4, y - canvas.page.scroll)
    QTest.mouseClick(canvas.viewport(), LEFT, pos=at.toPoint())
    assert clicked == [shape.relation.id]
    assert state.view.relation == shape.relation.id


def test_a_place_tells_what_lies_there(canvas: Canvas, state: ViewState, schema: Schema) -> None:
    canvas.show_document(news(), schema)
    mouse = canvas._mouse
    assert mouse.place_at(QPointF(middle(canvas, 0, 5))) == hit.SpanPlace(1)
    assert mouse.place_at(QPointF(left_of(canvas, 8))) == hit.OffsetPlace(8)
    state.select(6, 10)
    assert mouse.place_at(QPointF(left_of(canvas, 8))) == hit.SelectionPlace(6, 10)


def test_arrows_move_and_shift_selects(canvas: Canvas, state: ViewState, schema: Schema) -> None:
    canvas.show_document(news(), schema)
    key(canvas, Qt.Key.Key_Right)
    assert state.view.caret == 6
    key(canvas, Qt.Key.Key_Right, SHIFT)
    key(canvas, Qt.Key.Key_Right, SHIFT)
    assert state.view.selection == (6, 15)
    assert canvas.copied_text() == "sent Aiko"
    key(canvas, Qt.Key.Key_End, CONTROL)
    assert state.view.caret == len(TEXT)
    key(canvas, Qt.Key.Key_Home, CONTROL)
    assert (state.view.caret, state.view.selection) == (0, None)


def test_the_handler_is_asked_first_tab_and_all(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(news(), schema)
    keys: list[int] = []

    def handle(event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Shift:
            keys.append(event.key())
        return event.key() != Qt.Key.Key_Right

    canvas.key_handler = handle
    for code in (Qt.Key.Key_Tab, Qt.Key.Key_X, Qt.Key.Key_Left, Qt.Key.Key_Right):
        key(canvas, code)
    key(canvas, Qt.Key.Key_Backtab, SHIFT)
    assert keys == [
        Qt.Key.Key_Tab, Qt.Key.Key_X, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Backtab,
    ]  # fmt: skip
    assert state.view.caret == 6


@pytest.mark.parametrize(
    ("code", "held", "taken"),
    [
        (Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_X, SHIFT, True),
        (Qt.Key.Key_S, CONTROL, False),
        (Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier, False),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_plain_keys_come_before_shortcuts_of_the_window(
    canvas: Canvas, code: Qt.Key, held: Qt.KeyboardModifier, taken: bool
) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, code, held)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted() is taken


def test_copied_text_is_that_of_the_document(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    text = "a\u2028b\ufeffc\r\nd\u00a0e"
    canvas.show_document(document_of(text), schema)
    state.select(0, len(text))
    assert canvas.copied_text() == text
    assert news().surface(news().span(2)) == "Aiko Tanaka"
    canvas.show_document(news(), schema)
    state.focus_span(2, 11)
    assert canvas.copied_text() == "Aiko Tanaka"


def test_a_change_is_shown_as_a_fresh_canvas_would_show_it(
    canvas: Canvas, state: ViewState, schema: Schema, qapp: QApplication
) -> None:
    document = crowded(TEXTS["plain"] * 3, 40)
    canvas.show_document(document, schema)
    state.show(replace(state.view, arcs=Arcs.ALL))
    qapp.processEvents()
    steps = [
        lambda d: edits.removed(d, 3),
        lambda d: edits.relabelled(d, schema, 5, "ORG"),
        lambda d: edits.relation_removed(d, next(d.relations()).id),
        lambda d: edits.noted(d, 7, "why"),
    ]
    for step in steps:
        operations = step(document)
        for operation in operations:
            document = applied(document, operation)
        canvas.show_change(document, schema, operations)
        qapp.processEvents()
    changed = canvas.grab().toImage()
    scroll = canvas.page.scroll
    canvas.show_document(document, schema)
    canvas.scroll_by(scroll)
    qapp.processEvents()
    assert canvas.grab().toImage() == changed


def test_an_edit_lays_out_no_text_anew(canvas: Canvas, schema: Schema) -> None:
    document = news()
    canvas.show_document(document, schema)
    before = canvas.page.laid(0).layout
    operations = edits.removed(document, 4)
    for operation in operations:
        document = applied(document, operation)
    canvas.show_change(document, schema, operations)
    assert canvas.page.laid(0).layout is before
    assert {f.span.id for line in canvas.page.laid(0).lines for f in line.fragments} == {1, 2, 3}


def test_other_paragraphs_keep_the_place_in_the_text(canvas: Canvas, schema: Schema) -> None:
    text = "\n".join(["word " * 12] * 80)
    document = document_of(text)
    canvas.show_document(document, schema)
    canvas.scroll_by(900)
    first = canvas.visible_range()[0]
    operation = WrappingChanged(1, False, True)
    document = applied(document, operation)
    canvas.show_change(document, schema, [operation])
    assert abs(canvas.visible_range()[0] - first) < 120


def test_revealing_what_is_seen_moves_nothing(canvas: Canvas, schema: Schema) -> None:
    text = "\n".join(f"Paragraph {i} with words" for i in range(300))
    canvas.show_document(document_of(text), schema)
    canvas.reveal(30, 40)
    assert canvas.page.scroll == 0
    far = text.index("Paragraph 250")
    canvas.reveal(far, far + 9)
    assert canvas.page.scroll > 0
    rect, viewport = canvas.rect_of(far, far + 9), canvas.viewport().rect()
    assert viewport.contains(rect)
    place = canvas.page.scroll
    canvas.reveal(far, far + 9)
    assert canvas.page.scroll == place


def test_the_first_line_stays_when_the_zoom_changes(canvas: Canvas, schema: Schema) -> None:
    text = "\n".join(f"Paragraph {i} " + "with words " * 20 for i in range(120))
    canvas.show_document(document_of(text), schema)
    canvas.scroll_by(3000)
    first = canvas.visible_range()[0]
    zooms: list[int] = []
    canvas.zoom_changed.connect(zooms.append)
    canvas.set_zoom(200)
    assert canvas.visible_range()[0] <= first <= canvas.visible_range()[1]
    canvas.set_zoom(1000)
    assert canvas.zoom == 300
    canvas.set_zoom(1)
    assert zooms == [200, 300, 50]
    assert canvas.visible_range()[0] <= first <= canvas.visible_range()[1]


def test_the_wheel_scrolls_and_zooms_with_control(
    canvas: Canvas, schema: Schema, qapp: QApplication
) -> None:
    canvas.show_document(document_of("\n".join(["word"] * 500)), schema)

    def turn(held: Qt.KeyboardModifier) -> None:
        event = QWheelEvent(
            QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            held, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas.viewport(), event)

    turn(Qt.KeyboardModifier.NoModifier)
    assert canvas.page.scroll > 0
    turn(CONTROL)
    assert canvas.zoom == 90


def test_the_end_is_reached_while_heights_are_estimates(canvas: Canvas, schema: Schema) -> None:
    text = "\n".join("words and more words " * (i % 30 + 1) for i in range(400))
    canvas.show_document(document_of(text), schema)
    bar = canvas.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert canvas.visible_range()[1] == len(text)
    assert bar.value() == bar.maximum()


def test_idle_measuring_moves_nothing_and_ends(
    canvas: Canvas, schema: Schema, qapp: QApplication
) -> None:
    text = "\n".join("words and more words " * (i % 30 + 1) for i in range(300))
    canvas.show_document(document_of(text), schema)
    bar = canvas.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    first, y = canvas.visible_range()[0], canvas.rect_of(canvas.visible_range()[0], 0).top()
    while not canvas.is_measured:
        qapp.processEvents()
    assert canvas.visible_range()[0] == first
    assert canvas.rect_of(first, 0).top() == y


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_text_is_painted_with_everything_on(
    canvas: Canvas, state: ViewState, schema: Schema, qt_messages: list[str], name: str
) -> None:
    text = TEXTS[name]
    document = crowded(text, 12) if len(text) > 10 else document_of(text)
    canvas.show_document(document, schema)
    half = len(text) // 2
    hints = (Hint("ab", 0, half), Hint("cd", half, len(text)))
    state.show(
        replace(
            state.view, arcs=Arcs.ALL, caret=half, show_invisible=True, hints=hints, typed="a",
            matches=((0, min(3, len(text))),), focus=SpanFocus(1),
        )
    )  # fmt: skip
    painted: list[bool] = []
    canvas.after_paint = lambda: painted.append(True)
    canvas.grab()
    assert painted
    # Whether a machine's serif has Devanagari is not ours to judge.
    qt_messages[:] = [m for m in qt_messages if "OpenType support missing" not in m]


def test_no_document_is_an_empty_page(canvas: Canvas, schema: Schema) -> None:
    canvas.show_document(None, schema)
    canvas.grab()
    assert canvas.visible_range() == (0, 0)
    key(canvas, Qt.Key.Key_PageDown)
    assert canvas.copied_text() == ""


def test_arcs_follow_when_estimates_above_are_corrected(
    canvas: Canvas, state: ViewState, schema: Schema, qapp: QApplication
) -> None:
    line = "words and more words " * 9
    text = "\n".join(line * (i % 3 + 1) for i in range(200))
    spans = [(i * 150, i * 150 + 5, "ORG") for i in range(len(text) // 150)]
    pairs = [(i, i + 1) for i in range(1, len(spans))]
    canvas.show_document(document_of(text, spans, pairs), schema)
    state.show(replace(state.view, arcs=Arcs.ALL))
    bar = canvas.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    canvas.grab()
    while not canvas.is_measured:
        qapp.processEvents()
    low, high = canvas.page.scroll, canvas.page.scroll + canvas.page.viewport_height
    tags = canvas.shapes().tags
    assert tags
    assert all(low - 60 <= tag.y <= high + 60 for tag in tags)
