"""How the worker is started: command, environment and folder, so that no other module is found instead."""

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_NO_NETWORK = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


def worker_command() -> list[str]:
    """The interpreter with our worker module; a packaged program enters itself again.

    `-P` keeps the current folder off the module path: a `spacy.py` lying there is not imported.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    return [sys.executable, "-P", "-m", "annotator.nlp.worker"]


def worker_environment() -> QProcessEnvironment:
    """Our own environment, with one thread for arithmetic and no network.

    Relative module paths are left out: from another folder they mean something else.
    """
    environment = QProcessEnvironment.systemEnvironment()
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    ours = str(Path(__file__).resolve().parents[2])
    paths = [ours, *(path for path in given if Path(path).is_absolute())]
    environment.insert("PYTHONPATH", os.pathsep.join(dict.fromkeys(paths)))
    environment.insert("PYTHONUTF8", "1")
    for name in _ONE_THREAD + _NO_NETWORK:
        environment.insert(name, "1")
    environment.insert("TOKENIZERS_PARALLELISM", "false")
    return environment


def prepared_process(command: list[str]) -> QProcess:
    """A process that is set up, not started; it runs in the temporary folder, which always exists."""
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments(command[1:])
    process.setProcessEnvironment(worker_environment())
    process.setWorkingDirectory(tempfile.gettempdir())
    return process


def absolute_model(model: str) -> str:
    """A path to a model made absolute, since the worker runs in another folder; names stay."""
    is_path = "/" in model or os.sep in model or model.startswith(".")
    return str(Path(model).expanduser().absolute()) if is_path else model
