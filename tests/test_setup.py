"""The installed PySide6 is one that does not kill the interpreter (6.12 on Python 3.11 does)."""

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"

COUNT_OF_NONE = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
for _ in range(100):
    label.update()
before = sys.getrefcount(None)
for _ in range(1000):
    label.update()
print(sys.getrefcount(None) - before)
"""


def requirements() -> list[Requirement]:
    with PROJECT.open("rb") as file:
        project = tomllib.load(file)["project"]
    return [Requirement(line) for line in project["dependencies"]]


def allowed_on(python: str, pyside: str) -> bool:
    """Tell whether pyproject.toml lets this pair of versions be installed."""
    applying = [
        r
        for r in requirements()
        if r.name == "PySide6-Essentials"
        and (r.marker is None or r.marker.evaluate({"python_version": python}))
    ]
    return bool(applying) and all(pyside in r.specifier for r in applying)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_void_qt_methods_take_a_reference_to_none() -> None:
    child = subprocess.run(
        [sys.executable, "-c", COUNT_OF_NONE], capture_output=True, text=True, check=True
    )
    assert int(child.stdout) > -100


def test_the_installed_pyside6_is_allowed_on_this_python() -> None:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert allowed_on(python, version("PySide6-Essentials"))


@pytest.mark.parametrize(
    ("python", "pyside", "allowed"),
    [
        ("3.11", "6.11.3", True),
        ("3.11", "6.12.0", False),
        ("3.12", "6.12.0", True),
        ("3.13", "6.12.0", True),
        ("3.13", "6.7.0", False),
    ],
)
def test_only_pairs_of_versions_that_work_are_allowed(
    python: str, pyside: str, allowed: bool
) -> None:
    assert allowed_on(python, pyside) is allowed


def test_every_dependency_has_an_upper_bound() -> None:
    open_ended = [r.name for r in requirements() if "<" not in str(r.specifier)]
    assert open_ended == []
