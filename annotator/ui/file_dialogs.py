"""The system's dialogs for opening; each gives paths, none when the analyst cancels."""

from PySide6.QtWidgets import QFileDialog, QWidget

_ARTICLES = (
    "Articles (*.txt *.md *.html *.htm *.xhtml *.mhtml *.mht *.eml *.mbox *.docx *.pdf *.csv *.tsv"
    " *.xlsx *.rss *.atom *.json *.jsonl *.ndjson);;All files (*)"
)
_PROJECTS = "Projects (*.annot)"


def articles(parent: QWidget, start: str) -> list[str]:
    """Files of articles."""
    names, _ = QFileDialog.getOpenFileNames(parent, "Open articles", start, _ARTICLES)
    return names


def folder(parent: QWidget, start: str) -> list[str]:
    """One folder."""
    name = QFileDialog.getExistingDirectory(parent, "Open folder", start)
    return [name] if name else []


def project(parent: QWidget, start: str) -> list[str]:
    """One project."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open project", start, _PROJECTS)
    return [name] if name else []
