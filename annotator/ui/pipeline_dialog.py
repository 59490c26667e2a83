"""Asks which spaCy pipeline proposes."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.ui.list_form import ListForm

_FOLDER = "\0folder"


class PipelineDialog(ListForm):
    """The installed pipelines, and a folder of one."""

    def __init__(
        self, names: Sequence[str], current: str = "", parent: QWidget | None = None
    ) -> None:
        items = [(name, name) for name in names]
        items.append((_FOLDER, "A folder on this computer…"))
        super().__init__("Choose pipeline", "Use", "Installed pipelines", items, current, parent)
        if not names:
            self.add_text(
                "No spaCy pipeline is installed. The README names one, or choose a folder.",
                quiet=True,
            )
        self.check()

    @classmethod
    def ask(
        cls, names: Sequence[str], current: str = "", parent: QWidget | None = None
    ) -> str | None:
        """An installed name or a folder; None when the analyst chooses neither."""
        dialog = cls(names, current, parent)
        if not dialog.done_well():
            return None
        if dialog.chosen != _FOLDER:
            return dialog.chosen
        return QFileDialog.getExistingDirectory(parent, "Folder of a pipeline") or None
