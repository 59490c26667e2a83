"""doccano's JSONL out.

Every line has the same keys: doccano reads lines into a table, and refuses the file where a cell is empty.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from annotator.formats.building import extra_of
from annotator.formats.datasets import Facts, Made, Parts, part_path
from annotator.formats.imported import Imported
from annotator.formats.jsonl import write_file

_Records = Callable[[Iterable[Imported], Mapping[str, Any]], Iterator[dict[str, Any]]]


class _Seen(Struct):
    """What a first look at the articles tells: the keys that came along with what stands for none there, and
    whether there are characters like emoji.
    """

    keys: dict[str, Any] = field(default_factory=dict)
    has_astral: bool = False


def write_doccano(path: Path, articles: Iterable[Imported]) -> int:
    """Write `entities` and `relations`, as doccano's projects with relations read them."""
    return write_file(path, _related(articles, {}))


def write_triples(path: Path, articles: Iterable[Imported]) -> int:
    """Write `label` triples, as doccano's plain sequence labelling reads them."""
    return write_file(path, _plain(articles, {}))


def write_sets(path: Path, parts: Parts, facts: Facts) -> Made:
    """`write_doccano` for each part, with the same keys in all lines."""
    return _made(path, parts, facts, _related)


def write_triple_sets(path: Path, parts: Parts, facts: Facts) -> Made:
    """`write_triples` for each part, with the same keys in all lines."""
    return _made(path, parts, facts, _plain)


def _made(path: Path, parts: Parts, facts: Facts, records: _Records) -> Made:
    seen = _seen(parts)
    made = Made(advice=_advice(facts, seen))
    for part, articles in parts.items():
        target = part_path(path, part, ".jsonl")
        write_file(target, records(articles(), seen.keys))
        made.files[part] = [target]
    return made


def _seen(parts: Parts) -> _Seen:
    seen = _Seen()
    for articles in parts.values():
        for article in articles():
            for key, said in _rest(article).items():
                seen.keys.setdefault(key, _none_like(said))
            seen.has_astral = seen.has_astral or max(article.text, default="") > "\uffff"
    return seen


def _none_like(value: Any) -> Any:
    return type(value)() if isinstance(value, list | dict) else ""


def _advice(facts: Facts, seen: _Seen) -> str:
    """What a project must allow, since doccano drops the rest without a word."""
    ticks = {
        '"Allow overlapping spans"': facts.overlaps,
        '"Use relation labeling"': bool(facts.relation_labels),
        '"Count grapheme clusters as one character" (else emoji shift spans)': seen.has_astral,
    }
    wanted = [name for name, is_wanted in ticks.items() if is_wanted]
    return f"Tick in doccano's project, when it is made: {', '.join(wanted)}." if wanted else ""


def _rest(article: Imported) -> dict[str, Any]:
    kept = extra_of(article.meta.record_extra).get("doccano")
    return kept if isinstance(kept, dict) else {}


def _plain(articles: Iterable[Imported], keys: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for number, article in enumerate(articles, 1):
        own = {"id": number, "text": article.text}
        own["label"] = [[s.start, s.end, s.label] for s in article.spans]
        yield _whole(own, article, keys)


def _related(articles: Iterable[Imported], keys: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    span_id = relation_id = 0
    for number, article in enumerate(articles, 1):
        ids = {s.id: span_id + n for n, s in enumerate(article.spans, 1)}
        own: dict[str, Any] = {"id": number, "text": article.text}
        own["entities"] = [
            {"id": ids[s.id], "label": s.label, "start_offset": s.start, "end_offset": s.end}
            for s in article.spans
        ]
        own["relations"] = [
            {
                "id": relation_id + n,
                "from_id": ids[r.head],
                "to_id": ids[r.child],
                "type": r.label,
            }
            for n, r in enumerate(article.relations, 1)
        ]
        span_id += len(article.spans)
        relation_id += len(article.relations)
        yield _whole(own | {"Comments": []}, article, keys)


def _whole(own: dict[str, Any], article: Imported, keys: Mapping[str, Any]) -> dict[str, Any]:
    """The line with what came along; only number and comments of it stand in for ours."""
    fixed = own.keys() - {"id", "Comments"}
    rest = {key: value for key, value in _rest(article).items() if key not in fixed}
    empty = {key: none for key, none in keys.items() if key not in own}
    return own | empty | rest
