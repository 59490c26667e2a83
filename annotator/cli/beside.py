"""The child process of a window that exports: it looks over, waits for the word, writes and compares.

Orders come on standard input, answers go to standard output (`export_messages`). A new order or the end of
the input stops the work at hand; nothing half-written stays.
"""

import contextlib
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from annotator.cli.outgoing import Tokenizer
from annotator.cli.sources import opened
from annotator.core.errors import AnnotatorError
from annotator.export_messages import At, Failed, FromWindow, Go, Looked, ToWindow, Wanted, Written

if TYPE_CHECKING:
    from annotator.formats.exporting import Order, Outlook
    from annotator.formats.imported import Imported
    from annotator.session import Session

_TOLD_EACH_S = 0.1
_REFUSED_SHOWN = 50


class _StoppedError(Exception):
    """The window wants something else."""


def main() -> int:
    """Serve until standard input ends; the exit code."""
    _Exports().serve()
    return 0


class _Exports:
    def __init__(self) -> None:
        self._orders: queue.Queue[FromWindow | None] = queue.Queue()
        self._out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        # What a library prints must not come between the answers.
        sys.stdout = sys.stderr
        self._count = 0
        self._total = 0
        self._doing: Literal["look", "write", "compare"] = "look"
        self._told_at = 0.0
        self._tokens = Tokenizer()

    def serve(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        order = self._orders.get()
        while order is not None:
            if isinstance(order, Wanted):
                with contextlib.suppress(_StoppedError):
                    self._carry_out(order)
            order = self._orders.get()

    def _listen(self) -> None:
        decode = msgspec.json.Decoder(FromWindow).decode
        for line in sys.stdin.buffer:
            with contextlib.suppress(msgspec.DecodeError):
                self._orders.put(decode(line))
        self._orders.put(None)

    def _carry_out(self, wanted: Wanted) -> None:
        try:
            with opened(Path(wanted.project)) as session:
                self._export(session, wanted)
        except AnnotatorError as error:
            self._say(Failed(str(error)))
        except MemoryError:
            self._say(Failed("There is not enough memory for this export."))

    def _export(self, session: "Session", wanted: Wanted) -> None:
        from annotator.cli.convert import imported_of
        from annotator.formats.exporting import looked_over, written

        order = _order_of(session, wanted)
        rows = session.articles()
        numbers = [row.id for row in rows if row.status in wanted.statuses]
        _refuse(session, order.path)

        def source() -> "Iterator[Imported]":
            return map(imported_of, session.contents(numbers))

        self._begin("look", len(numbers))
        outlook = looked_over(source, order, self._tokens, self._step)
        kept = outlook.kept
        self._say(
            Looked(
                kept.articles,
                kept.spans,
                kept.relations,
                outlook.will_lose,
                len(outlook.refused),
                tuple(outlook.refused[:_REFUSED_SHOWN]),
            )
        )
        if not self._may_go():
            return
        self._begin("write", len(numbers))
        made = written(source, order, outlook, self._tokens, self._step)
        if wanted.manifest:
            from annotator.formats.manifest import write_manifest

            left = [row.status.value for row in rows if row.status not in wanted.statuses]
            write_manifest(made, order, outlook, {name: left.count(name) for name in set(left)})
        self._begin("compare", kept.articles)
        differing = _differing(made, order, outlook)
        self._say(Written(str(order.path), kept.articles, differing, made.advice))

    def _may_go(self) -> bool:
        """Wait for the next word; another order is carried out afterwards."""
        order = self._orders.get()
        if not isinstance(order, Go):
            self._put_back(order)
            return False
        return True

    def _put_back(self, order: "FromWindow | None") -> None:
        waiting = [order]
        with contextlib.suppress(queue.Empty):
            while True:
                waiting.append(self._orders.get_nowait())
        for one in waiting:
            self._orders.put(one)

    def _begin(self, doing: 'Literal["look", "write", "compare"]', total: int) -> None:
        self._doing, self._count, self._total, self._told_at = doing, 0, total, 0.0
        self._tell()

    def _step(self) -> None:
        self._count += 1
        if not self._orders.empty():
            raise _StoppedError
        self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told_at > _TOLD_EACH_S:
            self._told_at = now
            self._say(At(self._doing, self._count, self._total))

    def _say(self, message: ToWindow) -> None:
        self._out.write(msgspec.json.encode(message) + b"\n")
        self._out.flush()


def _order_of(session: "Session", wanted: Wanted) -> "Order":
    from annotator.formats.exporting import Order
    from annotator.formats.pieces import Unit
    from annotator.formats.table import format_named

    return Order(
        Path(wanted.path),
        format_named(wanted.format),
        Unit(wanted.unit),
        wanted.shares,
        flat=wanted.flat,
        schema=session.schema,
    )


def _refuse(session: "Session", path: Path) -> None:
    """An article that was opened, or the project itself, is never replaced."""
    folder = session.path.absolute().parent
    sources = {folder / row.source for row in session.articles() if row.source}
    if path.absolute() in sources or path.absolute() == session.path.absolute():
        raise AnnotatorError(f"{path} was opened as a source. Export under another name.")


def _differing(made: object, order: "Order", outlook: "Outlook") -> int | None:
    from annotator.formats.datasets import Made
    from annotator.formats.exporting import differing

    if not order.fmt.reader or not isinstance(made, Made):
        return None
    return differing(made, order, outlook)
