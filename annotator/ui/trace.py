"""A trace for tests: with `ANNOTATOR_TRACE=FD` the program says on that file descriptor what it has done. No Qt."""

import os
from collections.abc import Mapping


class Trace:
    """Lines `ready`, `kept STEP`, `painted STEP`, `proposals ARTICLE`, `saved FILE`,
    `warned SENTENCE`, `asked`, `seen FROM TO`, `focus …`, `hints …`."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        value = environment.get("ANNOTATOR_TRACE", "")
        self._descriptor = int(value) if value.isdigit() else None

    @property
    def active(self) -> bool:
        """Whether anybody reads."""
        return self._descriptor is not None

    def write(self, *words: object) -> None:
        """One line, at once."""
        if self._descriptor is None:
            return
        try:
            os.write(self._descriptor, (" ".join(map(str, words)) + "\n").encode())
        except OSError:
            self._descriptor = None
