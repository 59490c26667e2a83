"""Articles out in a format of the table, told on the terminal: losses before, counts and comparison after."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.terminal import Complaints, Progress, say
from annotator.core.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.core.schema import Schema
    from annotator.core.tokens import Tokens
    from annotator.formats.datasets import Made
    from annotator.formats.exporting import Order, Outlook, Source
    from annotator.formats.table import Format


def add_dataset_options(parser: argparse.ArgumentParser) -> None:
    """What `convert` and `export` have in common."""
    parser.add_argument(
        "--unit",
        choices=("article", "paragraph", "sentence"),
        default="article",
        help="what becomes one example (default: article)",
    )
    parser.add_argument(
        "--split",
        metavar="TRAIN/DEV/TEST",
        help="e.g. 80/10/10: a file each (FILE.train.jsonl ...); near copies stay on one side",
    )
    parser.add_argument(
        "--seed", type=int, metavar="N", help="of the split (default: 1); the same gives the same"
    )
    parser.add_argument(
        "--manifest",
        action="store_true",
        help="also write FILE.manifest.json: schema, versions, counts, SHA-256",
    )
    parser.add_argument(
        "--strict", action="store_true", help="write nothing if there would be a loss"
    )
    parser.add_argument("--flat", action="store_true", help="only spans that doc.ents takes")
    parser.add_argument(
        "--columns-out", metavar="WORD,TAG", help="of CoNLL to write, from 1 (default: 1,4)"
    )
    parser.add_argument(
        "--no-docstart",
        action="store_true",
        help="CoNLL without -DOCSTART-: two empty lines part articles",
    )


def order_of(arguments: argparse.Namespace, schema: "Schema | None" = None) -> "Order":
    """The order that the options make; AnnotatorError when the format or split is not clear."""
    from annotator.formats.exporting import Order
    from annotator.formats.pieces import Unit
    from annotator.formats.splits import SEED, shares

    if arguments.output == "-":
        raise AnnotatorError("This format can't be written to standard output. Name a file.")
    return Order(
        Path(arguments.output),
        target_format(arguments.output, arguments.to).with_options(
            columns=arguments.columns_out or "", docstart="no" if arguments.no_docstart else ""
        ),
        Unit(arguments.unit),
        shares(arguments.split) if arguments.split else None,
        SEED if arguments.seed is None else arguments.seed,
        arguments.flat,
        schema,
    )


def carried_out(
    source: "Source",
    order: "Order",
    *,
    strict: bool = False,
    manifest: bool = False,
    left_out: dict[str, int] | None = None,
) -> int:
    """Look over, say what is lost, write, read back, compare; the exit code."""
    from annotator.formats.exporting import looked_over, written
    from annotator.formats.manifest import write_manifest

    tokens = Tokenizer()
    progress = Progress(sys.stderr.isatty())
    outlook = looked_over(source, order, tokens, progress.step)
    progress.clear()
    _complain(outlook)
    if not outlook.read.articles:
        raise AnnotatorError("There is no article to convert, so nothing was written.")
    if outlook.will_lose:
        say(f"{order.fmt.title}: {outlook.will_lose} will not be written.")
    if strict and (outlook.will_lose or outlook.refused or outlook.lost):
        raise AnnotatorError("Nothing was written, since --strict allows no loss.")
    made = written(source, order, outlook, tokens)
    _tell(order, outlook, made)
    if manifest:
        path = write_manifest(made, order, outlook, left_out)
        sys.stdout.write(f"Manifest: {path}.\n")
    return _compare(made, order, outlook)


class Tokenizer:
    """The project's tokenizer, made when the first text without tokens comes."""

    def __init__(self) -> None:
        self._made: Callable[[str], Tokens] | None = None

    def __call__(self, text: str) -> "Tokens":
        """The tokens of a text."""
        if self._made is None:
            from annotator.nlp.tokens import ProjectTokenizer

            self._made = ProjectTokenizer().tokens
        return self._made(text)


def _complain(outlook: "Outlook") -> None:
    complaints = Complaints()
    for problem in (*outlook.refused, *outlook.remarks):
        complaints.add(problem)
    complaints.end(outlook.untold)


def _tell(order: "Order", outlook: "Outlook", made: "Made") -> None:
    out = sys.stdout.write
    out(f"Read {outlook.read.sentence()}; refused {len(outlook.refused):,}.\n")
    said = f"; {order.said}" if order.said else ""
    files = [path for paths in made.files.values() for path in paths]
    where = order.path if order.path.exists() or len(files) != 1 else files[0]
    out(f"Wrote {outlook.kept.sentence(order.unit)} to {where} ({order.fmt.title}{said}).\n")
    if order.shares:
        sizes = Counter(outlook.part_of)
        for part, counts in outlook.parts.items():
            names = ", ".join(str(path) for path in made.files.get(part, ()))
            of = "" if order.unit == "article" else f" of {sizes[part]:,} articles"
            place = f" in {names}" if names else "; no file"
            out(f"{part}: {counts.sentence(order.unit)}{of}{place}.\n")
        if outlook.kept_together:
            out(f"Near copies kept on one side: {outlook.kept_together:,} articles.\n")
    if made.beside:
        out(f"Beside: {', '.join(str(path) for path in made.beside)}.\n")
    if made.advice:
        out(f"{made.advice}\n")


def _compare(made: "Made", order: "Order", outlook: "Outlook") -> int:
    """Read the files back; 1 when an article is not in them as it was to be written."""
    from annotator.formats.exporting import differing

    if not order.fmt.reader:
        sys.stdout.write("It was not read back: this format can only be written.\n")
        return 0
    missing = differing(made, order, outlook)
    total = sum(expected.total() for expected in outlook.expected.values())
    if missing:
        say(f"Read back, {missing:,} of {total:,} articles are not as they should be.")
        return 1
    sys.stdout.write("Read back: all articles are alike.\n")
    return 0


def target_format(output: str, name: str | None) -> "Format":
    """The format that is named, or the one that the ending means; AnnotatorError when it is not clear."""
    from annotator.formats.table import FORMATS, format_named

    if name:
        return format_named(name)
    suffix = Path(output).suffix.lower()
    found = [f for f in FORMATS if f.writer and suffix in f.suffixes[:1]]
    plain = {".jsonl": "jsonl", ".conll": "conll"}
    if suffix in plain:
        found = [format_named(plain[suffix])]
    if len(found) != 1:
        can = ", ".join(f.name for f in found or FORMATS if f.writer)
        raise AnnotatorError(f"The format of {output} is not clear. Add --to and one of: {can}.")
    return found[0]
