"""Parquet and Arrow files of Hugging Face's layout in, Parquet out; by pyarrow, an optional extra."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.core.errors import AnnotatorError, InputError
from annotator.formats.atomic import written
from annotator.formats.datasets import Facts, Made, Parts
from annotator.formats.hugging_face import articles_of, columns_of, names_in
from annotator.formats.hugging_face_writing import features, write_one, write_parts
from annotator.formats.imported import Imported

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 1_000
"""So many rows are in memory at a time."""


def read_parquet(path: Path, encoding: str | None = None) -> Iterator[Imported | InputError]:
    """One article a row: of tokens and tags, or of a text with other columns."""
    del encoding
    arrow = _pyarrow()
    try:
        schema, batches = _opened(path, arrow)
        rows = enumerate((row for batch in batches for row in batch.to_pylist()), 1)
        first = next(rows, None)
        if first is None:
            raise InputError("The file has no rows. Choose another.", str(path))
        if columns_of(first[1]) is None:
            yield from _of_texts((row for _, row in _again(first, rows)), path)
            return
        yield from articles_of(_again(first, rows), path, _names(schema, first[1]))
    # ValueError: texts that are not UTF-8, dates out of range.
    except (OSError, ValueError, arrow.ArrowException) as error:
        reason = " ".join(str(error).split())[:200].rstrip(".")
        raise InputError(f"The file can't be read: {reason}.", str(path)) from error


def write_parquet(path: Path, articles: Iterable[Imported]) -> int:
    """A folder (or a file) of Parquet, of one part."""
    return write_one(path, articles, _write, ".parquet")


def write_parquet_parts(path: Path, parts: Parts, facts: Facts) -> Made:
    """A folder (or files) of Parquet."""
    return write_parts(path, parts, facts, _write, ".parquet")


def _pyarrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError as error:
        raise AnnotatorError(
            "Parquet needs pyarrow, which is not installed. Run"
            " `pip install 'annotator-desktop[parquet]'`."
        ) from error
    return pa


def _opened(path: Path, arrow: Any) -> "tuple[pa.Schema, Iterable[pa.RecordBatch]]":
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        file = pq.ParquetFile(path)
        return file.schema_arrow, file.iter_batches(batch_size=_ROWS)
    try:
        reader = arrow.ipc.open_stream(path)
    except arrow.ArrowInvalid:
        whole = arrow.ipc.open_file(path)
        return whole.schema, (whole.get_batch(n) for n in range(whole.num_record_batches))
    return reader.schema, reader


def _again(
    first: tuple[int, dict[str, Any]], rows: Iterable[tuple[int, dict[str, Any]]]
) -> Iterator[tuple[int, dict[str, Any]]]:
    yield first
    yield from rows


def _names(schema: "pa.Schema", row: dict[str, Any]) -> list[str]:
    """The names of the tags that the file's own metadata gives."""
    columns = columns_of(row)
    said = (schema.metadata or {}).get(b"huggingface")
    if said is None or columns is None:
        return []
    try:
        return names_in(json.loads(said), columns[1])
    except (ValueError, RecursionError):
        return []


def _of_texts(rows: Iterable[dict[str, Any]], path: Path) -> Iterator[Imported | InputError]:
    from annotator.formats.reading import article_of
    from annotator.formats.rows import facts_of, text_name

    for number, row in enumerate(rows, 1):
        name = text_name(row)
        text = row.get(name or "")
        if not isinstance(text, str) or not text.strip():
            yield InputError("The row has neither tokens with tags nor a text.", str(path), number)
            continue
        others = {k: str(v) for k, v in row.items() if k != name and v is not None}
        yield article_of(text, facts_of(others), path, "")


def _write(path: Path, rows: Iterable[dict[str, Any]], names: Sequence[str]) -> None:
    arrow = _pyarrow()
    import pyarrow.parquet as pq

    said = json.dumps({"info": {"features": features(names)}})
    schema = arrow.schema(
        [
            ("id", arrow.string()),
            ("tokens", arrow.list_(arrow.string())),
            ("ner_tags", arrow.list_(arrow.int64())),
        ],
        metadata={"huggingface": said},
    )
    with written(path) as file, pq.ParquetWriter(file, schema) as writer:
        held: list[dict[str, Any]] = []
        for row in rows:
            held.append(row)
            if len(held) == _ROWS:
                writer.write_table(arrow.Table.from_pylist(held, schema=schema))
                held = []
        writer.write_table(arrow.Table.from_pylist(held, schema=schema))
