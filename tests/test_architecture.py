"""The import rule of the house, and what else every file keeps to; late imports count too."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {"pyproject.toml", "README.md", "annotator", "resources", "tests"}
LINES_AT_MOST = 400

# What each room may import from annotator, beside itself.
MAY_IMPORT = {
    "core": set[str](),
    "protocol": set[str](),
    "resources": set[str](),
    "system": set[str](),
    "quick_qt": set[str](),
    "settings": {"core", "resources"},
    "formats": {"core", "resources"},
    "nlp": {"core", "formats", "protocol", "resources"},
    "store": {"core", "formats", "resources"},
    "session": {"core", "formats", "store", "resources"},
    "export_messages": set[str](),
    "fetching": {"core", "formats"},
    "importing": {"core", "formats", "store", "session"},
    "rereading": {"core", "formats", "importing", "session"},
    "opening": {"core", "formats", "importing", "store", "session", "resources"},
    "saving": {"core", "formats", "session"},
    "ui": {
        *(
            "core",
            "export_messages",
            "fetching",
            "importing",
            "opening",
            "protocol",
            "rereading",
            "saving",
            "session",
        ),
        *("resources", "settings", "system"),
    },
    "cli": {
        *(
            "core",
            "export_messages",
            "formats",
            "nlp",
            "opening",
            "protocol",
            "saving",
            "session",
            "settings",
            "store",
        ),
        *("resources", "system"),
    },
    "app": {
        *("core", "formats", "opening", "protocol", "saving", "session", "settings", "store", "ui"),
        *("resources", "system"),
    },
    "__main__": {"app", "cli", "nlp", "opening", "quick_qt", "system"},
}

# Which rooms may import what is neither ours nor the standard library's, and sqlite3.
HEAVY = {
    "spacy": {"nlp"},
    "thinc": {"nlp"},
    "numpy": {"nlp"},
    "PySide6": {"ui", "app", "quick_qt"},
    "shiboken6": {"ui", "app"},
    "sqlite3": {"store"},
    "msgspec": {
        *(
            "app",
            "cli",
            "core",
            "export_messages",
            "fetching",
            "formats",
            "importing",
            "nlp",
            "opening",
            "protocol",
            "rereading",
            "saving",
        ),
        "session",
        *("settings", "store", "ui"),
    },
    "jsonlines": {"formats"},
    "cassis": {"formats"},
    "charset_normalizer": {"formats"},
    "conllu": {"formats"},
    "lxml": {"formats"},
    "trafilatura": {"formats"},
    "pdfminer": {"formats"},
    "pyarrow": {"formats"},
    "tomlkit": {"formats", "settings"},
    "platformdirs": {"settings"},
}

# Data and logic of the window that must run without Qt.
WITHOUT_QT = ("annotator.ui.actions", "annotator.ui.commands", "annotator.ui.lanes")


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the package: dotted name, parsed tree and count of lines."""

    name: str
    tree: ast.Module
    lines: int

    @property
    def room(self) -> str:
        """The part of the house; the package itself is the empty one."""
        return self.name.split(".")[1] if "." in self.name else ""


def read_sources(package: Path) -> dict[str, Source]:
    """Parse every file of the package, keyed by its dotted name."""
    sources = {}
    for path in sorted(package.rglob("*.py")):
        parts = (package.name, *path.relative_to(package).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        sources[name] = Source(name, ast.parse(text), text.count("\n"))
    return sources


def imported(tree: ast.AST) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield line, module and names of every import, wherever it stands or however it is said."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield node.lineno, module, tuple(alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield node.lineno, argument.value, ()


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def modules_meant(sources: dict[str, Source], module: str, names: tuple[str, ...]) -> set[str]:
    """Return the files an import reads: `from package import file` means the file."""
    rooms = MAY_IMPORT.keys() if module == "annotator" else set[str]()
    files = {f"{module}.{n}" for n in names if n in rooms or f"{module}.{n}" in sources}
    others = [name for name in names if f"{module}.{name}" not in files]
    return files if files and not others else files | {module}


def broken_imports(sources: dict[str, Source]) -> list[str]:
    """Return a line for each import that the house does not allow."""
    return [
        f"{source.name}:{line} imports {meant}: {reason}"
        for source in sources.values()
        for line, module, names in imported(source.tree)
        for meant in sorted(modules_meant(sources, module, names))
        if (reason := _objection(source, meant))
    ]


def _objection(source: Source, module: str) -> str:
    if module.startswith("."):
        return "imports are absolute"
    if source.room and source.room not in MAY_IMPORT:
        return f"no room is called {source.room}"
    top, _, rest = module.partition(".")
    if top == "annotator":
        room = rest.partition(".")[0]
        allowed = not room or room == source.room or room in MAY_IMPORT.get(source.room, set())
        return "" if allowed else f"{source.room} may not know {room}"
    if top == "PySide6" and source.name.startswith(WITHOUT_QT):
        return "this file is data and logic, without Qt"
    if top in HEAVY:
        return "" if source.room in HEAVY[top] else f"{top} stays in {sorted(HEAVY[top])}"
    return "" if top in sys.stdlib_module_names else "no dependency of that name has a room"


def import_cycle(sources: dict[str, Source]) -> list[str]:
    """Return the files of one import cycle, or nothing; a package is a file of its own here."""
    graph = {
        source.name: {
            meant
            for _, module, names in imported(source.tree)
            for meant in modules_meant(sources, module, names)
            if meant in sources and meant not in {source.name, "annotator"}
        }
        for source in sources.values()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def broken_habits(sources: dict[str, Source]) -> list[str]:
    """Return a line for each `assert`, each `print` outside cli.py and each file too long."""
    found = []
    for source in sources.values():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Assert):
                found.append(f"{source.name}:{node.lineno} asserts")
            if isinstance(node, ast.Name) and node.id == "print" and source.room != "cli":
                found.append(f"{source.name}:{node.lineno} prints")
        if source.lines > LINES_AT_MOST:
            found.append(f"{source.name} has {source.lines} lines, more than {LINES_AT_MOST}")
    return found


def top_level(root: Path) -> set[str]:
    """Return what git keeps at the top of the repository, without dot-files."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True
    ).stdout
    names = {path.partition("/")[0] for path in listed.split("\0") if path}
    return {name for name in names if not name.startswith(".")}


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    return read_sources(ROOT / "annotator")


def test_every_import_is_allowed_by_the_house(sources: dict[str, Source]) -> None:
    assert broken_imports(sources) == []


def test_no_file_imports_itself_over_others(sources: dict[str, Source]) -> None:
    assert import_cycle(sources) == []


def test_no_file_asserts_prints_or_is_too_long(sources: dict[str, Source]) -> None:
    assert broken_habits(sources) == []


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_the_top_level_holds_only_what_it_should() -> None:
    assert top_level(ROOT) <= TOP_LEVEL


def fake(folder: Path, files: dict[str, str]) -> dict[str, Source]:
    """Write a small package of these files and parse it."""
    package = folder / "annotator"
    for name, text in {"__init__.py": "", **files}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_sources(package)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("core/spans.py", "from annotator.formats import jsonl"),
        ("core/spans.py", "import annotator.store.database"),
        ("core/spans.py", "from annotator import resources"),
        ("core/spans.py", "import numpy"),
        ("core/spans.py", "def late():\n    import sqlite3"),
        ("core/spans.py", "from . import text"),
        ("protocol.py", "from annotator.core import spans"),
        ("session.py", "import annotator.ui.state"),
        ("session.py", "def late():\n    from annotator import nlp"),
        ("ui/canvas/paint.py", "from annotator.formats.jsonl import read"),
        ("ui/main_window.py", "import importlib\nimportlib.import_module('spacy')"),
        (
            "ui/main_window.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import spacy",
        ),
        ("ui/actions.py", "from PySide6.QtGui import QAction"),
        ("ui/commands/spans.py", "from PySide6.QtGui import QAction"),
        ("app.py", "from annotator.nlp.worker import main"),
        ("cli.py", "from annotator.ui import state"),
        ("formats/jsonl.py", "import requests"),
        ("utils.py", "import json"),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, file: str, text: str) -> None:
    assert len(broken_imports(fake(tmp_path, {file: text}))) == 1


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("core/spans.py", "import bisect\nfrom annotator.core import text"),
        ("formats/jsonl.py", "from annotator.core.spans import Span\nimport jsonlines"),
        ("nlp/worker.py", "import spacy\nfrom annotator.protocol import Request"),
        ("store/database.py", "import sqlite3"),
        ("ui/state.py", "from PySide6.QtCore import QObject\nfrom annotator import session"),
        ("app.py", "from annotator import __version__, system"),
        ("__main__.py", "def late():\n    from annotator.nlp.worker import main"),
    ],
)
def test_an_allowed_import_is_not_found(tmp_path: Path, file: str, text: str) -> None:
    assert broken_imports(fake(tmp_path, {file: text})) == []


def test_a_cycle_over_a_late_import_is_found(tmp_path: Path) -> None:
    files = {
        "core/a.py": "from annotator.core.b import thing",
        "core/b.py": "def late():\n    from annotator.core import a",
    }
    assert set(import_cycle(fake(tmp_path, files))) == {"annotator.core.a", "annotator.core.b"}


@pytest.mark.parametrize(
    ("file", "text", "count"),
    [
        ("core/a.py", "assert True", 1),
        ("core/a.py", "print('x')", 1),
        ("core/a.py", "show = print", 1),
        ("cli.py", "print('x')", 0),
        ("core/a.py", "x = 1\n" * (LINES_AT_MOST + 1), 1),
        ("core/a.py", "x = 1\n" * LINES_AT_MOST, 0),
    ],
)
def test_a_bad_habit_is_found(tmp_path: Path, file: str, text: str, count: int) -> None:
    assert len(broken_habits(fake(tmp_path, {file: text}))) == count


def test_a_strange_file_at_the_top_level_is_found(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    (tmp_path / ".hidden").touch()
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    assert top_level(tmp_path) == {"notes.txt"}
