"""`datasets.load_dataset("json")` reads our records by README's own lines, whatever is empty until late."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from annotator.core.document import Document, Excluded, Meta, Status
from annotator.core.relations import Relation
from annotator.core.spans import Proposal, Span, State
from annotator.core.tokens import Tokens
from annotator.formats.saving import save_documents

ROOT = Path(__file__).resolve().parents[2]
NAMES = "Aiko Tanaka flew from Osaka to Geneva on Tuesday.\n"
TEXT = NAMES * 60 + "Advertisement\nThe end.\n"
RICH = {"note": "seen", "kb_id": "Q1", "attributes": (("sure", "no"),), "score": 0.5}


def article(number: int, *, rich: bool) -> Document:
    """Poor: proposals that nobody saw. Rich: everything that a record can hold."""
    spans = []
    for index in range(60):
        start, end = index * len(NAMES), index * len(NAMES) + 11
        proposed = Proposal(start, end, "PERSON", "m 1", 0.5) if rich else None
        values = RICH if rich else {}
        spans.append(
            Span(index + 1, start, end, "PERSON", State.ACCEPTED, proposed=proposed, **values)
        )
    ad = TEXT.index("Advertisement")
    return Document.made(
        number,
        TEXT,
        Tokens.plain(TEXT),
        spans=spans,
        relations=[Relation(1, 1, 2, "MEETS", note="said", score=0.5)] if rich else [],
        excluded=[Excluded(1, ad, ad + 13)] if rich else [],
        status=Status.DONE if rich else Status.NEW,
        meta=Meta(
            title="t", source=f"{number}.txt", author="Ana" if rich else "", extra='{"a": 1}'
        ),
        changed_at=1.7e9 if rich else 0.0,
        changed_by="Ana" if rich else "",
    )


def poor_then_rich(path: Path, poor_bytes: int, rich: int) -> int:
    """Write such a file; how many articles it has."""
    save_documents(path, [article(1, rich=False)])
    (line,) = path.read_text("utf-8").splitlines(keepends=True)
    count = poor_bytes // len(line) + 1
    save_documents(path, [article(2, rich=True)])
    (last,) = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text(line * count + last * rich, "utf-8")
    return count + rich


def snippet() -> str:
    """The lines that README gives."""
    found = re.search(
        r"```python\n(from datasets .*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    assert found is not None
    return found[1]


def test_columns_that_are_empty_at_first_get_their_types_from_the_whole_file(
    tmp_path: Path,
) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import json as arrow_json

    path = tmp_path / "gold.jsonl"
    count = poor_then_rich(path, 400_000, 2)
    options = arrow_json.ReadOptions(block_size=path.stat().st_size)
    table = arrow_json.read_json(path, read_options=options)
    assert table.num_rows == count
    types = {field.name: field.type for field in table.schema}
    assert pyarrow.types.is_struct(types["relations"].value_type)
    assert pyarrow.types.is_string(types["answer"])
    empty = [name for name, kind in types.items() if pyarrow.types.is_null(kind)]
    assert empty == []


@pytest.mark.skipif(find_spec("datasets") is None, reason="datasets is not installed")
def test_the_lines_of_the_readme_read_twenty_megabytes(tmp_path: Path) -> None:
    count = poor_then_rich(tmp_path / "gold.jsonl", 20_000_000, 3)
    program = snippet() + (
        "last = gold[len(gold) - 1]\n"
        "print(len(gold), last['relations'][0]['label'], last['answer'], last['meta']['excluded'],"
        " last['spans'][0]['attributes'], gold[0]['relations'], gold[0]['answer'])\n"
    )
    home = {"HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    ad = TEXT.index("Advertisement")
    expected = (
        f"{count} MEETS accept [[{ad}, {ad + 14}]] [{{'name': 'sure', 'value': 'no'}}] [] None"
    )
    assert done.stdout.strip() == expected
