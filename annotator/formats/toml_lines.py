"""Where in a TOML text a key stands; its reader does not say."""

import re

_TABLE = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


def line_of(text: str, key: str = "", table: str = "", number: int = 0) -> int:
    """The line (from 1) of a key at the top or in the n-th (from 0) table of a name.

    A key that is not found gives the line of its table, else the first line that names it.
    """
    said = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*=""") if key else None
    current, count, head = "", -1, 1
    for line, content in enumerate(text.split("\n"), 1):
        match = _TABLE.match(content)
        if match:
            name = match[1].strip("\"' ")
            current = name
            if name == table:
                count += 1
                head = line if count == number else head
        elif said and said.match(content) and current == table and (not table or count == number):
            return line
    if table or not key:
        return head
    lines = text.split("\n")
    return next((n for n, content in enumerate(lines, 1) if key in content), 1)
