"""Label Studio's JSON out: an array of tasks, each with one annotation, for a project with a text."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from annotator.core.document import Status
from annotator.core.relations import Relation
from annotator.core.schema import Label, RelationType, Schema
from annotator.core.spans import Span
from annotator.formats.atomic import written
from annotator.formats.building import extra_of
from annotator.formats.datasets import Facts, Made, Parts, part_path
from annotator.formats.imported import Imported
from annotator.formats.jsonl import encoded
from annotator.formats.label_studio_names import LABELS, TEXT, control_name

_FACTS = ("title", "author", "date", "url")


def write_label_studio(path: Path, articles: Iterable[Imported]) -> int:
    """Write the tasks, a line each within one array; how many there were."""
    count = 0
    with written(path) as file:
        file.write(b"[")
        for count, article in enumerate(articles, 1):
            file.write(b"\n" if count == 1 else b",\n")
            file.write(encoded(task_of(article, count)))
        file.write(b"\n]\n")
    return count


def write_dataset(path: Path, parts: Parts, facts: Facts) -> Made:
    """Write a file a part, and the labeling configuration that a project needs for them."""
    from annotator.formats.label_studio_config import config_of

    made = Made()
    choices: dict[str, set[str]] = {}
    for part, articles in parts.items():
        target = part_path(path, part, ".json")
        write_label_studio(target, _noted(articles(), choices))
        made.files[part] = [target]
    config = part_path(path, "", ".json").with_suffix(".config.xml")
    with written(config) as file:
        file.write(config_of(_whole_schema(facts), choices).encode())
    made.beside.append(config)
    made.advice = f"Put {config.name} into the project's labeling interface before importing."
    return made


def _noted(articles: Iterable[Imported], choices: dict[str, set[str]]) -> Iterator[Imported]:
    """The articles as they are; their attributes' names and values are kept."""
    for article in articles:
        for span in article.spans:
            for name, value in span.attributes:
                choices.setdefault(name, set()).add(value)
        yield article


def _whole_schema(facts: Facts) -> Schema:
    """The schema with all labels and relation types that are used."""
    schema = facts.schema or Schema()
    labels = [Label(n) for n in facts.labels if n not in schema.label_names]
    relations = [RelationType(n) for n in facts.relation_labels if schema.relation(n) is None]
    return replace(
        schema,
        labels=(*schema.labels, *labels),
        relations=(*schema.relations, *relations),
    )


def task_of(article: Imported, number: int) -> dict[str, Any]:
    """One article as a task; what came from Label Studio beside stands there again."""
    own = extra_of(article.meta.record_extra).get("label_studio")
    kept = own if isinstance(own, dict) else {}
    facts = {name: getattr(article.meta, name) for name in _FACTS}
    data = {"text": article.text, **{name: said for name, said in facts.items() if said}}
    data |= {k: v for k, v in extra_of(article.meta.extra).items() if k not in data}
    data |= {key: value for key, value in kept.get("data", {}).items() if key not in data}
    result = [row for span in article.spans for row in _region(span, article.text)]
    pairs: dict[tuple[int, int], list[Relation]] = {}
    for relation in article.relations:
        pairs.setdefault((relation.head, relation.child), []).append(relation)
    result += [_link(head, child, said) for (head, child), said in pairs.items()]
    result += kept.get("result", [])
    annotation = {
        "result": result,
        "was_cancelled": article.status is Status.SKIPPED,
        "ground_truth": False,
    }
    return {"id": number, "data": data, "annotations": [annotation], "predictions": []}


def _region(span: Span, text: str) -> list[dict[str, Any]]:
    place = {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
    own = {"id": f"s{span.id}", "to_name": TEXT}
    region = own | {"from_name": LABELS, "type": "labels"}
    region["value"] = {**place, "labels": [span.label]}  # type: ignore[assignment]
    if span.note:
        region["meta"] = {"text": [span.note]}  # type: ignore[assignment]
    said: dict[str, list[str]] = {}
    for name, value in span.attributes:
        said.setdefault(control_name(name), []).append(value)
    return [
        region,
        *(
            {**own, "from_name": name, "type": "choices", "value": {**place, "choices": values}}
            for name, values in said.items()
        ),
    ]


def _link(head: int, child: int, said: list[Relation]) -> dict[str, Any]:
    own = extra_of(said[0].extra).get("label_studio", {})
    labels = [] if own.get("unlabelled") and len(said) == 1 else [r.label for r in said]
    return {
        "from_id": f"s{head}",
        "to_id": f"s{child}",
        "type": "relation",
        "direction": own.get("direction", "right"),
        "labels": labels,
    }
