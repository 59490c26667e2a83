"""Fonts and distances of one zoom, in logical px."""

from functools import cached_property
from math import ceil

from msgspec import Struct
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF, QGuiApplication

_READING_FACES = (
    "Charter",
    "Iowan Old Style",
    "Source Serif 4",
    "Source Serif Pro",
    "Noto Serif",
    "Georgia",
    "Cambria",
    "Liberation Serif",
    "DejaVu Serif",
)
_MEASURE = 75
_SAMPLE = "The minister said on Tuesday that the talks in Osaka would go on for as long as needed. "
_READING_SCALE = 1.4
ZOOMS = (50, 300)
"""Lowest and highest zoom, percent."""


def reading_face() -> str:
    """The first reading typeface that this machine has; empty when there is none."""
    return next((face for face in _READING_FACES if QFontDatabase.hasFamily(face)), "")


class Metrics(Struct, frozen=True, dict=True):
    """Everything that follows from typeface, zoom and the width there is (px)."""

    family: str
    zoom: int
    viewport_width: int

    @cached_property
    def text_px(self) -> int:
        """Size of the text."""
        system = QFontInfo(QGuiApplication.font()).pixelSize()
        return max(round(max(system, 11) * _READING_SCALE * self.zoom / 100), 7)

    @cached_property
    def font(self) -> QFont:
        """The text's font."""
        font = QFont(QGuiApplication.font())
        if self.family:
            font.setFamilies([self.family, *font.families()])
        font.setPixelSize(self.text_px)
        font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
        return font

    @cached_property
    def label_font(self) -> QFont:
        """Small, upright, a little spaced: for labels beneath the text and on arcs."""
        font = QFont(QGuiApplication.font())
        font.setPixelSize(max(round(self.text_px * 0.57), 8))
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 104)
        return font

    @cached_property
    def hint_font(self) -> QFont:
        """For the letters of hints."""
        font = QFont(QGuiApplication.font())
        font.setPixelSize(max(round(self.text_px * 0.72), 10))
        font.setWeight(QFont.Weight.Bold)
        return font

    @cached_property
    def _text(self) -> QFontMetricsF:
        return QFontMetricsF(self.font)

    @cached_property
    def label(self) -> QFontMetricsF:
        """Measures of the label font."""
        return QFontMetricsF(self.label_font)

    @cached_property
    def font_ascent(self) -> float:
        """What the text font itself claims above the baseline."""
        return self._text.ascent()

    @cached_property
    def font_descent(self) -> float:
        """What the text font itself claims below the baseline."""
        return self._text.descent()

    @cached_property
    def ascent(self) -> int:
        """Of a span's box above the baseline: to the ascenders and a little."""
        return ceil(min(self.font_ascent, self.text_px * 0.93))

    @cached_property
    def descent(self) -> int:
        """Of a span's box below the baseline."""
        return ceil(max(min(self.font_descent, self.text_px * 0.29), self.text_px * 0.25))

    @cached_property
    def label_height(self) -> int:
        """Of capitals in the label font."""
        return ceil(self.label.capHeight())

    @cached_property
    def lane(self) -> int:
        """Height of one row of labels beneath the text."""
        return self.label_height + max(round(self.text_px * 0.32), 4)

    @cached_property
    def track(self) -> int:
        """Height of one row of arcs above the text."""
        return self.label_height + max(round(self.text_px * 0.30), 5)

    @cached_property
    def pitch(self) -> int:
        """Height of a line with at most one row of labels and no arcs."""
        return max(self.ascent + self.descent + self.lane + 2, round(self.text_px * 1.75))

    @cached_property
    def paragraph_gap(self) -> int:
        """Space after a paragraph."""
        return round(self.text_px * 0.5)

    @cached_property
    def blank(self) -> int:
        """Height of an empty paragraph."""
        return round(self.text_px * 0.45)

    @cached_property
    def character(self) -> float:
        """Mean width of a character in running text."""
        return self._text.horizontalAdvance(_SAMPLE) / len(_SAMPLE)

    @cached_property
    def gutter(self) -> int:
        """Least space left of the text, where arcs run between lines."""
        return min(max(round(self.text_px * 3.2), 44), max(self.viewport_width // 5, 24))

    @cached_property
    def column(self) -> int:
        """Width of the text."""
        room = self.viewport_width - self.gutter - max(self.gutter // 2, 16)
        return max(min(round(self.character * _MEASURE), room), 40)

    @cached_property
    def left(self) -> int:
        """Where the text begins."""
        return max((self.viewport_width - self.column) // 2, self.gutter)

    @cached_property
    def lanes_end(self) -> int:
        """Right of all lanes in the gutter; nothing of the text stands further left (px from the viewport's left)."""
        return self.left - round(self.text_px * 0.6) - 1

    @cached_property
    def margin(self) -> int:
        """Space above the first and below the last line."""
        return round(self.text_px * 2.2)

    def width_of(self, label: str) -> float:
        """Width of a label's text."""
        found = self._widths.get(label)
        if found is None:
            found = self._widths[label] = self.label.horizontalAdvance(label)
        return found

    @cached_property
    def _widths(self) -> dict[str, float]:
        return {}

    def same_text_layout(self, other: "Metrics") -> bool:
        """Whether lines break at the same places, so that layouts can be kept."""
        return (self.family, self.zoom, self.column) == (other.family, other.zoom, other.column)

    def estimated(self, characters: int, has_spans: bool) -> int:
        """Likely height of a paragraph before it is laid out."""
        if not characters:
            return self.blank
        per_line = max(self.column / self.character * 0.95, 4)
        return ceil(characters / per_line) * (self.pitch + (2 if has_spans else 0))
