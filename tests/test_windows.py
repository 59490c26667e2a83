"""What Windows has not is nowhere needed: the package is imported and its own branches run without it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Libraries come first, as they are; then Python looks like Windows' to whatever of ours is imported.
PRETEND = r'''
import asyncio, ctypes, ctypes.wintypes, errno, getpass, importlib, multiprocessing, os, pkgutil
import platform, platformdirs, signal, sqlite3, subprocess, sys, tempfile, threading, traceback
import types, uuid
import charset_normalizer, conllu, jsonlines, msgspec, tomlkit, trafilatura
import pdfminer.high_level, cassis, spacy
from PySide6 import QtCore, QtGui, QtNetwork, QtPrintSupport, QtWidgets

ABSENT = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "posix"}

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
for name in ABSENT:
    sys.modules.pop(name, None)
calls = []

class Function:
    """A function of a Windows library: takes what its argtypes allow and returns 1."""

    restype, argtypes = ctypes.c_int, None

    def __init__(self, name):
        self.name = name

    def __call__(self, *given):
        if self.argtypes is not None:
            assert len(given) == len(self.argtypes), (self.name, given)
            for kind, value in zip(self.argtypes, given):
                kind.from_param(value)
        calls.append(self.name)
        return 1

class Library:
    def __init__(self, name, **_):
        pass

    def __getattr__(self, name):
        made = Function(name)
        setattr(self, name, made)
        return made

ctypes.WinDLL = Library
locked = set()

def locking(descriptor, mode, count):
    assert (mode, count) == (2, 1)
    place = os.fstat(descriptor).st_ino
    if place in locked:
        raise PermissionError(errno.EACCES, "Permission denied")
    locked.add(place)

sys.modules["msvcrt"] = types.SimpleNamespace(
    locking=locking, LK_NBLCK=2, setmode=lambda fd, mode: calls.append("setmode")
)
for name in (
    "nice killpg kill fork forkpty uname getuid geteuid getgid getpgid setsid sysconf mkfifo statvfs"
    " O_DIRECTORY O_CLOEXEC fchmod chown sched_getaffinity wait4 WNOHANG"
).split():
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGKILL", "SIGHUP", "SIGALRM", "SIGUSR1", "alarm", "setitimer", "pthread_kill"):
    if hasattr(signal, name):
        delattr(signal, name)
os.O_BINARY = 0x8000
sys.platform = "win32"
import annotator
'''
IMPORT_ALL = r"""
names = [m.name for m in pkgutil.walk_packages(annotator.__path__, "annotator.")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(names))
"""
USE = r"""
from pathlib import Path
from annotator.core.errors import LockedError
from annotator.store.lock import ProjectLock

folder = Path(tempfile.mkdtemp())
lock = ProjectLock.taken(folder / "p.annot")
try:
    ProjectLock.taken(folder / "p.annot")
except LockedError:
    print("locked")
lock.release()

from annotator.nlp import limits, worker
limits.limit_memory(1 << 30)
assert calls[:3] == ["CreateJobObjectW", "SetInformationJobObject", "GetCurrentProcess"], calls
assert calls[3] == "AssignProcessToJobObject"
worker._set_binary()
worker._be_polite()
assert calls[-1] == "SetPriorityClass"

from annotator.ui import worker_memory, worker_process
assert worker_memory.memory_limit_bytes() == worker_memory.LEAST_BYTES
assert worker_memory.resident_bytes(4) == 0
assert calls[-3:] == ["OpenProcess", "K32GetProcessMemoryInfo", "CloseHandle"]
worker_process.end_group(4)

from annotator.system import this_machine
assert this_machine() is None

from annotator import opening
from annotator.core.document import Status
from annotator.formats.atomic import written
from annotator.session import Session
with written(folder / "whole.txt") as file:
    file.write(b"whole")
(folder / "a.txt").write_text("Ana met Bea.")
locked.clear()
session = opening.open_paths([folder / "a.txt"], opening.Options("Ana")).session
session.finish(1, Status.DONE)
session.sync()
session.close()
print("worked")
"""


def pretended(program: str, tmp_path: Path) -> str:
    """What such a program prints."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", PRETEND + program],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "ANNOTATOR_CONFIG": str(tmp_path),
            "ANNOTATOR_DATA": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pretends to be Windows")
def test_every_module_is_imported_without_what_windows_lacks(tmp_path: Path) -> None:
    assert int(pretended(IMPORT_ALL, tmp_path)) > 150


@pytest.mark.skipif(sys.platform == "win32", reason="pretends to be Windows")
def test_locks_limits_and_files_work_by_windows_own_calls(tmp_path: Path) -> None:
    assert pretended(USE, tmp_path).split() == ["locked", "worked"]
