"""An end for libraries that may go round in circles on a broken file."""

import ctypes
import threading
import time
from types import TracebackType
from typing import Self

_LOOKS_EACH_S = 0.1


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
        self._watch = threading.Thread(target=self._look, name="deadline", daemon=True)

    def __enter__(self) -> Self:
        self.progress()
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._is_over.set()
            # One that was sent and has not come yet must not come later.
            self._send(None)
        self._watch.join()

    def progress(self) -> None:
        """Something was done: the time begins anew."""
        self._began = time.process_time()

    def _look(self) -> None:
        while not self._is_over.wait(_LOOKS_EACH_S):
            with self._lock:
                is_late = time.process_time() - self._began > self._seconds
                if is_late and not self._is_over.is_set():
                    self._send(LateError)
                    return

    def _send(self, error: type[BaseException] | None) -> None:
        thrown = ctypes.py_object(error) if error is not None else None
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), thrown)
