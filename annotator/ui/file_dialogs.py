"""The system's dialogs for opening; each gives paths, none when the analyst cancels."""

from PySide6.QtWidgets import QFileDialog, QWidget

from annotator import opening

_PROJECTS = "Projects (*.annot)"


def articles(parent: QWidget, start: str) -> list[str]:
    """Files of articles."""
    endings = " ".join(f"*{suffix}" for suffix in opening.article_endings())
    wanted = f"Articles ({endings});;All files (*)"
    names, _ = QFileDialog.getOpenFileNames(parent, "Open articles", start, wanted)
    return names


def folder(parent: QWidget, start: str) -> list[str]:
    """One folder."""
    name = QFileDialog.getExistingDirectory(parent, "Open folder", start)
    return [name] if name else []


def project(parent: QWidget, start: str) -> list[str]:
    """One project."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open project", start, _PROJECTS)
    return [name] if name else []
