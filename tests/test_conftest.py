"""The net under all tests: each kind of noise or leftover makes a test fail."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).with_name("conftest.py")

NOISES = {
    "a log warning": "import logging; logging.getLogger('x').warning('look out')",
    "a Python warning": "import warnings; warnings.warn('look out', stacklevel=1)",
    "a thread": "import threading; threading.Thread(target=event.wait, daemon=True).start()",
    "a Qt message": "from PySide6.QtCore import qWarning; qWarning('look out')",
    "a timer": "global timer; timer = QTimer(); timer.start(60_000)",
    "a window": "global window; window = QLabel(); window.show()",
    "a child process": (
        "global child; child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=-1)"
    ),
}

TEMPLATE = """
import subprocess, sys, threading
import conftest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

conftest.SETTLE_SECONDS = 0.05
event = threading.Event()

def test_noise(qapp):
    {body}

def teardown_module():
    event.set()
    if "child" in globals():
        child.communicate(b"")
"""


def run(pytester: pytest.Pytester, body: str) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(TEMPLATE.format(body=body))
    return pytester.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider")


@pytest.mark.parametrize("body", NOISES.values(), ids=NOISES.keys())
def test_noise_or_a_leftover_fails(pytester: pytest.Pytester, body: str) -> None:
    outcome = run(pytester, body).parseoutcomes()
    assert outcome.get("failed", 0) + outcome.get("errors", 0) == 1


def test_a_quiet_test_passes(pytester: pytest.Pytester) -> None:
    assert run(pytester, "pass").parseoutcomes() == {"passed": 1}
