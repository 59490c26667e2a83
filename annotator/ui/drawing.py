"""What panels and small surfaces draw alike: key caps, swatches, rows; and texts that are never read as markup."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen
from PySide6.QtWidgets import QLabel, QWidget

from annotator.core import colours
from annotator.ui.theme import SpanColours, Theme

_CAP_PADDING = 5.0
_CAP_RADIUS = 4.0


@lru_cache(maxsize=2)
def _theme(dark: bool) -> Theme:
    return Theme.dark_one() if dark else Theme.light()


def theme_of(widget: QWidget) -> Theme:
    """The theme that the widget's palette was made from."""
    return _theme(widget.palette().color(QPalette.ColorRole.Window).lightness() < 128)


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The font in another size (a factor) and, on request, half bold."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * factor)
    else:
        made.setPixelSize(max(round(font.pixelSize() * factor), 1))
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def label_font(font: QFont) -> QFont:
    """For names of labels: smaller, slightly spaced."""
    made = scaled(font, 0.84, bold=True)
    made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 103)
    return made


def cap_size(text: str, font: QFont) -> tuple[float, float]:
    """Width and height in px of a key cap; the font is that of the text around it."""
    metrics = QFontMetricsF(scaled(font, 0.86))
    height = round(metrics.height() + 3)
    return max(round(metrics.horizontalAdvance(text) + 2 * _CAP_PADDING), height), height


def draw_cap(painter: QPainter, at: QPointF, text: str, theme: Theme, font: QFont) -> float:
    """Draw a key cap at its left top; its width in px."""
    width, height = cap_size(text, font)
    rect = QRectF(at.x() + 0.5, at.y() + 0.5, width - 1, height - 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.line).darker(108 if not theme.dark else 80), 1))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(rect, _CAP_RADIUS, _CAP_RADIUS)
    painter.setFont(scaled(font, 0.86))
    painter.setPen(QColor(theme.muted))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.setFont(font)
    return width


def draw_swatch(
    painter: QPainter, rect: QRectF, span: SpanColours, *, proposed: bool = False
) -> None:
    """The small square of a label: full and solid, or light and dashed as proposed spans are."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(span.edge), 1.2)
    if proposed:
        pen.setDashPattern([2.0, 1.6])
    painter.setPen(pen)
    painter.setBrush(QColor(span.doubtful if proposed else span.edge))
    painter.drawRoundedRect(rect, 2.5, 2.5)


def draw_row(
    painter: QPainter, rect: QRectF, theme: Theme, *, chosen: bool, hovered: bool, focused: bool
) -> None:
    """The background of a list's row."""
    if not (chosen or hovered):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    share = (0.20 if focused else 0.12) if chosen else 0.07
    painter.setPen(
        QPen(QColor(theme.accent), 1.2) if chosen and focused else QPen(Qt.PenStyle.NoPen)
    )
    painter.setBrush(QColor(colours.mixed(theme.accent, theme.window, share)))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    colour: str,
    font: QFont,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """One line, elided at its end and centred in height; the width drawn in px."""
    metrics = QFontMetricsF(font)
    # Adding a little keeps a text that just fits from being elided by rounding.
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 0.5)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(rect, int(flags), shown)
    return metrics.horizontalAdvance(shown)


def plain_label(text: str = "", *, quiet: bool = False, wraps: bool = False) -> QLabel:
    """A label that shows its text as it is, never as markup."""
    made = QLabel(text, textFormat=Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if quiet:
        make_quiet(made)
    return made


def make_quiet(widget: QWidget) -> None:
    """Show the widget's text in the muted colour: the palette keeps it in the place of visited links."""
    widget.setForegroundRole(QPalette.ColorRole.LinkVisited)


def tooltip(text: str) -> str:
    """A tooltip that is never read as markup and wraps."""
    from html import escape

    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def as_menu_text(text: str) -> str:
    """A name in a menu or on a button: an ampersand is no mnemonic, a tab no border before a key."""
    return text.replace("&", "&&").replace("\t", " ")


def flat(text: str, at_most: int = 200) -> str:
    """White space of any kind as single blanks, cut to a length in code points."""
    joined = " ".join(text[: at_most * 4].split())
    return joined if len(joined) <= at_most else joined[: at_most - 1] + "…"
