"""An end for libraries that may go round in circles on a broken file."""

import ctypes
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import Self

_LOOKS_EACH_S = 0.1
_AGAIN_S = 1.0
"""CPU time until a further LateError: the first is lost where Python ignores errors, as in `__del__`."""


class LateError(BaseException):
    """The time is over. No Exception, so that no library takes it for one of its own."""


class Deadline:
    """Within its `with` block the running thread gets a LateError after so many seconds of CPU time.

    It comes between two steps of Python: a single call into C is not ended. `progress` grants the time anew.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._began = 0.0
        self._frame: FrameType | None = None
        self._watch = threading.Thread(target=self._look, name="deadline", daemon=True)

    def __enter__(self) -> Self:
        self._frame = sys._getframe(1)
        self.progress()
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while True:
            try:
                return self._end()
            except LateError:
                # It was sent before the end and comes now.
                continue

    def _end(self) -> None:
        with self._lock:
            self._is_over.set()
        # One that was sent comes at the next step back, here. (To send None instead leaves the interpreter
        # looking for it at each step, and under a profiler in circles.)
        for _ in range(3):
            pass
        self._watch.join()

    def progress(self) -> None:
        """Something was done: the time begins anew."""
        self._began = time.process_time()

    def _look(self) -> None:
        while not self._is_over.wait(_LOOKS_EACH_S):
            with self._lock:
                if time.process_time() - self._began <= self._seconds or self._is_over.is_set():
                    continue
                if not self._is_inside():
                    break
                self._send()
                self._seconds = _AGAIN_S
                self.progress()
        self._frame = None

    def _is_inside(self) -> bool:
        """Whether the block's function still runs: a LateError at the very start of `__exit__` leaves by it."""
        frame = sys._current_frames().get(self._thread)
        while frame is not None and frame is not self._frame:
            frame = frame.f_back
        return frame is not None

    def _send(self) -> None:
        thread, error = ctypes.c_ulong(self._thread), ctypes.py_object(LateError)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, error)
