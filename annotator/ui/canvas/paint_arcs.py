"""Painting of arcs: thin and grey, the focused ones coloured and in front, the others faded beside a raised one."""

from collections.abc import Container, Mapping
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from annotator.core.relations import Relation
from annotator.core.spans import State
from annotator.ui.canvas.arcs import Point
from annotator.ui.canvas.metrics import Metrics
from annotator.ui.canvas.paint import Colours
from annotator.ui.canvas.shapes import Shape, Shapes, Tag
from annotator.ui.state import View

_FADED = 0.3


def raised_of(shapes: Shapes, view: View, hovered: int | None) -> tuple[set[int], set[int]]:
    """Ids of the relations in colour, and of those for whose sake the others fade."""
    lit = {i for i in (hovered, view.relation_in_sight) if i is not None}
    coloured = set(lit)
    if view.span is not None:
        coloured |= {s.relation.id for s in shapes.shapes if _touches(s.relation, view.span)}
    return coloured, lit


def paint_shapes(
    painter: QPainter,
    shapes: Shapes,
    colours: Colours,
    metrics: Metrics,
    view: View,
    hovered: int | None,
) -> None:
    """All arcs, then all labels, so that no line crosses a label."""
    coloured, lit = raised_of(shapes, view, hovered)
    colour_of = {s.relation.id: colours.relation(s.relation.label) for s in shapes.shapes}
    for shape in sorted(
        shapes.shapes, key=lambda s: (s.relation.id in coloured, s.relation.id in lit)
    ):
        _paint_arc(painter, shape, colours, metrics, coloured, lit)
    painter.setFont(metrics.label_font)
    for tag in sorted(shapes.tags, key=lambda t: not lit.isdisjoint(t.relations)):
        _paint_tag(painter, tag, colour_of, colours, metrics, coloured, lit)
    painter.setOpacity(1.0)


def _paint_arc(
    painter: QPainter,
    shape: Shape,
    colours: Colours,
    metrics: Metrics,
    coloured: Container[int],
    lit: set[int],
) -> None:
    relation = shape.relation
    is_lit = relation.id in lit
    colour = _colour(relation, colours, coloured)
    painter.setOpacity(_FADED if lit and not is_lit else 1.0)
    pen = QPen(colour, max(metrics.text_px / 13, 1.2) * (1.5 if is_lit else 1.0))
    if relation.state is State.PROPOSED:
        pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if len(shape.points) == 2:
        painter.drawLine(QPointF(*shape.points[0]), QPointF(*shape.points[1]))
    else:
        painter.drawPath(rounded_path(shape.points, metrics.text_px * 0.4))
    if shape.has_arrow:
        _paint_arrow(painter, shape.points[-1], colour, max(metrics.text_px * 0.19, 3.0))


def _paint_arrow(painter: QPainter, tip: Point, colour: QColor, size: float) -> None:
    x, y = tip
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    corners = [(x, y + 1), (x - size, y - size * 1.5), (x + size, y - size * 1.5)]
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def _paint_tag(
    painter: QPainter,
    tag: Tag,
    colour_of: Mapping[int, QColor],
    colours: Colours,
    metrics: Metrics,
    coloured: set[int],
    lit: set[int],
) -> None:
    own = lit.intersection(tag.relations)
    painter.setOpacity(_FADED if lit and not own else 1.0)
    shown = own or coloured.intersection(tag.relations)
    text, colour = tag.text, colours.qt(colours.theme.muted)
    own_colours = [colour_of[r] for r in sorted(shown) if r in colour_of]
    if own_colours:
        is_one = all(own_colour == own_colours[0] for own_colour in own_colours)
        # A port that arcs of several colours share speaks for none of them.
        colour = own_colours[0] if is_one else colours.qt(colours.theme.text)
    height = metrics.label_height
    plate = QRectF(tag.x - 3, tag.y - height / 2 - 1.5, metrics.width_of(text) + 6, height + 3)
    painter.fillRect(plate, colours.qt(colours.theme.page))
    painter.setPen(colour)
    painter.drawText(QPointF(tag.x, tag.y + height / 2), text)


def paint_rubber(
    painter: QPainter, start: Point, end: Point, colours: Colours, metrics: Metrics
) -> None:
    """The arc of a relation while it is being dragged."""
    colour = colours.qt(colours.theme.accent)
    painter.setPen(QPen(colour, max(metrics.text_px / 9, 1.6)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(QPointF(*start))
    lift = min(abs(end[0] - start[0]) * 0.25 + 14, 60)
    control = QPointF((start[0] + end[0]) / 2, min(start[1], end[1]) - lift)
    path.quadTo(control, QPointF(*end))
    painter.drawPath(path)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(*end), 3.5, 3.5)


@lru_cache(maxsize=2000)
def rounded_path(points: tuple[Point, ...], radius: float) -> QPainterPath:
    """Straight pieces with round corners; not to be changed, for it is kept for the next paint."""
    path = QPainterPath(QPointF(*points[0]))
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        r = min(radius, _length(before, corner) / 2, _length(corner, after) / 2)
        path.lineTo(_towards(corner, before, r))
        path.quadTo(QPointF(*corner), _towards(corner, after, r))
    path.lineTo(QPointF(*points[-1]))
    return path


def _colour(relation: Relation, colours: Colours, coloured: Container[int]) -> QColor:
    if relation.id in coloured:
        return colours.relation(relation.label)
    return colours.qt(colours.theme.arc)


def _touches(relation: Relation, span: int) -> bool:
    return span in (relation.head, relation.child)


def _length(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(start: Point, goal: Point, length: float) -> QPointF:
    whole = _length(start, goal) or 1.0
    share = length / whole
    return QPointF(start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share)
