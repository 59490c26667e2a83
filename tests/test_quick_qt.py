"""Tests of `annotator.quick_qt`."""

import builtins
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.quick_qt import bytecode_path, compiled_once

_NAME = "shibokensupport/example.py"


def compiled(path: Path, source: bytes, name: str = _NAME) -> tuple[object, object]:
    with compiled_once(path):
        first = compile(source, name, "exec")
        return first, compile(source, name, "exec")


def value(code: object) -> object:
    found: dict[str, object] = {}
    exec(code, found)  # type: ignore[arg-type]
    return found["x"]


def test_a_source_is_compiled_once(tmp_path: Path) -> None:
    first, second = compiled(tmp_path / "kept", b"x = 1")
    assert first is second
    assert value(first) == 1
    assert (tmp_path / "kept").exists()


def test_what_was_kept_is_used_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled(tmp_path / "kept", b"x = 1")
    monkeypatch.setattr(builtins, "compile", lambda *_: pytest.fail("it was compiled again"))
    assert value(compiled(tmp_path / "kept", b"x = 1")[0]) == 1


def test_a_changed_source_is_compiled_anew_and_kept(tmp_path: Path) -> None:
    compiled(tmp_path / "kept", b"x = 1")
    kept = (tmp_path / "kept").read_bytes()
    assert value(compiled(tmp_path / "kept", b"x = 2")[0]) == 2
    assert (tmp_path / "kept").read_bytes() != kept


@pytest.mark.parametrize("damage", [b"", b"\xff" * 40, b"i\x01\x00\x00\x00"])
def test_a_damaged_file_is_as_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "kept").write_bytes(damage)
    assert value(compiled(tmp_path / "kept", b"x = 3")[0]) == 3


def test_other_sources_are_compiled_as_ever(tmp_path: Path) -> None:
    first, second = compiled(tmp_path / "kept", b"x = 1", "other.py")
    assert first is not second
    assert not (tmp_path / "kept").exists()


def test_afterwards_python_compiles_as_before(tmp_path: Path) -> None:
    before = builtins.compile
    compiled(tmp_path / "kept", b"x = 1")
    assert builtins.compile is before


def test_nothing_is_kept_where_python_keeps_no_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert bytecode_path() is None


def test_qt_works_after_it(tmp_path: Path) -> None:
    script = (
        "from annotator.quick_qt import import_qt; import_qt()\n"
        "from PySide6.QtCore import QObject\n"
        "import annotator.ui.lanes\n"
        "try:\n    QObject().setObjectName(1, 2)\n"
        "except TypeError as error:\n    print('setObjectName' in str(error))\n"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1],
            env={"PYTHONPYCACHEPREFIX": str(tmp_path), "PATH": ""},
        )  # fmt: skip
        assert done.stdout.strip() == "True", done.stderr
    assert list(tmp_path.rglob("*.shiboken"))
