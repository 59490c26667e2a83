"""The schema, the pipeline and the encoding: asked for in the window, done by the session and the worker."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from annotator import opening
from annotator.core.errors import AnnotatorError
from annotator.core.schema import Label, Schema
from annotator.protocol import Pipelines
from annotator.ui.files import Files
from annotator.ui.highlighting import Highlighting
from annotator.ui.main_window import MainWindow
from annotator.ui.pipeline_dialog import PipelineDialog
from annotator.ui.predictor import Predictor
from annotator.ui.schema_dialogs import LabelDialog, RelationTypeDialog

_SCHEMAS = "Schemas (*.toml *.conf *.xml *.json);;All files (*)"
"""Ours, brat's annotation.conf, Label Studio's labeling configuration, doccano's labels."""
_KINDS = (
    "Annotator (*.toml);;brat annotation.conf (*.conf);;Label Studio configuration (*.xml)"
    ";;doccano labels (*.json)"
)


class SchemaEditing(QObject):
    """GUI thread only."""

    def __init__(
        self, window: MainWindow, files: Files, highlighting: Highlighting, predictor: Predictor
    ) -> None:
        super().__init__(window)
        self._window = window
        self._files = files
        self._highlighting = highlighting
        self._predictor = predictor
        self._listing = 0
        predictor.pipelines_listed.connect(self._on_pipelines)

    def use(self) -> None:
        """Ask for a schema file and make it the project's."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Use schema", "", _SCHEMAS)
        if not name:
            return
        try:
            schema = opening.read_schema(Path(name))
        except AnnotatorError as error:
            self._window.warn(str(error))
            return
        desk = self._window.desk
        change = desk.attempt(lambda s: s.change_schema(f"Use schema {schema.name}", schema))
        if change is not None:
            self._window.say(f"The project uses {schema.name} now. Ctrl+R highlights again.")

    def save_as(self) -> None:
        """Write the project's schema to a file for other projects or tools."""
        name, _ = QFileDialog.getSaveFileName(self._window, "Save schema as", "schema.toml", _KINDS)
        if not name:
            return
        try:
            lost = opening.write_schema(Path(name), self._window.desk.schema)
        except AnnotatorError as error:
            self._window.warn(str(error))
            return
        if lost:
            self._window.say(f"{Path(name).name} does not hold {lost}.")

    def add_label(self) -> None:
        """Ask for a new label and add it."""
        desk = self._window.desk
        label = LabelDialog.ask(desk.schema, self._window)
        if label is not None:
            schema = desk.schema.with_label(label)
            desk.attempt(lambda s: s.change_schema(f"Add label {label.name}", schema))

    def add_relation(self) -> None:
        """Ask for a new relation type and add it."""
        desk = self._window.desk
        kind = RelationTypeDialog.ask(desk.schema, self._window)
        if kind is not None:
            schema = desk.schema.with_relation(kind)
            desk.attempt(lambda s: s.change_schema(f"Add relation type {kind.name}", schema))

    def add_unknown(self, label: str) -> None:
        """A pipeline's label becomes one of the schema."""
        schema = self._window.desk.schema.with_label(Label(label))
        self._change(f"Add label {label}", schema)

    def map_unknown(self, label: str, ours: str) -> None:
        """A pipeline's label is one of ours, remembered as its alias."""
        schema = self._window.desk.schema.with_alias(label, ours)
        self._change(f"Read {label} as {ours}", schema)

    def ignore_unknown(self, label: str) -> None:
        """A pipeline's label is not to be shown."""
        schema = self._window.desk.schema.with_ignored(label)
        desk = self._window.desk
        desk.attempt(lambda s: s.change_schema(f"Ignore {label}", schema))

    def _change(self, name: str, schema: Schema) -> None:
        desk = self._window.desk
        if desk.attempt(lambda s: s.change_schema(name, schema)) is not None:
            self._highlighting.highlight(self._window.state.view.article)

    def choose_pipeline(self) -> None:
        """List the installed pipelines and load the chosen one."""
        # Asked twice before the answer came, it is one dialog.
        self._predictor.cancel(self._listing)
        self._listing = self._predictor.list_pipelines()

    def _on_pipelines(self, message: Pipelines) -> None:
        current = self._highlighting.model or message.default
        name = PipelineDialog.ask(message.names, current, self._window)
        if name:
            self._highlighting.choose(name)
            self._highlighting.highlight(self._window.state.view.article)
