"""What SpERT wants beside its examples: the list of types of entities and relations."""

import json
from pathlib import Path
from typing import Any

from annotator.formats.atomic import written
from annotator.formats.datasets import Facts, Made, Parts, part_path
from annotator.formats.spert import write_spert


def write_sets(path: Path, parts: Parts, facts: Facts) -> Made:
    """Write each part and, once, `NAME.types.json`; a relation is symmetric where the schema says so."""
    made = Made()
    for part, articles in parts.items():
        target = part_path(path, part, ".json")
        write_spert(target, articles())
        made.files[part] = [target]
    types = part_path(path, "types", ".json")
    with written(types) as file:
        said = json.dumps(_types(facts), ensure_ascii=False, indent=1)
        file.write(f"{said}\n".encode())
    made.beside.append(types)
    made.advice = f"SpERT's configuration names {types.name} as types_path."
    return made


def _types(facts: Facts) -> dict[str, Any]:
    undirected: set[str] = set()
    if facts.schema is not None:
        undirected = {r.name for r in facts.schema.relations if r.symmetric}
    return {
        "entities": {label: {"short": label, "verbose": label} for label in facts.labels},
        "relations": {
            label: {"short": label, "verbose": label, "symmetric": label in undirected}
            for label in facts.relation_labels
        },
    }
