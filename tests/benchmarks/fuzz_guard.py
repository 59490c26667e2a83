"""Sees what code does beside reading: connections, programs started, pickles, writing outside of a folder.

It listens to Python's audit events; what a C library does by itself is not among them.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

_NEVER = frozenset(
    "socket.connect socket.getaddrinfo socket.gethostbyname socket.sendto urllib.Request"
    " subprocess.Popen os.system os.exec os.posix_spawn os.fork os.startfile pickle.find_class"
    " code.__new__ os.symlink os.link ftplib.connect smtplib.connect http.client.connect".split()
)
_CHANGES = frozenset(
    ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree")
)
_ALWAYS = ("/dev/null", "/proc/self/")


class _Ear:
    """What is listened to: nothing while there is no folder."""

    folder = ""
    seen: ClassVar[list[str]] = []
    is_set = False


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if not _Ear.folder:
        return
    if event == "open":
        path, mode, flags = arguments
        writes = any(c in mode for c in "wax+") if mode else flags & (os.O_WRONLY | os.O_RDWR)
        if writes and not _is_inside(path):
            _Ear.seen.append(f"opened {path!r:.200} for writing")
    elif event in _NEVER and not (event == "subprocess.Popen" and _is_ours(arguments[1])):
        _Ear.seen.append(f"{event} {arguments!r:.200}")
    elif event in _CHANGES and not _is_inside(arguments[0]) and not _is_in_open_folder(arguments):
        _Ear.seen.append(f"{event} {arguments[0]!r:.200}")


def _is_ours(command: Any) -> bool:
    """Whether the program starts itself, as a child that reads for it."""
    said = [str(word) for word in command] if isinstance(command, list | tuple) else []
    return said[:1] == [sys.executable] and any(word.startswith("annotator.") for word in said)


def _is_in_open_folder(arguments: tuple[Any, ...]) -> bool:
    """Whether a name is meant within a folder that is open; that one was judged before."""
    return isinstance(arguments[-1], int) and arguments[-1] >= 0


def _is_inside(path: Any) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return True
    said = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - events hold texts
    folder = tempfile.gettempdir()
    scratch = f"{folder}{os.sep}annotator-"
    # A temporary file without a name is opened as its folder.
    is_known = said.startswith((_Ear.folder, scratch, *_ALWAYS)) or "__pycache__" in said
    return is_known or said == folder


@contextlib.contextmanager
def watched(folder: Path) -> Iterator[list[str]]:
    """Collects what is done beside reading and beside writing in this folder, as sentences."""
    if not _Ear.is_set:
        sys.addaudithook(_listen)
        _Ear.is_set = True
    _Ear.seen.clear()
    before, _Ear.folder = _Ear.folder, str(folder.absolute())
    try:
        yield _Ear.seen
    finally:
        _Ear.folder = before
