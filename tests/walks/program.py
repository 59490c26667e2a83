"""The real program on a virtual screen: real key presses by xdotool, waits on the trace instead of sleeping."""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

NEEDED = ("Xvfb", "xdotool", "openbox")
_TRIES = 5
_SECONDS = 60.0
_FOCUS_SECONDS = 0.5
"""In which a window manager gives a new window the keyboard by itself."""


def missing() -> list[str]:
    """The programs that a walk needs and this machine lacks."""
    return [name for name in NEEDED if shutil.which(name) is None]


class Screen:
    """One virtual screen with a window manager."""

    def __init__(self, size: tuple[int, int] = (1440, 900), layout: str = "us") -> None:
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24",
             "-nolisten", "tcp"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = ":" + pipe.readline().strip()
        self.environment = {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}
        self._manager = self._started_manager()
        self._await_manager()
        if layout != "us":
            subprocess.run(["setxkbmap", layout], env=self.environment, check=True)

    def _started_manager(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["openbox"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def _await_manager(self) -> None:
        """Until the window manager answers; each question takes some milliseconds."""
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            asked = subprocess.run(
                ["xdotool", "get_num_desktops"],
                check=False, env=self.environment, capture_output=True,
            )  # fmt: skip
            if asked.returncode == 0:
                return
            if self._manager.poll() is not None:
                self._manager = self._started_manager()
        raise TimeoutError("the window manager did not start")

    def close(self) -> None:
        """End the screen and all that is on it."""
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(10)


class Program:
    """The program, started as a user would start it; `presses` counts the keys pressed so far."""

    def __init__(
        self, screen: Screen, *arguments: str, folder: Path, before: Sequence[str] = ()
    ) -> None:
        self._before = before
        self._screen = screen
        self._folder = folder
        self.presses = 0
        self.steps: list[int] = []
        self.focus = ""
        self.seen = (0, 0)
        self.hints: dict[str, tuple[int, int]] = {}
        self._rest = b""
        self.start(*arguments)

    def start(self, *arguments: str) -> None:
        """Start (again) and wait until the first paint."""
        read, write = os.pipe()
        environment = {
            **self._screen.environment,
            "ANNOTATOR_TRACE": str(write),
            "ANNOTATOR_CONFIG": str(self._folder / "config"),
            "ANNOTATOR_DATA": str(self._folder / "data"),
        }
        self.process = subprocess.Popen(
            [*self._before, sys.executable, "-m", "annotator", *arguments],
            env=environment, pass_fds=[write], stderr=subprocess.PIPE,
        )  # fmt: skip
        os.close(write)
        self._pipe = read
        self._rest = b""
        self._is_active = False
        try:
            self.wait("ready")
            self._activate()
        except BaseException:
            self.kill()
            raise

    def wait(self, words: str | tuple[str, ...], seconds: float = _SECONDS) -> str:
        """The next line of the trace that begins with these words (or one of them)."""
        end = time.monotonic() + seconds
        while True:
            while b"\n" in self._rest:
                line, self._rest = self._rest.split(b"\n", 1)
                told = line.decode()
                self._note(told)
                if told.startswith(words):
                    return told
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._pipe], [], [], left)[0]:
                raise TimeoutError(f"the trace did not say {words!r} within {seconds} s")
            data = os.read(self._pipe, 65536)
            if not data:
                error = self.process.stderr.read().decode() if self.process.stderr else ""
                raise RuntimeError(f"the program has ended: {error[-2000:]}")
            self._rest += data

    def press(self, *names: str, until: str = "") -> str:
        """Press keys (X names); `until` is what the trace must say after the last one."""
        for name in names:
            self._x("key", "--clearmodifiers", name)
            self.presses += 1
        if until == "painted":
            self.wait_for_step()
            return ""
        return self.wait(until) if until else ""

    def wait_for_step(self) -> None:
        """Until the next step of the analyst is kept and on the screen; what a worker brings does not count."""
        told = self.wait("kept")
        while told.endswith("background"):
            told = self.wait("kept")
        step = int(told.split()[1])
        while not self.steps or self.steps[-1] < step:
            self.wait("painted")

    def write(self, text: str, until: str = "") -> str:
        """Type a text, one press a character."""
        self._x("type", "--delay", "8", text)
        self.presses += len(text)
        return self.wait(until) if until else ""

    def go_to(self, start: int, end: int) -> None:
        """Go to a visible span or word by its hint letters."""
        self.press("f", until="hints")
        letters = next(h for h, place in self.hints.items() if place == (start, end))
        self.press(*letters, until="focus")

    def wait_for_window(self, title: str) -> None:
        """Until a window of this title (a pattern) is there and has the keyboard."""
        for _ in range(_TRIES):
            found = self._x("search", "--sync", "--onlyvisible", "--name", title).split()
            # Between two looks the window manager may take the window into its frame.
            with contextlib.suppress(subprocess.CalledProcessError):
                self._x("windowactivate", "--sync", found[-1])
                return
        raise TimeoutError(f"the window {title!r} did not get the keyboard")

    def kill(self) -> None:
        """End it as a crash would; what it told before is still read."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        with contextlib.suppress(TimeoutError, RuntimeError):
            self.wait("the end", 0.3)
        self._gone()

    def close(self) -> None:
        """Close it as a user would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self._gone()

    def _gone(self) -> None:
        self.process.communicate(timeout=30)
        os.close(self._pipe)

    def _note(self, line: str) -> None:
        word, *rest = line.split()
        if word == "painted":
            self.steps.append(int(rest[0]))
        elif word == "active":
            self._is_active = True
        elif word == "seen":
            self.seen = int(rest[0]), int(rest[1])
        elif word == "focus":
            self.focus = " ".join(rest)
        elif word == "hints":
            places = (hint.rsplit(":", 1) for hint in rest)
            self.hints = {
                letters: (int(place.split("-")[0]), int(place.split("-")[1]))
                for letters, place in places
            }

    def _activate(self) -> None:
        """Give the window the keyboard, as the window manager does sooner or later."""
        with contextlib.suppress(TimeoutError):
            if not self._is_active:
                self.wait("active", _FOCUS_SECONDS)
        if self._is_active:
            return
        for _ in range(_TRIES):
            self._x("search", "--sync", "--onlyvisible", "--name", "Annotator$")
            # Between two looks the window manager may take the window into its frame.
            with contextlib.suppress(subprocess.CalledProcessError):
                self._x("search", "--onlyvisible", "--name", "Annotator$", "windowactivate")
                break
        self.wait("active")

    def _x(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self._screen.environment, check=True,
            capture_output=True, timeout=30, text=True,
        )  # fmt: skip
        return done.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
