import pytest
from msgspec.structs import replace
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from annotator.core import edits
from annotator.core.operations import applied
from annotator.core.schema import Schema
from annotator.ui.canvas import reader
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state import SpanFocus, ViewState
from tests.ui.canvas.samples import document_of

TEXT = "Japan 🇯🇵 met Lund.\nThe end."


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(reader, "announce", lambda _, words: heard.append(words))
    return heard


def texts(canvas: Canvas) -> dict[str, str]:
    """Name and text of the standard text widgets, as an assistive technology finds them."""
    interface = QAccessible.queryAccessibleInterface(canvas.viewport())
    found = {}
    for index in range(interface.childCount()):
        child = interface.child(index)
        name = child.text(QAccessible.Text.Name)
        found[name] = child.text(QAccessible.Text.Value)
        assert child.role() is QAccessible.Role.EditableText
        assert not child.state().invisible
    return found


def test_paragraph_spans_and_relations_can_be_read(
    canvas: Canvas, state: ViewState, schema: Schema, said: list[str]
) -> None:
    document = document_of(TEXT, [(0, 5, "GPE"), (13, 17, "GPE")], [(1, 2)])
    canvas.show_document(document, schema)
    state.show(replace(state.view, caret=13, anchor=13))
    assert texts(canvas) == {
        "Current paragraph": "Japan 🇯🇵 met Lund.",
        "Spans and relations here": "GPE: Japan, Added.\nGPE: Lund, Added.\n"
        "HEAD_OF: Japan to Lund, Added.",
    }
    paragraph = canvas.viewport().findChild(QPlainTextEdit)
    assert isinstance(paragraph, QPlainTextEdit)
    assert (
        paragraph.toPlainText()
        .encode("utf-16-le")[2 * paragraph.textCursor().position() :]
        .decode("utf-16-le")
        == "Lund."
    )
    state.show(replace(state.view, caret=20, anchor=20))
    assert texts(canvas)["Current paragraph"] == "The end."
    assert said == ["Lund, GPE", "The end."]


def test_focus_and_edits_are_announced(
    canvas: Canvas, state: ViewState, schema: Schema, said: list[str]
) -> None:
    document = document_of(TEXT, [(0, 5, "GPE")])
    canvas.show_document(document, schema)
    state.show(replace(state.view, focus=SpanFocus(1)))
    operations = edits.relabelled(document, schema, 1, "ORG")
    for operation in operations:
        document = applied(document, operation)
    canvas.show_change(document, schema, operations)
    assert said == ["GPE: Japan, Added.", "ORG: Japan, Added."]
    interface = QAccessible.queryAccessibleInterface(canvas)
    assert interface.text(QAccessible.Text.Name) == "Article text"
    described = interface.text(QAccessible.Text.Description)
    assert described == "ORG: Japan, Added. Japan 🇯🇵 met Lund."


def test_the_texts_stay_in_their_corner_and_take_no_focus(
    canvas: Canvas, state: ViewState, schema: Schema, said: list[str], qapp: QApplication
) -> None:
    canvas.show_document(document_of("\n".join(["word"] * 300)), schema)
    state.show(replace(state.view, caret=3, anchor=3))
    canvas.scroll_by(100)
    qapp.processEvents()
    for text in canvas.viewport().findChildren(QPlainTextEdit):
        assert text.geometry().getRect() == (0, 0, 1, 1)
        assert text.isReadOnly()
    assert said


def test_nothing_is_made_where_nobody_listens(
    canvas: Canvas, state: ViewState, schema: Schema
) -> None:
    canvas.show_document(document_of(TEXT), schema)
    state.show(replace(state.view, caret=3, anchor=3))
    assert QAccessible.isActive() or not canvas.viewport().findChildren(QPlainTextEdit)
