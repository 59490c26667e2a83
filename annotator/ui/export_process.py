"""The window's end of the child process that exports. GUI thread only."""

import sys

import msgspec
from PySide6.QtCore import QObject, QProcess, Signal

from annotator.export_messages import At, Failed, FromWindow, Go, Looked, ToWindow, Wanted, Written
from annotator.ui.worker_process import prepared_process

_ENDS_WITHIN_MS = 3000


def export_command() -> list[str]:
    """The interpreter with our module; a packaged program enters itself again."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--export"]
    return [sys.executable, "-P", "-m", "annotator", "--export"]


class ExportProcess(QObject):
    """One process for as long as the analyst considers; a new wish stops the work at hand."""

    looked = Signal(object)
    """What would be written (Looked)."""
    told = Signal(object)
    """How far it has come (At)."""
    done = Signal(object)
    """What was written (Written)."""
    failed = Signal(str)
    """Why it can't be done."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._decode = msgspec.json.Decoder(ToWindow).decode

    def look(self, wanted: Wanted) -> None:
        """Have an export looked over."""
        self._send(wanted)

    def go(self) -> None:
        """Write what was looked over."""
        self._send(Go())

    def stop(self) -> None:
        """End the work at hand; nothing half-written stays."""
        process, self._process = self._process, None
        if process is None:
            return
        process.readyReadStandardOutput.disconnect()
        process.finished.disconnect()
        process.errorOccurred.disconnect()
        process.closeWriteChannel()
        if not process.waitForFinished(_ENDS_WITHIN_MS):
            process.kill()
            process.waitForFinished(_ENDS_WITHIN_MS)
        process.deleteLater()

    def _send(self, message: FromWindow) -> None:
        self._started().write(msgspec.json.encode(message) + b"\n")

    def _started(self) -> QProcess:
        if self._process is None:
            process = prepared_process(export_command())
            process.setParent(self)
            process.readyReadStandardOutput.connect(self._read)
            process.errorOccurred.connect(lambda _error: self._end())
            process.finished.connect(lambda _code, _status: self._end())
            process.start()
            self._process = process
        return self._process

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            match self._decode(line):
                case Looked() as message:
                    self.looked.emit(message)
                case At() as message:
                    self.told.emit(message)
                case Written() as message:
                    self.done.emit(message)
                case Failed(reason=reason):
                    self.failed.emit(reason)

    def _end(self) -> None:
        """It ended by itself: the next wish starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        said = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").strip()
        last = said.splitlines()[-1] if said else "it said nothing"
        process.deleteLater()
        self.failed.emit(f"The export has ended unexpectedly ({last}). Nothing was written.")
