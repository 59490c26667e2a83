"""What separates proposals from gold, as corrections that keys can make."""

from collections import defaultdict
from typing import Any

from annotator import opening
from annotator.core.schema import RelationType
from annotator.core.tokens import Tokens
from tests.walks.analyst import LABEL_KEYS, SMALL_AT_END, SMALL_AT_START, Fix

Place = tuple[int, int]


def fixes_of(data: dict[str, Any]) -> list[Fix]:
    """The corrections of one worked article; mentions of the same words that go together are one."""
    before = {(s["start"], s["end"]): s["label"] for s in data["proposals"]}
    after = {(s["start"], s["end"]): s["label"] for s in data["gold"]}
    found: list[Fix] = []
    text, moved = data["text"], dict[Place, Place]()
    for place in sorted(set(before) - set(after)):
        target = next((g for g in after if g not in before and _shares_edge(place, g)), None)
        if target is None:
            continue
        moved[place] = target
        key, times = _edge(text, place, target)
        found.append(Fix("edge", key, place, times=times))
        if before[place] != after[target]:
            label = after[target]
            key = LABEL_KEYS.get(label, "l")
            found.append(Fix("relabel", key, target, picked=picked_by(label)))
    relabelled = {p: after[p] for p in before if p in after and before[p] != after[p]}
    added = {p: label for p, label in after.items() if p not in before and p not in moved.values()}
    removed = {p: "" for p in before if p not in after and p not in moved}
    for changed in (relabelled | added, removed):
        found += _together(text, changed, set(added), set(after))
    return found + _relations(data, moved)


def picked_by(label: str) -> str:
    """The first letters that find a label without a key of its own before any other."""
    if not label or label in LABEL_KEYS:
        return ""
    names = [entry.name for entry in opening.default_schema().labels]
    for count in range(1, len(label) + 1):
        letters = label[:count].lower()
        if next(name for name in names if name.lower().startswith(letters)) == label:
            return letters
    return label.lower()


def _together(
    text: str, changed: dict[Place, str], added: set[Place], gold: set[Place]
) -> list[Fix]:
    """Mentions of the same words that become the same; those within other names are a group of their own."""
    groups: dict[tuple[str, str, bool], list[Place]] = defaultdict(list)
    for place, label in sorted(changed.items()):
        is_nested = any(g != place and g[0] <= place[0] and place[1] <= g[1] for g in gold)
        groups[text[slice(*place)], label, is_nested].append(place)

    def kind_of(label: str, places: list[Place]) -> str:
        if len(places) > 1:
            return "all alike"
        return "add" if places[0] in added else "relabel" if label else "remove"

    return [
        Fix(
            kind_of(label, places),
            LABEL_KEYS.get(label, "l") if label else "x",
            places[0],
            alike=len(places) > 1,
            picked=picked_by(label),
        )
        for (_, label, _), places in groups.items()
    ]


def _relations(data: dict[str, Any], moved: dict[Place, Place]) -> list[Fix]:
    schema = opening.default_schema()
    labels = {(s["start"], s["end"]): s["label"] for s in data["gold"]}
    found = []
    for relation in data["relations"]:
        head, child = ((relation[end]["start"], relation[end]["end"]) for end in ("head", "child"))
        fitting = schema.relations_between(labels[head], labels[child])
        kind = schema.relation(relation["label"])
        key = "" if len(fitting) == 1 or kind is None else kind.key
        is_nearest = bool(key) and kind is not None and _nearest(kind, head, labels) == child
        found.append(Fix("relation", "r", head, child, key, nearest=is_nearest))
    return found


def _nearest(kind: RelationType, head: Place, labels: dict[Place, str]) -> Place | None:
    """The span that a person sees to be nearest of those that the relation allows; None where two are as near."""
    gaps = sorted(
        (max(place[0] - head[1], head[0] - place[1]), place)
        for place, label in labels.items()
        if place != head and kind.allows(labels[head], label)
    )
    is_clear = len(gaps) == 1 or (len(gaps) > 1 and gaps[0][0] < gaps[1][0])
    return gaps[0][1] if is_clear else None


def _shares_edge(place: Place, other: Place) -> bool:
    return place[0] < other[1] and other[0] < place[1] and (
        place[0] == other[0] or place[1] == other[1]
    )  # fmt: skip


def _edge(text: str, place: Place, target: Place) -> tuple[str, int]:
    """The key that moves the edge, and how often; joints and small words count with the word beyond them."""
    tokens = Tokens.plain(text)
    (start, end), (new_start, new_end) = place, target
    if start == new_start:
        low, high, key = min(end, new_end), max(end, new_end), "w" if new_end > end else "shift+w"
    else:
        low, high = min(start, new_start), max(start, new_start)
        key = "q" if new_start < start else "shift+q"
    held = tokens.covering(low, high)
    words = (
        [text[tokens.starts[i] : tokens.ends[i]] for i in range(held[0], held[1] + 1)]
        if held
        else []
    )
    small = SMALL_AT_END if key.endswith("w") else SMALL_AT_START
    return key, sum(word.isalnum() and word not in small for word in words)
