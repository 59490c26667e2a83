"""Asks where the dataset goes, and says which articles go in and which stay out."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QDir
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from annotator.core.document import Status
from annotator.saving import PARTS, SaveOptions
from annotator.ui.form import Form
from annotator.ui.tick_box import TickBox

_DATASETS = "Datasets (*.jsonl);;All files (*)"
_DEFAULT_SPLIT = (80, 10, 10)
_SHORT_PARTS = "Percent of train, dev and test, for example 80/10/10."


class SaveDialog(Form):
    """Place, articles by status, and how."""

    def __init__(
        self,
        counts: Mapping[Status, int],
        options: SaveOptions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Save dataset", "Save", parent)
        self._options = options
        self._counts = counts
        self.path = QLineEdit(str(options.path))
        self.path.setAccessibleName("File")
        self._browse = QPushButton("Choose…")
        self._browse.setAutoDefault(False)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.path, 1)
        row.addWidget(self._browse)
        place.setFocusProxy(self.path)
        self.add_field("File", place)
        self.statuses = {
            status: self._status_box(status) for status in Status if counts.get(status)
        }
        if self.statuses:
            self._fields.addSpacing(7)
            self.add_text("Articles that go in", quiet=True)
        for box in self.statuses.values():
            self._fields.addWidget(box)
        self._summary = self.add_text("", quiet=True)
        self.keep_excluded = TickBox("Keep excluded lines in the text")
        self.keep_excluded.setChecked(options.keep_excluded)
        self.flat = TickBox("Only the longest of overlapping spans")
        self.flat.setChecked(options.flat)
        self.splits = TickBox("Split into train, dev and test")
        self.splits.setChecked(bool(options.split))
        self.split = QLineEdit("/".join(map(str, options.split or _DEFAULT_SPLIT)))
        self.split.setAccessibleName(_SHORT_PARTS)
        self.split.setToolTip(_SHORT_PARTS)
        self.split.setMaximumWidth(120)
        self.manifest = TickBox("Write a manifest beside it")
        self.manifest.setToolTip("Schema, versions, counts and checksums, for those who train.")
        self.manifest.setChecked(options.manifest)
        for widget in (self.keep_excluded, self.flat, self._split_row(), self.manifest):
            self.add_widget(widget)
        self._browse.clicked.connect(self._choose_path)
        for field in (self.path, self.split):
            field.textChanged.connect(self.check)
        for box in (*self.statuses.values(), self.splits):
            box.toggled.connect(self.check)
        self.setMinimumWidth(560)
        self.check()

    @classmethod
    def ask(
        cls,
        counts: Mapping[Status, int],
        options: SaveOptions,
        parent: QWidget | None = None,
    ) -> SaveOptions | None:
        """Where and what to save, or None."""
        dialog = cls(counts, options, parent)
        return dialog.value if dialog.done_well() else None

    @property
    def value(self) -> SaveOptions:
        """What is entered."""
        return replace(
            self._options,
            path=self._entered_path,
            statuses=self._chosen,
            keep_excluded=self.keep_excluded.isChecked(),
            flat=self.flat.isChecked(),
            split=split_of(self.split.text()) or () if self.splits.isChecked() else (),
            manifest=self.manifest.isChecked(),
        )

    @property
    def _entered_path(self) -> Path:
        text = self.path.text().strip()
        path = Path(os.path.expanduser(text))  # noqa: PTH111 - Path's raises for an unknown user
        if not path.is_absolute():
            path = self._options.path.parent / path
        is_whole = path.suffix or not path.name or path.is_dir()
        return path if is_whole else path.with_suffix(".jsonl")

    @property
    def _chosen(self) -> tuple[Status, ...]:
        return tuple(status for status, box in self.statuses.items() if box.isChecked())

    def _status_box(self, status: Status) -> TickBox:
        count = self._counts[status]
        box = TickBox(f"{status.value.capitalize()}: {count:,} article{'' if count == 1 else 's'}")
        box.setChecked(status in self._options.statuses)
        return box

    def _split_row(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splits)
        row.addWidget(self.split)
        row.addStretch(1)
        return both

    def check(self) -> None:
        """Also say what goes in, what stays out, and whether a file is replaced."""
        self.split.setEnabled(self.splits.isChecked())
        self._summary.setText(self._in_words())
        super().check()
        self.action.setText("Replace" if self.action.isEnabled() and self._replaced() else "Save")

    def _in_words(self) -> str:
        goes_in = sum(self._counts.get(status, 0) for status in self._chosen)
        stays_out = sum(self._counts.values()) - goes_in
        said = f"{goes_in:,} go{'es' if goes_in == 1 else ''} in,"
        said += f" {stays_out:,} stay{'s' if stays_out == 1 else ''} out."
        replaced = self._replaced()
        if len(replaced) == 1:
            said += f" {replaced[0].name} is there already and is replaced."
        elif replaced:
            said += f" {len(replaced)} files are there already and are replaced."
        return said

    def _replaced(self) -> list[Path]:
        path = self._entered_path
        if not path.name:
            return []
        targets = [path]
        if self.splits.isChecked():
            suffix = path.suffix or ".jsonl"
            targets = [path.with_suffix(f".{part}{suffix}") for part in PARTS]
        return [target for target in targets if target.is_file()]

    def _problem(self) -> str:
        path = self._entered_path
        if self.path.text().strip():
            if path.is_dir():
                return f"{path} is a folder. Name a file in it."
            if not path.parent.is_dir():
                return f"The folder {path.parent} does not exist."
        if self.splits.isChecked() and split_of(self.split.text()) is None:
            return f"{_SHORT_PARTS} They add up to 100."
        if not self._chosen and self.statuses:
            return "No articles are chosen."
        return "" if self.statuses else "The project has no articles."

    def _is_complete(self) -> bool:
        return bool(self.path.text().strip())

    def _choose_path(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self,
            "Save dataset",
            str(self._entered_path),
            _DATASETS,
            # The dialog itself says when a file is replaced, however its name came there.
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            self.path.setText(QDir.toNativeSeparators(name))


def split_of(text: str) -> tuple[int, ...] | None:
    """`80/10/10` as percents of two or three parts that add up to 100; None when it is something else."""
    parts = [part.strip() for part in text.replace(",", "/").replace(" ", "/").split("/") if part]
    if not 2 <= len(parts) <= len(PARTS) or not all(p.isascii() and p.isdigit() for p in parts):
        return None
    numbers = tuple(int(part) for part in parts)
    return numbers if sum(numbers) == 100 and all(numbers) else None
