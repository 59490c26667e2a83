"""`annotator convert` from records to records: in one go, since nothing can be lost."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.terminal import Complaints, say
from annotator.core.errors import AnnotatorError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.core.tokens import Tokens
    from annotator.formats.exporting import Order
    from annotator.formats.passing import Passed


def passes(arguments: argparse.Namespace, order: "Order") -> bool:
    """Whether whole records are to become whole records in one file."""
    plain = order.shares is None and order.unit == "article" and not order.flat
    if order.fmt.name != "jsonl" or not plain or arguments.manifest:
        return False
    if arguments.from_format not in (None, "jsonl"):
        return False
    return all(_is_records(Path(name), arguments.encoding) for name in arguments.inputs)


def pass_records(
    arguments: argparse.Namespace, order: "Order", tokens: "Callable[[str], Tokens]"
) -> int:
    """Write, say what was read, read back; the exit code."""
    from annotator.formats.passing import pass_on

    def before_end(passed: "Passed") -> None:
        complaints = Complaints()
        for sentence in passed.told:
            complaints.add(sentence)
        complaints.end(passed.untold)
        if not passed.articles:
            raise AnnotatorError("There is no article to convert, so nothing was written.")
        if arguments.strict and passed.refused:
            raise AnnotatorError("Nothing was written, since --strict allows no loss.")

    paths = [Path(name) for name in arguments.inputs]
    passed = pass_on(paths, order.path, tokens, arguments.encoding, before_end)
    counts = f"{passed.articles:,} articles, {passed.spans:,} spans, {passed.relations:,} relations"
    sys.stdout.write(f"Read {counts}; refused {passed.refused:,}.\n")
    sys.stdout.write(f"Wrote {counts} to {order.path} ({order.fmt.title}).\n")
    missing = passed.differing(order.path)
    if missing:
        say(f"Read back, {missing:,} of {passed.articles:,} articles are not as they should be.")
        return 1
    sys.stdout.write("Read back: all articles are alike.\n")
    return 0


def _is_records(path: Path, encoding: str | None) -> bool:
    from annotator.formats.sniffing import sniffed

    try:
        found = sniffed(path, encoding) if path.is_file() else None
    except InputError:
        return False
    return found is not None and found.name == "jsonl"
