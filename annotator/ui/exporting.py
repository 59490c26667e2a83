"""Exporting from the window: asked, carried out and reported."""

from pathlib import Path

import msgspec
from PySide6.QtCore import QObject

from annotator import saving
from annotator.ui.export_choice import Choice
from annotator.ui.export_dialog import ExportDialog
from annotator.ui.main_window import MainWindow


class Exporting(QObject):
    """GUI thread only. What was chosen last is kept in the project."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def ask(self) -> None:
        """Ask what to export where, and say what was written."""
        session = self._window.desk.session
        if session is None:
            return
        counts = saving.counts(session)
        found = ExportDialog.ask(
            session.path.absolute(),
            saving.export_formats(),
            counts,
            _choice(saving.kept_export(session)),
            self._window,
            lambda looked: self._window.trace.write("foreseen", looked.losses),
        )
        if found is None:
            return
        choice, looked, written = found
        saving.remember_export(session, msgspec.to_builtins(choice))
        self._window.trace.write("exported", Path(written.path))
        said = f"{looked.counts} exported to {written.path}."
        if written.differing:
            self._window.messages.show_message(
                f"{said} Read back, {written.differing:,} articles are not as they should be."
                " Keep the project, and tell us.",
                "error",
            )
            return
        said += " Read back: all alike." if written.differing == 0 else ""
        lines = [said]
        if looked.losses:
            lines.append(f"Not written: {looked.losses}.")
        if written.advice:
            lines.append(written.advice)
        self._window.messages.show_message("\n".join(lines), "info")


def _choice(kept: dict[str, object]) -> Choice:
    try:
        return msgspec.convert(kept, Choice, strict=False)
    except msgspec.ValidationError:
        return Choice()
