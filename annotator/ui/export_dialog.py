"""Asks what to export where, says what the format can't hold before it is written, and writes it."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.document import Status
from annotator.export_messages import At, Looked, Wanted, Written
from annotator.saving import ExportFormat
from annotator.ui.export_choice import Choice, before_writing, left_out
from annotator.ui.export_process import ExportProcess
from annotator.ui.form import Form
from annotator.ui.save_dialog import split_of
from annotator.ui.tick_box import TickBox

_UNITS = (
    ("article", "a whole article"),
    ("paragraph", "a paragraph"),
    ("sentence", "a sentence"),
)
_LOOKS_AFTER_MS = 250
_DOING = {"look": "Looked over", "write": "Written", "compare": "Reading back"}


class ExportDialog(Form):
    """Stays open while it writes; Cancel stops that, and what was there before is untouched."""

    def __init__(
        self,
        project: Path,
        formats: Sequence[ExportFormat],
        counts: Mapping[Status, int],
        choice: Choice,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Export", "Export", parent)
        self._project = project
        self._formats = {f.name: f for f in formats}
        self._looked: Looked | None = None
        self._asked: Wanted | None = None
        self._trouble = ""
        self._is_writing = False
        self.written: Written | None = None
        self.process = ExportProcess(self)
        self._timer = QTimer(self, singleShot=True, interval=_LOOKS_AFTER_MS)
        self._add_format(choice)
        self._add_place(choice)
        self._add_columns(counts, choice)
        self.losses = self.add_text("")
        self.losses.setAccessibleName("What will not be written")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the export")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self._fields.addWidget(self.bar)
        self.setMinimumWidth(600)
        self._connect()
        self._on_format()

    @classmethod
    def ask(
        cls,
        project: Path,
        formats: Sequence[ExportFormat],
        counts: Mapping[Status, int],
        choice: Choice,
        parent: QWidget | None = None,
        foreseen: Callable[[Looked], None] = lambda _looked: None,
    ) -> tuple[Choice, Looked, Written] | None:
        """What was chosen, foreseen and written; None when the analyst gave up."""
        dialog = cls(project, formats, counts, choice, parent)
        dialog.process.looked.connect(foreseen)
        try:
            is_done = dialog.exec() == QDialog.DialogCode.Accepted
            if not is_done or dialog.written is None or dialog._looked is None:
                return None
            return dialog.value, dialog._looked, dialog.written
        finally:
            dialog.process.stop()
            dialog.deleteLater()

    @property
    def value(self) -> Choice:
        """What is entered."""
        return Choice(
            str(self.format.currentData()),
            str(self._entered_path),
            tuple(status.value for status, box in self.statuses.items() if box.isChecked()),
            str(self.unit.currentData()),
            self.split.text() if self.splits.isChecked() else "",
            self.flat.isChecked(),
            self.manifest.isChecked(),
        )

    # The fields

    def _add_format(self, choice: Choice) -> None:
        self.format = QComboBox()
        for fmt in self._formats.values():
            self.format.addItem(fmt.title, fmt.name)
        self.format.setCurrentIndex(max(0, self.format.findData(choice.format)))
        self.add_field("Format", self.format)
        self.remark = self.add_text("", quiet=True)

    def _add_place(self, choice: Choice) -> None:
        self.path = QLineEdit(choice.path)
        self.path.setAccessibleName("File or folder")
        self._browse = QPushButton("Choose…")
        self._browse.setAutoDefault(False)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.path, 1)
        row.addWidget(self._browse)
        place.setFocusProxy(self.path)
        self._place_name = self.add_field("File", place)

    def _add_columns(self, counts: Mapping[Status, int], choice: Choice) -> None:
        """Which articles, and beside them in which way: so that the dialog fits a small screen."""
        whole, columns = self._fields, QHBoxLayout()
        whole.addSpacing(7)
        columns.setSpacing(28)
        for number in range(2):
            self._fields = QVBoxLayout()
            self._fields.setSpacing(5)
            if number == 0:
                self._add_statuses(counts, choice)
            else:
                self._add_ways(choice)
            self._fields.addStretch(1)
            columns.addLayout(self._fields, 1)
        self._fields = whole
        whole.addLayout(columns)

    def _add_statuses(self, counts: Mapping[Status, int], choice: Choice) -> None:
        self.statuses: dict[Status, TickBox] = {}
        self._counts = counts
        if any(counts.values()):
            self.add_text("Articles that go in", quiet=True)
        for status in Status:
            count = counts.get(status, 0)
            if count:
                s = "" if count == 1 else "s"
                box = TickBox(f"{status.value.capitalize()}: {count:,} article{s}")
                box.setChecked(status.value in choice.statuses)
                self.statuses[status] = box
                self._fields.addWidget(box)

    def _add_ways(self, choice: Choice) -> None:
        self.unit = QComboBox()
        for name, text in _UNITS:
            self.unit.addItem(text, name)
        self.unit.setCurrentIndex(max(0, self.unit.findData(choice.unit)))
        self.add_field("An example is", self.unit)
        self.splits = TickBox("Split into train, dev and test")
        self.splits.setChecked(bool(choice.split))
        self.split = QLineEdit(choice.split or "80/10/10")
        self.split.setAccessibleName("Percent of train, dev and test")
        self.split.setMaximumWidth(120)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splits)
        row.addWidget(self.split)
        row.addStretch(1)
        self.flat = TickBox("Only the longest of overlapping spans")
        self.flat.setChecked(choice.flat)
        self.manifest = TickBox("Write a manifest beside it")
        self.manifest.setToolTip("Schema, versions, counts and checksums, for those who train.")
        self.manifest.setChecked(choice.manifest)
        for widget in (both, self.flat, self.manifest):
            self.add_widget(widget)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._look)
        self._browse.clicked.connect(self._choose_path)
        self.format.currentIndexChanged.connect(self._on_format)
        self.path.textChanged.connect(self._on_change)
        self.split.textChanged.connect(self._on_change)
        self.unit.currentIndexChanged.connect(self._on_change)
        for box in (*self.statuses.values(), self.splits, self.flat, self.manifest):
            box.toggled.connect(self._on_change)
        self.process.looked.connect(self._on_looked)
        self.process.told.connect(self._on_told)
        self.process.done.connect(self._on_done)
        self.process.failed.connect(self._on_failed)

    # What is entered

    @property
    def _chosen(self) -> ExportFormat:
        return self._formats[str(self.format.currentData())]

    @property
    def _entered_path(self) -> Path:
        text = self.path.text().strip()
        path = Path(os.path.expanduser(text))  # noqa: PTH111 - Path's raises for an unknown user
        if not path.is_absolute():
            path = self._project.parent / path
        is_whole = not self._chosen.suffix or path.suffix or not path.name or path.is_dir()
        return path if is_whole else path.with_suffix(self._chosen.suffix)

    def _on_format(self) -> None:
        """Another ending for another format, unless the place was named by hand."""
        fmt = self._chosen
        self.remark.setText(fmt.said)
        self.remark.setVisible(bool(fmt.said))
        self._place_name.setText("File" if fmt.suffix else "New folder")
        name = self._project.name.removesuffix(".annot")
        here = Path(self.path.text()) if self.path.text() else self._project.parent / name
        stem = here.name
        for other in (*self._formats.values(), fmt):
            stem = stem.removesuffix(other.suffix or f"-{other.name}")
        place = here.with_name(f"{stem}{fmt.suffix or f'-{fmt.name}'}")
        self.path.setText(QDir.toNativeSeparators(str(place)))
        self._on_change()

    def _on_change(self) -> None:
        self.split.setEnabled(self.splits.isChecked())
        self._looked = None
        self._trouble = ""
        self.check()
        self._show_losses()
        if not self._wrong():
            self._timer.start()

    def _wanted(self) -> Wanted:
        parts = split_of(self.split.text()) if self.splits.isChecked() else None
        value = self.value
        return Wanted(
            str(self._project),
            value.path,
            value.format,
            value.statuses,
            value.unit,
            (parts[0], parts[1], (*parts, 0)[2]) if parts else None,
            value.flat,
            value.manifest,
        )

    def _look(self) -> None:
        self._asked = self._wanted()
        self.bar.setRange(0, 0)
        self.process.look(self._asked)

    # What the process says

    def _on_told(self, message: At) -> None:
        if message.doing == "look" and self._asked != self._wanted():
            return
        self.bar.setRange(0, max(1, message.total))
        self.bar.setValue(message.count)
        if self._is_writing or message.total > message.count > 0:
            said = f"{_DOING[message.doing]} {message.count:,} of {message.total:,} articles …"
            self.losses.setText("Reading back …" if message.doing == "compare" else said)

    def _on_looked(self, message: Looked) -> None:
        if self._asked != self._wanted():
            return
        self._looked = message
        self.bar.setRange(0, 1)
        self.bar.setValue(0)
        self.check()
        self._show_losses()

    def _on_done(self, message: Written) -> None:
        self.written = message
        super().accept()

    def _on_failed(self, reason: str) -> None:
        """What failed while writing may be tried again, after another look."""
        was_writing = self._is_writing
        self._trouble = reason
        self._set_writing(False)
        self._looked = None
        self.check()
        self._show_losses()
        if was_writing:
            self._timer.start()

    def _show_losses(self) -> None:
        found = self._looked
        if found is None:
            waits = not self._wrong() and not self._trouble
            self.losses.setText("Looking at what the format can hold …" if waits else "")
            return
        out = {s: self._counts[s] for s, box in self.statuses.items() if not box.isChecked()}
        self.losses.setText(before_writing(found, self._chosen.title) + left_out(out))
        self.fit()

    # Form

    def accept(self) -> None:
        """Write; the dialog closes when that is done."""
        if self._looked is None or self._is_writing:
            return
        self._set_writing(True)
        self.process.go()

    def reject(self) -> None:
        """Stop writing, or close."""
        self.process.stop()
        if self._is_writing:
            self._set_writing(False)
            self._on_change()
            return
        super().reject()

    def _set_writing(self, is_writing: bool) -> None:
        self._is_writing = is_writing
        for widget in (self.format, self.path, self._browse, self.unit, self.splits, self.split,
                       self.flat, self.manifest, *self.statuses.values()):  # fmt: skip
            widget.setEnabled(not is_writing)
        self.action.setEnabled(not is_writing)
        if not is_writing:
            self.bar.setRange(0, 1)
            self.bar.setValue(0)

    def check(self) -> None:
        """Also say whether something is replaced."""
        super().check()
        if self._trouble and not self._wrong() and self._is_complete():
            self.action.setEnabled(True)
            self.action.setDefault(True)
        is_there = self._chosen.suffix and self._entered_path.is_file() and not self._wrong()
        self.action.setText("Replace" if is_there else "Export")

    def _problem(self) -> str:
        return self._wrong() or self._trouble

    def _wrong(self) -> str:
        path, text = self._entered_path, self.path.text().strip()
        if text and not path.parent.is_dir():
            return f"The folder {path.parent} does not exist."
        if text and self._chosen.suffix and path.is_dir():
            return f"{path} is a folder. Name a file in it."
        if text and not self._chosen.suffix and path.exists() and not _is_empty(path):
            return f"{path} is there already. Name a new folder."
        if self.splits.isChecked() and split_of(self.split.text()) is None:
            return "Name percents of train, dev and test that add up to 100, for example 80/10/10."
        if not any(box.isChecked() for box in self.statuses.values()):
            return "No articles are chosen." if self.statuses else "The project has no articles."
        return "" if text else "Name a file."

    def _is_complete(self) -> bool:
        return self._looked is not None and self._looked.articles > 0 and not self._is_writing

    def _choose_path(self) -> None:
        start = str(self._entered_path)
        fmt = self._chosen
        name, _ = QFileDialog.getSaveFileName(
            self,
            "Export",
            start,
            f"{fmt.title} (*{fmt.suffix});;All files (*)" if fmt.suffix else "Folders (*)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            self.path.setText(QDir.toNativeSeparators(name))

    def keyPressEvent(self, event: object) -> None:
        """Enter in a field does not export before the losses are said."""
        from PySide6.QtGui import QKeyEvent

        if isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if not (enter and not self.action.isEnabled()):
                super().keyPressEvent(event)


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
