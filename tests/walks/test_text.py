"""Text that is not plain English: what is selected by keys is saved with exact code-point offsets."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.walks.program import Program

WORD = "Lund"
TEXTS = {
    "emoji": f"A 🎉 and 👨‍👩‍👧 in {WORD} today.",
    "combining marks": f"Cafe\u0301 Zu\u0308rich and {WORD} met.",
    "arabic": f"قال المتحدث في {WORD} أمس.",
    "hebrew": f"הוא אמר ב {WORD} אתמול.",
    "crlf": f"First line.\r\nThen {WORD} here.\r\n",
    "nbsp": f"In\u00a0{WORD}\u00a0today.",
    "inner U+FEFF": f"Odd\ufeff mark, {WORD} here.",
    "tabs": f"Name:\t{WORD}\tend.",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_found_word_is_saved_at_its_code_points(
    name: str, start: Callable[..., Program], tmp_path: Path
) -> None:
    text = TEXTS[name]
    source = tmp_path / "article.txt"
    source.write_bytes(text.encode())
    program = start(str(source))
    program.wait("proposals")
    program.press("slash")
    program.write(WORD, until="focus")
    program.press("Return")
    program.press("4", until="painted")
    program.press("ctrl+Return", until="painted")
    program.press("ctrl+s")
    program.wait_for_window("Save dataset")
    program.press("Return", until="saved")
    record = json.loads((tmp_path / "article.gold.jsonl").read_text(encoding="utf-8"))
    assert record["text"] == text
    found = [record["text"][s["start"] : s["end"]] for s in record["spans"] if s["label"] == "LOC"]
    assert found == [WORD]
