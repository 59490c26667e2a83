"""What PySide does anew at every start, done once: a sixth of the time until its first window.

Shiboken (6.11) carries its Python part as source in its library and compiles it at each
import; and reads the source of every module imported later, to see whether it might switch PySide's
features (`snake_case`, `true_property`). Where PySide changes, all this finds nothing and does nothing.
"""

import builtins
import marshal
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any

_FOLDER = "shibokensupport/"

Known = dict[str, tuple[bytes, CodeType]]
"""By a module's file: its source, and what that was compiled to."""


def import_qt() -> None:
    """Import PySide6's widgets; the compiled part lies beside this module's own bytecode, where Python keeps any."""
    with compiled_once(bytecode_path()):
        import PySide6.QtWidgets  # noqa: F401
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        # No module of this program switches features.
        setattr(feature, "_mod_uses_pyside", lambda _module: False)  # noqa: B010


def bytecode_path() -> Path | None:
    """Where the compiled part is kept; None where Python is told to keep no bytecode."""
    if sys.dont_write_bytecode:
        return None
    return Path(cache_from_source(__file__)).with_suffix(".shiboken")


@contextmanager
def compiled_once(path: Path | None) -> Iterator[None]:
    """While this lasts, Shiboken's own sources are compiled only where the file does not know them."""
    known = _loaded(path)
    before = dict(known)
    compiling = builtins.compile
    builtins.compile = _remembering(compiling, known)
    try:
        yield
    finally:
        builtins.compile = compiling
    if path is not None and known != before:
        _keep(path, known)


def _remembering(compiling: Callable[..., Any], known: Known) -> Callable[..., Any]:
    def compiled(source: Any, filename: Any, mode: str, *rest: Any, **named: Any) -> Any:
        if not (isinstance(source, bytes) and str(filename).startswith(_FOLDER)):
            return compiling(source, filename, mode, *rest, **named)
        found = known.get(filename)
        if found is None or found[0] != source:
            found = known[filename] = source, compiling(source, filename, mode, *rest, **named)
        return found[1]

    return compiled


def _loaded(path: Path | None) -> Known:
    """What was kept; nothing when there is nothing or it can't be used."""
    if path is None:
        return {}
    try:
        # As trusted as the bytecode that Python keeps in the same folder.
        kept = marshal.loads(path.read_bytes())  # noqa: S302
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    is_ours = isinstance(kept, tuple) and len(kept) == 2 and kept[0] == sys.version
    return kept[1] if is_ours else {}


def _keep(path: Path, known: Known) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(marshal.dumps((sys.version, known)))
        beside.replace(path)
