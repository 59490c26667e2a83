"""What every test gets: no real display, no real user folders, and no noise or leftovers unseen.

PySide6 is imported only by tests that ask for `qapp`.
"""

import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("ANNOTATOR_THEME", None)
os.environ.pop("ANNOTATOR_TRACE", None)

# No `explain`: it traces, and Python 3.11, while it traces, can turn in a circle for ever where
# another thread has asked for the lock at a bad moment (readers that bring threads along).
_PHASES = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("local", deadline=None, phases=_PHASES)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    phases=_PHASES,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "local")

USER_FOLDERS = {
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "APPDATA": "appdata",
    "LOCALAPPDATA": "localappdata",
    "WIN_PD_OVERRIDE_APPDATA": "appdata",
    "WIN_PD_OVERRIDE_LOCAL_APPDATA": "localappdata",
}
HARMLESS_QT = ("This plugin does not support",)
SETTLE_SECONDS = 2.0

_qt_messages: list[str] = []


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay settings, data and caches of the user into the test's own folder."""
    folder = tmp_path / "user"
    monkeypatch.setenv("HOME", str(folder))
    for variable, name in USER_FOLDERS.items():
        monkeypatch.setenv(variable, str(folder / name))
    return folder


@pytest.fixture(scope="session")
def qapp() -> "Iterator[QApplication]":
    """The one QApplication of the test process; its messages are kept and judged a test."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    def keep(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not message.startswith(HARMLESS_QT):
            _qt_messages.append(f"{kind.name}: {message}")

    before = qInstallMessageHandler(keep)
    running = QApplication.instance()
    yield running if isinstance(running, QApplication) else QApplication(["annotator-tests"])
    qInstallMessageHandler(before)


@pytest.fixture
def qt_messages(qapp: "QApplication") -> list[str]:
    """Qt's messages so far in this test; clear the list when they were expected."""
    return _qt_messages


@pytest.fixture(autouse=True)
def _nothing_unexpected(request: pytest.FixtureRequest, user_folder: Path) -> Iterator[None]:
    """Fail on log warnings (unless the test asks for `caplog`), Qt messages and leftovers."""
    log = _LogKeeper()
    logging.getLogger().addHandler(log)
    threads, children = set(threading.enumerate()), _children()
    _qt_messages.clear()
    yield
    logging.getLogger().removeHandler(log)
    found = [] if "caplog" in request.fixturenames else [f"logged {text}" for text in log.texts]
    found += [f"Qt said {text}" for text in _qt_messages]
    found += _after_a_while(lambda: _names(set(threading.enumerate()) - threads))
    found += _after_a_while(lambda: [f"child process {pid}" for pid in _children() - children])
    if "qapp" in request.fixturenames:
        found += _after_a_while(_left_in_qt)
    if found:
        pytest.fail("the test left or caused: " + "; ".join(found), pytrace=False)


class _LogKeeper(logging.Handler):
    """Keeps warnings and errors; from a logger that does not propagate they are not seen."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.levelname}: {record.getMessage()}")


def _after_a_while(left: Callable[[], list[str]]) -> list[str]:
    """Return what is still left when it had a little time to end by itself."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while (found := left()) and time.monotonic() < deadline:
        _let_qt_delete()
        gc.collect()
        time.sleep(0.01)
    return found


def _let_qt_delete() -> None:
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _names(threads: set[threading.Thread]) -> list[str]:
    return [f"thread {thread.name}" for thread in threads if thread.is_alive()]


def _children() -> set[int]:
    """Return the ids of this process's children; none where there is no /proc."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        return set()
    found: set[int] = set()
    for task in tasks.iterdir():
        try:
            found.update(int(pid) for pid in (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _left_in_qt() -> list[str]:
    from PySide6.QtCore import QProcess, QThread, QTimer
    from PySide6.QtWidgets import QApplication
    from shiboken6 import Shiboken

    found = [f"open window {w}" for w in QApplication.topLevelWidgets() if w.isVisible()]
    for thing in Shiboken.getAllValidWrappers():
        if isinstance(thing, QTimer) and thing.isActive():
            found.append(f"running timer {thing}")
        elif isinstance(thing, QProcess) and thing.state() is not QProcess.ProcessState.NotRunning:
            found.append(f"running process {thing}")
        elif isinstance(thing, QThread) and thing.isRunning() and not thing.isCurrentThread():
            found.append(f"running thread {thing}")
    return found
