"""Size, place, panels and zoom of the window: as they were left, and to be kept."""

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.settings import Settings
from annotator.ui.canvas.canvas import Canvas

_FRAME = QSize(8, 40)
"""About what a window manager puts around a window."""


class Parts(Struct, frozen=True):
    """The parts of the window whose sizes and visibility are kept."""

    splitter: QSplitter
    canvas: Canvas
    articles: QWidget
    annotations: QWidget


def restore(window: QWidget, parts: Parts, settings: Settings) -> None:
    """Everything as it was left."""
    share = 1.0
    if settings.geometry:
        window.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
    else:
        room = window.screen().availableSize() - _FRAME
        window.resize(QSize(1280, 820).boundedTo(room))
        # In a narrow window the panels leave most of the room to the text.
        share = window.width() / 1280
    sides = round(settings.article_width * share), round(settings.annotation_width * share)
    parts.splitter.setSizes([sides[0], 900, sides[1]])
    parts.articles.setVisible(settings.article_panel)
    parts.annotations.setVisible(settings.annotation_panel)
    parts.canvas.set_zoom(settings.zoom)


def kept(window: QWidget, parts: Parts, settings: Settings) -> Settings:
    """The settings with what the window knows now."""
    sizes = parts.splitter.sizes()
    return replace(
        settings,
        geometry=bytes(window.saveGeometry().toBase64().data()).decode(),
        article_width=sizes[0] or settings.article_width,
        annotation_width=sizes[2] or settings.annotation_width,
        article_panel=not parts.articles.isHidden(),
        annotation_panel=not parts.annotations.isHidden(),
        zoom=parts.canvas.zoom,
    )
