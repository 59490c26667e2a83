"""Painting of text, spans, selection and hints; only reads. X from the text's left, y from the page's top."""

from collections.abc import Callable, Container, Iterator, Sequence

from msgspec import Struct, field
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from annotator.core.document import Excluded
from annotator.core.schema import Schema
from annotator.core.spans import Span, State
from annotator.ui.canvas.decor import Fragment, LineBox, sorted_outside_in
from annotator.ui.canvas.display import INVISIBLE
from annotator.ui.canvas.layout import Box
from annotator.ui.canvas.page import Laid, Page
from annotator.ui.state import View
from annotator.ui.theme import SpanColours, Theme, own_label_colours, own_relation_colours

_SURE = 0.85
_FADED = 0.35
_UNKNOWN = "#808080"


class Scene(Struct, frozen=True):
    """What is painted beside the page: the view, what a drag would do, matches and excluded ranges in sight."""

    view: View
    has_focus: bool = True
    targets: Container[int] | None = None
    preview: tuple[int, int] | None = None
    child: int | None = None
    matches: Sequence[tuple[int, int]] = ()
    excluded: Sequence[Excluded] = ()


class Colours(Struct):
    """Brushes and pens of one theme and schema; what no span on the screen has is not worked out."""

    theme: Theme
    labels: dict[str, str]
    relations: dict[str, str]
    _spans: dict[str, SpanColours] = field(default_factory=dict)
    _inks: dict[str, str] = field(default_factory=dict)
    _qt: dict[str, QColor] = field(default_factory=dict)

    @classmethod
    def of(cls, theme: Theme, schema: Schema) -> "Colours":
        """Made anew when theme or schema change."""
        return cls(
            theme,
            own_label_colours(schema),
            own_relation_colours(schema),
        )

    def span(self, label: str) -> SpanColours:
        """The colours of a label; grey for one that the schema does not know."""
        own = self.labels.get(label, _UNKNOWN)
        found = self._spans.get(own)
        if found is None:
            found = self._spans[own] = self.theme.span_colours(own)
        return found

    def relation(self, label: str) -> QColor:
        """The colour of a relation type."""
        ink = self._inks.get(label)
        if ink is None:
            own = self.relations.get(label)
            ink = self._inks[label] = self.theme.relation_ink(own) if own else self.theme.muted
        return self.qt(ink)

    def qt(self, colour: str) -> QColor:
        """The QColor of `#rrggbb`."""
        found = self._qt.get(colour)
        if found is None:
            found = self._qt[colour] = QColor(colour)
        return found


def fill_of(span: Span, colours: SpanColours) -> str:
    """The less sure, the lighter."""
    if span.state is State.PROPOSED:
        unsure = span.score is not None and span.score < _SURE
        return colours.doubtful if unsure else colours.proposed
    return colours.confirmed if span.confirmed else colours.accepted


def paint_lines(
    painter: QPainter, page: Page, colours: Colours, scene: Scene, top: float, bottom: float
) -> None:
    """Paint the lines between two heights of the page."""
    for block_top, laid in page.between(top, bottom):
        for number, line in enumerate(laid.lines):
            if block_top + line.bottom >= top and block_top + line.top <= bottom:
                _Line(painter, page, colours, scene, block_top, laid, number, line).paint()


class _Line(Struct):
    """One line being painted."""

    painter: QPainter
    page: Page
    colours: Colours
    scene: Scene
    y: int
    laid: Laid
    number: int
    line: LineBox

    def paint(self) -> None:
        self._matches()
        outside_in = {s.id: i for i, s in enumerate(sorted_outside_in(_spans(self.line)))}
        fragments = sorted(self.line.fragments, key=lambda f: outside_in[f.span.id])
        for fragment in fragments:
            self._fill(fragment)
        self._selection()
        painter = self.painter
        painter.setPen(self.colours.qt(self.colours.theme.text))
        self.laid.layout.draw(painter, self.number, 0.0, self.y + self.line.baseline)
        self._excluded()
        painter.setFont(self.page.metrics.label_font)
        for fragment in fragments:
            self._label(fragment)
        self._focus(fragments)
        if self.scene.view.show_invisible:
            self._invisible()

    def _rect(self, box: Box, inset: float = 0.0, grown: float = 1.0) -> QRectF:
        top = self.y + self.line.text_top + inset
        height = self.line.text_bottom - self.line.text_top - 2 * inset
        return QRectF(box[0] - grown, top, box[1] - box[0] + 2 * grown, height)

    def _is_faded(self, span: Span) -> bool:
        targets, view = self.scene.targets, self.scene.view
        # While a relation is dragged its head is the focused span.
        return targets is not None and not (span.id in (view.head, view.span) or span.id in targets)

    def _fill(self, fragment: Fragment) -> None:
        span, painter = fragment.span, self.painter
        colours = self.colours.span(span.label)
        inset = min(fragment.depth * 2.0, 6.0)
        painter.setOpacity(_FADED if self._is_faded(span) else 1.0)
        edge = self.colours.qt(colours.edge)
        painter.setBrush(self.colours.qt(fill_of(span, colours)))
        painter.setPen(Qt.PenStyle.NoPen)
        if span.state is State.PROPOSED:
            pen = QPen(edge, 1.0)
            pen.setDashPattern([3.0, 2.5])
            painter.setPen(pen)
        elif fragment.depth:
            painter.setPen(QPen(edge, 0.8))
        for path in self._paths(fragment, inset):
            painter.drawPath(path)
        if span.state is not State.PROPOSED and not fragment.overlaps:
            painter.setPen(QPen(edge, 1.6 if span.confirmed else 1.0))
            y = self.y + self.line.text_bottom - 0.5
            for left, right in fragment.boxes:
                painter.drawLine(QPointF(left + 1, y), QPointF(right - 1, y))
        painter.setOpacity(1.0)

    def _paths(self, fragment: Fragment, inset: float, grown: float = 1.0) -> list[QPainterPath]:
        rtl = self.laid.layout.right_to_left
        last = len(fragment.boxes) - 1
        paths = []
        for i, box in enumerate(fragment.boxes):
            starts, ends = (
                (fragment.closes, fragment.opens)
                if rtl
                else (
                    fragment.opens,
                    fragment.closes,
                )
            )
            radius = max(self.page.metrics.text_px * 0.22, 3.0)
            left = radius if i > 0 or starts else 0.0
            right = radius if i < last or ends else 0.0
            paths.append(_rounded(self._rect(box, inset, grown), left, right))
        return paths

    def _label(self, fragment: Fragment) -> None:
        span, metrics, painter = fragment.span, self.page.metrics, self.painter
        colours = self.colours.span(span.label)
        top = self.y + self.line.lane_top(fragment.lane, metrics)
        painter.setOpacity(_FADED if self._is_faded(span) else 1.0)
        if fragment.overlaps:
            left, right = fragment.extent
            bar = QRectF(left, top, right - left, max(metrics.text_px * 0.1, 1.5))
            painter.fillRect(bar, self.colours.qt(colours.edge))
        baseline = top + metrics.label_height + max(metrics.text_px * 0.2, 2)
        if span.id == self.scene.view.span:
            width = metrics.width_of(fragment.label)
            pill = QRectF(fragment.label_x - 3, baseline - metrics.label_height - 2, width + 6, 0)
            pill.setHeight(metrics.label_height + 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colours.qt(self.colours.theme.ring))
            painter.drawRoundedRect(pill, 3, 3)
            painter.setPen(self.colours.qt(self.colours.theme.page))
        else:
            painter.setPen(self.colours.qt(colours.ink))
        painter.drawText(QPointF(fragment.label_x, baseline), fragment.label)
        painter.setOpacity(1.0)

    def _focus(self, fragments: list[Fragment]) -> None:
        scene, theme = self.scene, self.colours.theme
        view = scene.view
        seen = view.relation_in_sight
        relation = self.page.document.find_relation(seen) if seen is not None else None
        ends = (relation.head, relation.child) if relation is not None else ()
        for fragment in fragments:
            span_id = fragment.span.id
            if span_id == view.span:
                self._ring(fragment, theme.ring, 1.8, 0.6)
            elif span_id == scene.child:
                self._ring(fragment, theme.accent, 2.6, 1.0)
            elif span_id == view.head:
                self._ring(fragment, theme.accent, 2.2, 0.8)
            elif span_id in ends:
                self._ring(fragment, theme.ring, 1.4, 0.6)
            elif scene.targets is not None and span_id in scene.targets:
                self._ring(fragment, theme.accent, 1.4, 0.6)
        if scene.preview is not None:
            self._outline(scene.preview, theme.ring)

    def _ring(self, fragment: Fragment, colour: str, width: float, grown: float) -> None:
        """So close that a comma behind the span is still read as one."""
        painter = self.painter
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.colours.qt(colour), width))
        for path in self._paths(fragment, -0.5, grown):
            painter.drawPath(path)

    def _outline(self, span: tuple[int, int], colour: str) -> None:
        for box in self._boxes(*span):
            self.painter.setBrush(Qt.BrushStyle.NoBrush)
            self.painter.setPen(QPen(self.colours.qt(colour), 2.0))
            self.painter.drawRoundedRect(self._rect(box, -0.5, 2.0), 4, 4)

    def _boxes(self, start: int, end: int) -> list[Box]:
        if start >= self.line.end or end <= self.line.start:
            return []
        layout = self.laid.layout
        last = layout.line_end(self.number)
        if start <= self.line.start and end >= last:
            left, right = layout.text_width(self.number)
            return [(left, right)] if right > left else []
        return layout.boxes(start, end, self.number)

    def _matches(self) -> None:
        theme = self.colours.theme
        for start, end in self.scene.matches:
            if start < self.line.end and end > self.line.start:
                for box in self._boxes(start, end):
                    self.painter.setPen(QPen(self.colours.qt(theme.match_edge), 1.0))
                    self.painter.setBrush(self.colours.qt(theme.match))
                    self.painter.drawRoundedRect(self._rect(box, -1.0), 2, 2)

    def _selection(self) -> None:
        selection = self.scene.view.selection
        if selection is None:
            return
        colour = QColor(self.colours.theme.selection)
        colour.setAlpha(205)
        boxes = self._boxes(*selection)
        last = self.laid.layout.line_end(self.number)
        is_end = self.number + 1 == len(self.laid.lines)
        if is_end and selection[0] <= last < selection[1]:
            x = self.laid.layout.x_of(last, self.number)
            boxes = [*boxes, (x, x + self.page.metrics.character)]
        for box in boxes:
            self.painter.fillRect(self._rect(box, 0.0, 0.0), colour)

    def _excluded(self) -> None:
        line, theme = self.line, self.colours.theme
        end = max(line.end - 1, line.start + 1)
        for excluded in self.scene.excluded:
            if excluded.start >= end or excluded.end <= line.start:
                continue
            veil = QColor(theme.page)
            veil.setAlpha(145)
            for left, right in self._boxes(excluded.start, excluded.end):
                self.painter.fillRect(self._rect((left, right), -1.0, 3.0), veil)
            bar = QRectF(-self.page.metrics.text_px * 0.6, self.y + line.text_top, 3, 0)
            bar.setHeight(line.text_bottom - line.text_top)
            brush = QBrush(self.colours.qt(theme.faint), Qt.BrushStyle.Dense4Pattern)
            self.painter.fillRect(bar, brush)

    def _invisible(self) -> None:
        layout, painter = self.laid.layout, self.painter
        start = self.line.start
        source = self.page.document.text[start : layout.line_end(self.number)]
        painter.setPen(self.colours.qt(self.colours.theme.caret))
        metrics = self.page.metrics
        for found in INVISIBLE.finditer(source):
            character, offset = found.group(), start + found.start()
            x = layout.x_of(offset, self.number)
            if character in " \t\u00a0":
                mark = {" ": "·", "\t": "→", "\u00a0": "°"}[character]
                width = metrics.character * 0.5
                painter.drawText(QPointF(x + width * 0.3, self.y + self.line.baseline - 2), mark)
                continue
            top, bottom = self.y + self.line.text_top, self.y + self.line.text_bottom
            painter.drawLine(QPointF(x, top + 3), QPointF(x, bottom - 1))
            painter.fillRect(QRectF(x - 2, top, 4, 3), painter.pen().color())


def paint_caret(painter: QPainter, page: Page, colours: Colours, scene: Scene, offset: int) -> None:
    """A still bar; pale while the keyboard is elsewhere."""
    rect = caret_rect(page, offset)
    theme = colours.theme
    painter.fillRect(rect, colours.qt(theme.caret if scene.has_focus else theme.faint))


def caret_rect(page: Page, offset: int) -> QRectF:
    """Where the caret is painted."""
    x, top, bottom = page.place_of(offset)
    width = max(round(page.metrics.text_px / 9), 2)
    return QRectF(round(x) - width / 2, top - 1, width, bottom - top + 2)


def paint_hints(painter: QPainter, page: Page, colours: Colours, view: View) -> None:
    """Badges with letters; what is typed already is pale, what can't be meant any more is gone."""
    metrics, theme = page.metrics, colours.theme
    painter.setFont(metrics.hint_font)
    measures = painter.fontMetrics()
    for letters, badge in badges(page, view, measures.horizontalAdvance):
        painter.setPen(QPen(colours.qt(theme.page), 1.0))
        painter.setBrush(colours.qt(theme.hint))
        painter.drawRoundedRect(badge, 3, 3)
        typed = letters[: len(view.typed)]
        baseline = badge.center().y() + measures.capHeight() / 2
        x_text = badge.left() + metrics.text_px * 0.25
        painter.setPen(colours.qt(theme.hint_typed))
        painter.drawText(QPointF(x_text, baseline), typed)
        painter.setPen(colours.qt(theme.on_hint))
        x_text += measures.horizontalAdvance(typed)
        painter.drawText(QPointF(x_text, baseline), letters[len(typed) :])


def badges(
    page: Page, view: View, width_of: Callable[[str], float]
) -> Iterator[tuple[str, QRectF]]:
    """Letters and their places, line by line; one that would cover another moves to its right."""
    size = page.metrics.text_px
    low, high = page.scroll, page.scroll + page.viewport_height
    found: list[tuple[int, float, str]] = []
    for hint in view.hints:
        x, top, bottom = page.place_of(hint.start)
        if hint.letters.startswith(view.typed) and bottom >= low and top <= high:
            found.append((top, x - size * 0.4, hint.letters.upper()))
    row, right = low - 1, 0.0
    for top, x, letters in sorted(found):
        left = max(x, right + 1) if top == row else x
        width = width_of(letters) + size * 0.5
        row, right = top, left + width
        yield letters, QRectF(left, top - size * 0.75, width, size * 1.05)


def _spans(line: LineBox) -> list[Span]:
    return [fragment.span for fragment in line.fragments]


def _rounded(rect: QRectF, left: float, right: float) -> QPainterPath:
    """A rectangle whose left and right corners are rounded by so many px; 0 leaves them square."""
    path = QPainterPath()
    if left == right:
        path.addRoundedRect(rect, left, right)
        return path
    x0, x1, y0, y1 = rect.left(), rect.right(), rect.top(), rect.bottom()
    path.moveTo(x0 + left, y0)
    path.lineTo(x1 - right, y0)
    path.quadTo(x1, y0, x1, y0 + right)
    path.lineTo(x1, y1 - right)
    path.quadTo(x1, y1, x1 - right, y1)
    path.lineTo(x0 + left, y1)
    path.quadTo(x0, y1, x0, y1 - left)
    path.lineTo(x0, y0 + left)
    path.quadTo(x0, y0, x0 + left, y0)
    return path
