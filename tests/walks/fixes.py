"""What separates proposals from gold, as corrections that keys can make."""

from collections import defaultdict
from typing import Any

from annotator import opening
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
            found.append(Fix("relabel", LABEL_KEYS[after[target]], target))
    relabelled = {p: after[p] for p in before if p in after and before[p] != after[p]}
    added = {p: label for p, label in after.items() if p not in before and p not in moved.values()}
    removed = {p: "" for p in before if p not in after and p not in moved}
    for kind, changed in (("relabel", relabelled), ("add", added), ("remove", removed)):
        found += _together(text, kind, changed)
    return found + _relations(data, moved)


def _together(text: str, kind: str, changed: dict[Place, str]) -> list[Fix]:
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place, label in sorted(changed.items()):
        groups[text[slice(*place)], label].append(place)
    return [
        Fix(
            "all alike" if len(places) > 1 else kind,
            LABEL_KEYS[label] if label else "x",
            places[0],
            alike=len(places) > 1,
        )
        for (_, label), places in groups.items()
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
        found.append(Fix("relation", "r", head, child, key))
    return found


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
