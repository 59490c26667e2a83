"""`annotator check`: what is odd in a JSONL or a project."""

import argparse
import sys
from typing import Any

from annotator.cli.sources import is_project, opened, schema_of


def check(arguments: argparse.Namespace) -> int:
    """Run the command; the exit code."""
    from annotator.formats.checking import Checked

    schema = schema_of(arguments.schema) if arguments.schema else None
    checked = Checked(str(arguments.file), flat=arguments.flat)
    if is_project(arguments.file):
        with opened(arguments.file) as session:
            for row in session.articles():
                document = session.document(row.id)
                checked.add(document, schema or session.schema, f"article {row.id}")
    else:
        checked.add_file(arguments.file, arguments.encoding, schema, schema_of(None), _tokens)
    if arguments.json:
        import json

        sys.stdout.write(json.dumps(checked.report(), ensure_ascii=False) + "\n")
    else:
        for line in checked.lines():
            sys.stdout.write(f"{line}\n")
    return int(checked.errors > 0)


def _tokens(text: str) -> Any:
    """Tokens for records that have none, as a project would make them."""
    global _tokenizer  # noqa: PLW0603 - made at the first such record, 0.3 s
    from annotator.nlp.tokens import ProjectTokenizer

    if _tokenizer is None:
        _tokenizer = ProjectTokenizer()
    return _tokenizer.tokens(text)


_tokenizer: Any = None
