"""A second start on an open project raises the first window: a local socket named after the project."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 500
_RAISE = b"raise"


def socket_name(project: Path) -> str:
    """The same for every way to write the path; the user's own, so that accounts don't meet."""
    whole = str(project.absolute().resolve())
    return f"annotator-{hashlib.sha256(whole.encode()).hexdigest()[:24]}"


def raise_other(project: Path) -> bool:
    """Ask the window that has the project open to come to the front; whether one answered."""
    socket = QLocalSocket()
    socket.connectToServer(socket_name(project))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(_RAISE)
    socket.waitForBytesWritten(_WAIT_MS)
    socket.disconnectFromServer()
    return True


class SingleInstance(QObject):
    """Listens for other starts on the open project; GUI thread only."""

    raised = Signal()
    """Another start asks this window to come to the front."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def listen(self, project: Path | None) -> None:
        """Listen for this project, whose lock we hold (or for none)."""
        self._server.close()
        if project is not None:
            name = socket_name(project)
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.raised.emit()
