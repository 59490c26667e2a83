"""Names, texts and notes are shown as they are: never as markup, never as a mnemonic."""

import ast
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMessageBox,
    QTextEdit,
    QWidget,
)

from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.relations import Relation
from annotator.core.schema import Label, RelationType, Schema
from annotator.core.spans import Proposal, Span, State
from annotator.core.tokens import Tokens
from annotator.saving import SaveOptions
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui import drawing
from annotator.ui.actions import Context
from annotator.ui.canvas.details import relation_details, span_details
from annotator.ui.context_menu import context_menu
from annotator.ui.encoding_dialog import EncodingDialog
from annotator.ui.help_window import HelpWindow
from annotator.ui.label_picker import Choice
from annotator.ui.main_window import MainWindow
from annotator.ui.name_dialog import NameDialog
from annotator.ui.pipeline_dialog import PipelineDialog
from annotator.ui.save_dialog import SaveDialog
from annotator.ui.schema_dialogs import LabelDialog, RelationTypeDialog
from annotator.ui.theme import Theme
from annotator.ui.trace import Trace
from annotator.ui.waiting import Waiting

EVIL = '<img src="file:///x.png"><b>R&D</b>&amp;[*]'
UI = Path(__file__).resolve().parents[2] / "annotator" / "ui"
TEXT = f"{EVIL} met {EVIL} in Kotka.\n{EVIL}\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A project in which everything that can have a name has the evil one."""
    second = f"{EVIL}2"
    labels = (
        Label(EVIL, "1", "#2288e8", (EVIL,), EVIL),
        Label(second, "2", "#d75a21", (), f"Bodies {EVIL}"),
    )
    relations = (
        RelationType(EVIL, (), (), "1", "#aa3377", EVIL),
        RelationType(second, (), (), "2", "#aa3377", EVIL),
    )
    size = len(EVIL)
    proposed = Proposal(size + 5, 2 * size + 5, EVIL, EVIL, 0.5)
    spans = [
        Span(1, 0, size, EVIL, State.ADDED, True, EVIL, None, EVIL, EVIL, ((EVIL, EVIL),)),
        Span(2, size + 5, 2 * size + 5, EVIL, State.PROPOSED, source=EVIL, score=0.5,
             proposed=proposed),
    ]  # fmt: skip
    meta = Meta(title=EVIL, source=EVIL, author=EVIL, date=EVIL, url=EVIL, extra='{"a": 1}')
    document = Document.made(
        0,
        TEXT,
        Tokens.plain(TEXT),
        spans=spans,
        relations=[Relation(1, 1, 2, EVIL, note=EVIL, source=EVIL)],
        excluded=[Excluded(1, TEXT.index("\n") + 1, len(TEXT) - 1)],
        meta=meta,
    )
    schema = Schema(name=EVIL, labels=labels, relations=relations)
    made = Session.created(tmp_path / f"{EVIL.replace('/', '_')}.annot", schema, EVIL)
    made.add_articles([document, document])
    yield made
    made.close()


@pytest.fixture
def window(qapp: QApplication, session: Session) -> Iterator[MainWindow]:
    before = set(QApplication.topLevelWidgets())
    made = MainWindow(Settings(recent=(f"/tmp/{EVIL}.annot",)), Trace({}))
    made.set_theme(Theme.light())
    made.show_session(session, 1)
    _ = made.panels, made.commands
    made.show()
    yield made
    made.close()
    for widget in set(QApplication.topLevelWidgets()) - before:
        widget.close()
        widget.deleteLater()


def everything(window: MainWindow, session: Session, tmp_path: Path) -> list[object]:
    """Bring up all that shows names; what must be kept from being collected."""
    window.state.focus_span(1, 0)
    window.warn(EVIL)
    window.say(EVIL)
    window.messages.show_message(f"x {EVIL}", "error", [(EVIL, lambda: None)])
    window.messages.show_unknown({f"{EVIL}{n}": n + 1 for n in range(60)}, [EVIL])
    window.choosing.choose_from(EVIL, [Choice(EVIL, "", "#2288e8", EVIL)], None, lambda _: None)
    window.panels.label_bar.show_for(session.schema.labels, window.rect())
    window.welcome.show_recent([f"/tmp/{EVIL}.annot"])
    session.do("Evil & step", session_steps(session))
    window.update_status()
    progress = Waiting("Reading", window)
    progress.show(f"Looking for articles in {EVIL}", 0, 0)
    names: list[str] = []
    dialogs: list[object] = [
        progress,
        NameDialog(EVIL, window),
        LabelDialog(session.schema, window),
        RelationTypeDialog(session.schema, window),
        PipelineDialog([EVIL], EVIL, window),
        EncodingDialog("utf-8", window, lambda _: EVIL),
        SaveDialog({Status.DONE: 1}, SaveOptions(tmp_path / EVIL.replace("/", "_")), window),
        HelpWindow.of_plain(EVIL, EVIL, window),
    ]
    for context in Context:
        kinds = session.schema.relations if context is Context.RELATION else session.schema.labels
        dialogs.append(
            context_menu(window, context, window.table, kinds, names.append, lambda _: None)
        )
    return dialogs


def session_steps(session: Session) -> list[object]:
    from annotator.core import edits

    return list(edits.relabelled(session.document(1), session.schema, 2, f"{EVIL}2"))


def is_markup(text: str) -> bool:
    """Whether the evil name stands in it unescaped, so that Qt would guess it to be rich text."""
    return "<img" in text or "<b>R" in text


def faults(widgets: list[QWidget]) -> Iterator[str]:
    for widget in widgets:
        name = f"{type(widget).__name__} {widget.objectName()}"
        for kind, text in (
            ("tooltip", widget.toolTip()),
            ("status tip", widget.statusTip()),
            ("what's this", widget.whatsThis()),
        ):
            if is_markup(text):
                yield f"{kind} of {name}: {text}"
        is_open = isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText
        if is_open and ("<" in widget.text() or "&" in widget.text()):
            yield f"text of {name}: {widget.text()}"
        if isinstance(widget, QMessageBox | QTextEdit) and not widget.isReadOnly():
            yield f"{name} takes rich text"
        is_button = isinstance(widget, QAbstractButton) and "R&D" in widget.text()
        if is_button and not widget.shortcut().isEmpty():
            yield f"mnemonic of {name}: {widget.text()}"
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from rows(widget, name)
        for action in widget.actions():
            yield from of_action(action, name)


def rows(view: QAbstractItemView, name: str) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount(view.rootIndex())):
        index = model.index(row, 0, view.rootIndex())
        for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole):
            text = index.data(role)
            if isinstance(text, str) and is_markup(text):
                yield f"row {row} of {name}: {text}"


def of_action(action: QAction, name: str) -> Iterator[str]:
    text = action.text()
    if "R&D" in text.replace("&&", ""):
        yield f"mnemonic in a menu of {name}: {text}"
    if is_markup(action.statusTip()):
        yield f"status tip in a menu of {name}: {action.statusTip()}"


def test_no_surface_reads_a_name_as_markup_or_mnemonic(
    window: MainWindow, session: Session, tmp_path: Path, qapp: QApplication
) -> None:
    kept = everything(window, session, tmp_path)
    qapp.processEvents()
    found = sorted(set(faults(QApplication.allWidgets())))
    assert found == []
    assert kept


def test_the_walk_finds_what_it_looks_for(qapp: QApplication) -> None:
    label, rich = QLabel(EVIL), QLabel("fine")
    rich.setToolTip(EVIL)
    plain = drawing.plain_label(EVIL)
    plain.setToolTip(drawing.tooltip(EVIL))
    assert len(list(faults([label, rich, plain]))) == 2
    assert unescape(drawing.tooltip(EVIL)).count("<b>") == 1


def test_what_the_canvas_tells_of_a_span_or_relation_is_escaped(session: Session) -> None:
    document = session.document(1)
    told = span_details(document, document.span(1)) + relation_details(
        document, document.relation(1)
    )
    assert "<img" not in told
    assert "&lt;img" in told


def test_the_title_bar_shows_a_file_as_it_is_called(window: MainWindow, session: Session) -> None:
    assert session.path.name.count("[*]") == 1
    assert window.windowTitle().count("[*][*]") == 1


# The source: a new label or tooltip is plain by construction


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(UI)}:{node.lineno}", node


def name_of(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_safe(argument: ast.expr) -> bool:
    """A text of ours, or one that went through `tooltip`."""
    if isinstance(argument, ast.Constant):
        return True
    if isinstance(argument, ast.Name):
        return argument.id.isupper()
    if isinstance(argument, ast.IfExp):
        return is_safe(argument.body) and is_safe(argument.orelse)
    return isinstance(argument, ast.Call) and name_of(argument) == "tooltip"


def test_tooltips_are_words_of_ours_or_escaped() -> None:
    setters = {"setToolTip", "setStatusTip", "setWhatsThis"}
    found = [at for at, call in calls() if name_of(call) in setters and not is_safe(call.args[0])]
    assert found == []


def test_labels_are_made_plain() -> None:
    found = []
    for at, call in calls():
        if name_of(call) != "QLabel":
            continue
        given = {k.arg: ast.unparse(k.value) for k in call.keywords}
        ours = bool(call.args) and all(isinstance(a, ast.Constant) for a in call.args)
        if given.get("textFormat") != "Qt.TextFormat.PlainText" and not ours:
            found.append(at)
    assert found == []


def test_rich_text_is_made_of_help_pages_only() -> None:
    rich = {"setHtml", "insertHtml", "appendHtml", "setMarkdown", "setTextFormat", "QTextEdit"}
    rich |= {"QMessageBox", "QInputDialog", "QErrorMessage", "QStaticText", "QTextBrowser"}
    found = {at.split(":")[0] for at, call in calls() if name_of(call) in rich}
    assert found <= {"help_window.py", "key_card.py"}
    wrong = {"information", "warning", "critical", "question", "about"}
    boxes = [
        at
        for at, call in calls()
        if name_of(call) in wrong
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value).endswith("QMessageBox")
    ]
    assert boxes == []


def test_a_progress_dialog_gets_a_plain_label() -> None:
    made = {at.split(":")[0] for at, call in calls() if name_of(call) == "QProgressDialog"}
    given = {
        at.split(":")[0]
        for at, call in calls()
        if name_of(call) == "setLabel" and "plain_label" in ast.unparse(call)
    }
    assert made <= given
