"""Routes of relations as numbers: tracks above a line, lanes in the gutter left of the text. No Qt.

Within a line an arc rises from its head, runs along a track and falls on its child. Across lines it runs from a port
(one a span, shared by all its relations that leave the line) along a track to the gutter, there up or down, and in
again: tracks lie above the text and the gutter beside it, so that no arc crosses text.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from math import hypot

from msgspec import Struct

from annotator.core.relations import Relation
from annotator.ui import lanes
from annotator.ui.lanes import Extent

MOST_TRACKS = 12

# Distances in heights of a label, so that they grow with the zoom.
_SPREAD = 1.3
_LABEL_ROOM = 1.6
_LABEL_GAP = 1.3
_CORNER = 1.0
_FIRST_LANE = 1.7
_NEXT_LANE = 0.85

Point = tuple[float, float]


class Room(Struct, frozen=True):
    """Px there are: width of the text, height of a label, and the width of any label."""

    column: float
    label_height: float
    width_of: Callable[[str], float]


class InlineArc(Struct, frozen=True):
    """A relation within a line; x in px from the text's left."""

    relation: Relation
    x_head: float
    x_child: float
    track: int
    label_x: float


class Port(Struct, frozen=True):
    """Where the relations of a span leave its line."""

    span: int
    relations: tuple[Relation, ...]
    x: float
    track: int
    label: str
    label_x: float

    @property
    def arrives(self) -> bool:
        """Whether an arrow ends here."""
        return any(relation.child == self.span for relation in self.relations)


class Routes(Struct, frozen=True):
    """All arcs of one line."""

    inline: tuple[InlineArc, ...] = ()
    ports: tuple[Port, ...] = ()
    tracks: int = 0

    def port_of(self, span: int) -> Port | None:
        """The port of a span."""
        return next((port for port in self.ports if port.span == span), None)


def routed(
    anchors: Mapping[int, Extent],
    relations: Iterable[Relation],
    room: Room,
) -> Routes:
    """Route the relations that touch a line; `anchors` are the spans that begin on it with their left and right."""
    inline: list[Relation] = []
    leaving: dict[int, list[Relation]] = {}
    for relation in relations:
        if relation.head in anchors and relation.child in anchors:
            inline.append(relation)
        else:
            end = relation.head if relation.head in anchors else relation.child
            if end in anchors:
                leaving.setdefault(end, []).append(relation)
    if not inline and not leaving:
        return Routes()
    return _placed(anchors, inline, leaving, room)


def _placed(
    anchors: Mapping[int, Extent],
    inline: Sequence[Relation],
    leaving: Mapping[int, Sequence[Relation]],
    room: Room,
) -> Routes:
    attached = _attached(anchors, inline, leaving, room.label_height * _SPREAD)
    extents: list[Extent] = []
    label_places: list[float] = []
    for relation in inline:
        ends = attached[relation.head, relation.id], attached[relation.child, relation.id]
        left, right, label_x = _inline_extent(
            min(ends), max(ends), room.width_of(relation.label), room
        )
        extents.append((left, right))
        label_places.append(label_x)
    names = {span: _name(held) for span, held in leaving.items()}
    for span in leaving:
        x, width = attached[span, 0], room.width_of(names[span])
        label_x = x - _LABEL_ROOM * room.label_height - width
        if label_x < 0:
            label_x = _beside(x, width, room)
        extents.append((-1e6, max(x, label_x + width + 4) + 4))
        label_places.append(label_x)
    rows = [min(track, MOST_TRACKS - 1) for track in lanes.assigned(extents, 2.0)]
    count = len(inline)
    arcs = tuple(
        InlineArc(r, attached[r.head, r.id], attached[r.child, r.id], track, label_x)
        for r, track, label_x in zip(inline, rows[:count], label_places[:count], strict=True)
    )
    ports = tuple(
        Port(span, tuple(held), attached[span, 0], track, names[span], label_x)
        for (span, held), track, label_x in zip(
            leaving.items(), rows[count:], label_places[count:], strict=True
        )
    )
    return Routes(arcs, ports, lanes.count(rows))


def _attached(
    anchors: Mapping[int, Extent],
    inline: Sequence[Relation],
    leaving: Mapping[int, Sequence[Relation]],
    spread: float,
) -> dict[tuple[int, int], float]:
    """The x of every end by (span, relation), of a port by (span, 0); ordered so that risers do not cross tracks."""
    targets: dict[int, list[tuple[float, int]]] = {}
    for relation in inline:
        for end, other in ((relation.head, relation.child), (relation.child, relation.head)):
            targets.setdefault(end, []).append((_middle(anchors[other]), relation.id))
    for span in leaving:
        targets.setdefault(span, []).append((-1e6, 0))
    found: dict[tuple[int, int], float] = {}
    for span, ends in targets.items():
        left, right = anchors[span]
        middle = _middle(anchors[span])
        step = min((right - left) / (len(ends) + 1), spread)
        ends.sort(key=lambda end: (end[0] > middle, -end[0], end[1]))
        first = middle - step * (len(ends) - 1) / 2
        for i, (_, relation_id) in enumerate(ends):
            found[span, relation_id] = first + i * step
    return found


def _inline_extent(
    left: float, right: float, width: float, room: Room
) -> tuple[float, float, float]:
    label_x = (left + right - width) / 2
    if width + 2 * _CORNER * room.label_height > right - left:
        # Over a short arc a label would hide its ends and the arrow.
        label_x = _beside(right, width, room)
        if label_x < right:
            label_x = max(left - _LABEL_GAP * room.label_height - width, 0.0)
    return min(left, label_x - 4), max(right, label_x + width + 4), label_x


def _beside(x: float, width: float, room: Room) -> float:
    """Right of a riser, as far as the column has room."""
    return max(min(x + _LABEL_GAP * room.label_height, room.column - width), 0.0)


def _name(relations: Sequence[Relation]) -> str:
    names = list(dict.fromkeys(relation.label for relation in relations))
    return names[0] if len(names) == 1 else f"{names[0]} +{len(names) - 1}"


def _middle(extent: Extent) -> float:
    return (extent[0] + extent[1]) / 2


def gutter_lane(number: int, width: float, label_height: float) -> float:
    """Distance left of the text of a lane in the gutter; lanes beyond its width share."""
    first, step = _FIRST_LANE * label_height, _NEXT_LANE * label_height
    most = max(int((width - first - 4) // step) + 1, 1)
    return first + (number % most) * step


def distance(point: Point, path: Sequence[Point]) -> float:
    """From a point to a line of straight pieces."""
    return min((_to_piece(point, a, b) for a, b in pairwise(path)), default=1e9)


def _to_piece(point: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = 0.0
    if length:
        share = min(max(((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length, 0.0), 1.0)
    return hypot(point[0] - a[0] - share * dx, point[1] - a[1] - share * dy)
