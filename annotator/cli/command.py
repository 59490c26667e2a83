"""Arguments in, exit code out."""

import argparse
import contextlib
import errno
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.cli.check import check
from annotator.cli.convert import convert
from annotator.cli.export import export
from annotator.cli.outgoing import add_dataset_options
from annotator.cli.prelabel import prelabel
from annotator.cli.recover import recover
from annotator.cli.terminal import say
from annotator.core.bug_reports import WORDS_VARIABLE
from annotator.core.errors import AnnotatorError

FAILED = 1
INTERRUPTED = 130
PIPE_CLOSED = 141
FAULT = 70


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 1 for a foreseen error (a sentence on stderr), 2 for wrong use."""
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else FAILED
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        code = command(arguments)
        sys.stdout.flush()
    except AnnotatorError as error:
        say(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        # Windows reports a pipe that nobody reads as an invalid argument.
        at_pipe = os.name == "nt" and isinstance(error, OSError) and error.errno == errno.EINVAL
        if at_pipe or isinstance(error, BrokenPipeError):
            # What is still in the buffer has no reader; Python would complain at its end.
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return PIPE_CLOSED
        if os.environ.get(WORDS_VARIABLE):
            raise
        return _fault(error)
    return code


def _fault(error: Exception) -> int:
    """An error of the program: told without what it says, which can quote an article."""
    from annotator.core.bug_reports import bug_report
    from annotator.settings import keep_report

    report = bug_report(__version__, error)
    sys.stderr.write(report)
    say(
        f"Something went wrong in the program ({type(error).__name__}). A report without article"
        f" text is in {keep_report(report)}; with {WORDS_VARIABLE}=1 you see all."
    )
    return FAULT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="annotator",
        description="Annotate entities and relations in articles. Without one of these commands"
        " the window opens: annotator [ARTICLE... | FOLDER | PROJECT.annot].",
        epilog="The window takes --sample, --model, --schema, --encoding, --theme and --annotator."
        " Exit codes: 0 all well, 1 an error or a bad input (a sentence on stderr says"
        " which), 2 wrong use, 70 a fault of the program, 130 interrupted.",
    )
    parser.add_argument("-V", "--version", action="version", version=f"annotator {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_prelabel(commands)
    _add_check(commands)
    _add_export(commands)
    _add_convert(commands)
    _add_recover(commands)
    return parser


def _add_prelabel(commands: Any) -> None:
    parser = commands.add_parser(
        "prelabel",
        help="let a spaCy pipeline propose the entities of articles",
        description="Write one JSON line an article with what the pipeline proposes. Nobody has"
        " seen it: all spans are proposed, the answer is null. Records that have an answer pass"
        " as they are.",
        epilog="Where an input can't be read, or a span or relation of a record can't be kept,"
        " nothing is written and the exit code is 1, unless told to --skip-bad.",
    )
    parser.add_argument("inputs", nargs="+", metavar="IN", help="a text, a JSONL, a folder, or -")
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="a JSONL, or -")
    parser.add_argument(
        "-m",
        "--model",
        default="",
        help="a spaCy pipeline: an installed one by name, or a folder by path, whose code may run;"
        " blank:en is none",
    )
    parser.add_argument(
        "--patterns",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="match patterns (Prodigy's, spaCy's JSONL); they go before the model; may be repeated",
    )
    parser.add_argument("--schema", type=Path, metavar="FILE", help="labels and their aliases")
    parser.add_argument("--encoding", help="of the texts, when the detected one is wrong")
    parser.add_argument(
        "--skip-bad", action="store_true", help="name what can't be read, and go on without it"
    )
    parser.add_argument(
        "--replace-surrogates", action="store_true", help="halves of characters become U+FFFD"
    )
    parser.set_defaults(command=prelabel)


def _add_check(commands: Any) -> None:
    parser = commands.add_parser(
        "check",
        help="list what is odd in a JSONL or a project",
        description="List what is odd in a JSONL or a project, with its place. A project is also"
        " held against itself: its pages, checksums, tokens, relations, and whether its journal"
        " leads to the stored state.",
        epilog="Exit code 1 when there is an error; warnings and notes alone give 0. A JSONL"
        " is checked against the labels of the default schema unless --schema names another.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a JSONL or a .annot project")
    parser.add_argument("--flat", action="store_true", help="also: would doc.ents take the spans?")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--repair", action="store_true", help="mend what there is only one way to mend"
    )
    parser.add_argument("--schema", type=Path, metavar="FILE", help="default: the project's own")
    parser.add_argument("--encoding", help="of a JSONL that is not UTF-8")
    parser.set_defaults(command=check)


def _add_export(commands: Any) -> None:
    parser = commands.add_parser(
        "export",
        help="write a project's reviewed articles as JSONL or in another format",
        description="Write the articles of a project that are done, skipped or rejected (answer"
        " accept, ignore, reject), whole or not at all. The project may be open in a window.",
        epilog="Exit code 1, and nothing written, when no article is reviewed.",
    )
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="a JSONL, or -")
    parser.add_argument("--keep-excluded", action="store_true", help="write the whole text")
    parser.add_argument("--to", metavar="FORMAT", help="default: by the ending, else jsonl")
    parser.add_argument(
        "--include-unreviewed", action="store_true", help="also articles that nobody finished"
    )
    add_dataset_options(parser)
    parser.add_argument(
        "--force", action="store_true", help="replace a dataset that another program has changed"
    )
    parser.set_defaults(command=export)


def _add_recover(commands: Any) -> None:
    parser = commands.add_parser(
        "recover",
        help="make a new project from what a damaged one still holds",
        description="Read all that can be read of a damaged project into a new one. The damaged"
        " file is not touched; what could not be read is listed on stderr.",
        epilog="Exit code 1 when something could not be recovered.",
    )
    parser.add_argument("project", type=Path, metavar="PROJECT")
    parser.add_argument("-o", "--output", required=True, metavar="NEW")
    parser.set_defaults(command=recover)


def _add_convert(commands: Any) -> None:
    parser = commands.add_parser(
        "convert",
        help="from one format of annotations to another",
        description="Convert articles with their spans and relations, or a schema (.toml, .conf,"
        " .xml, .json) to another tool's. What the new format can't"
        " hold is said before it is written; then the file is read back and compared.",
        epilog="The formats and what they hold: resources/help/formats.md. Exit code 1 when"
        " nothing was written or an article read back differs.",
    )
    parser.add_argument("inputs", nargs="+", metavar="IN", help="files, folders or projects")
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help="a file or folder")
    parser.add_argument("--from", dest="from_format", metavar="FORMAT", help="default: found out")
    parser.add_argument("--to", metavar="FORMAT", help="default: by the ending of OUT")
    parser.add_argument("--encoding", help="of the files, when the detected one is wrong")
    parser.add_argument(
        "--columns",
        metavar="WORD,TAG",
        help="of CoNLL to read, by number from 1 or by name in the header row: 1,4 (default: found out)",
    )
    parser.add_argument("--schema", type=Path, metavar="FILE", help="for colours and the manifest")
    add_dataset_options(parser)
    parser.set_defaults(command=convert)
