"""The manifest beside a dataset: what it was made of and by, with counts and SHA-256 of every file."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.core.schema import Schema
from annotator.formats.atomic import written
from annotator.formats.datasets import Made
from annotator.formats.exporting import Counts, Order, Outlook, Progress, reread


def manifest_path(path: Path) -> Path:
    """`gold.jsonl.manifest.json` beside `gold.jsonl`; `manifest.json` in a folder."""
    if path.is_dir():
        return path / "manifest.json"
    return path.with_name(f"{path.name}.manifest.json")


def write_manifest(
    made: Made, order: Order, outlook: Outlook, left_out: dict[str, int] | None = None
) -> Path:
    """Write it and return where; `left_out` are articles by the status for which they stayed out."""
    values = {
        "annotator": __version__,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "format": order.fmt.name,
        "unit": order.unit.value,
        "split": list(order.shares) if order.shares else None,
        "seed": order.seed if order.shares else None,
        "flat": order.flat,
        "schema": schema_row(order.schema),
        "parts": {
            part or "all": counts_row(counts) | {"files": _files(made, part, order.path)}
            for part, counts in outlook.parts.items()
        },
        "beside": [file_row(path, order.path) for path in made.beside],
        "read": counts_row(outlook.read),
        "not_written": {word: count for word, count in outlook.losses.items() if count},
        "left_out_by_status": left_out or {},
        "refused": len(outlook.refused),
        "lost_in_reading": outlook.lost,
        "texts_sha256": digest_of_texts(outlook.text_digests),
    }
    return save_manifest(manifest_path(order.path), values)


def write_manifest_of(
    files: dict[str, list[Path]],
    order: Order,
    left_out: dict[str, int],
    progress: Progress | None = None,
) -> Path:
    """The same for files that another way wrote: they are read to count what is in them."""
    made = Made(files)
    return write_manifest(made, order, reread(made, order, progress), left_out)


def save_manifest(path: Path, values: dict[str, Any]) -> Path:
    """Write a manifest as JSON, whole or not at all."""
    with written(path) as file:
        file.write(json.dumps(values, ensure_ascii=False, indent=2).encode())
        file.write(b"\n")
    return path


def digest_of_texts(digests: Iterable[bytes]) -> str:
    """SHA-256 over the sorted SHA-256 digests of the texts: alike for the same texts in any order."""
    found = hashlib.sha256()
    for digest in sorted(digests):
        found.update(digest)
    return found.hexdigest()


def counts_row(counts: Counts) -> dict[str, Any]:
    """Counts, labels sorted by name."""
    return {
        "articles": counts.articles,
        "spans": counts.spans,
        "relations": counts.relations,
        "labels": dict(sorted(counts.labels.items())),
        "relation_labels": dict(sorted(counts.relation_labels.items())),
    }


def schema_row(schema: Schema | None) -> dict[str, Any] | None:
    """What of a schema tells what the labels mean."""
    if schema is None:
        return None
    return {
        "name": schema.name,
        "version": schema.version,
        "language": schema.language,
        "overlap": schema.overlap.value,
        "labels": [label.name for label in schema.labels],
        "relations": [relation.name for relation in schema.relations],
    }


def file_row(path: Path, root: Path) -> dict[str, Any]:
    """Name (from the folder of the manifest), bytes and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    folder = manifest_path(root).parent
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    return {"path": name, "bytes": path.stat().st_size, "sha256": digest}


def _files(made: Made, part: str, root: Path) -> list[dict[str, Any]]:
    rows = []
    for path in made.files.get(part, ()):
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        rows += [file_row(found, root) for found in inside]
    return rows
