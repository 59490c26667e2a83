"""How the worker is started and ended: command, environment, folder, and all that it may have started itself."""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment

from annotator.protocol import MEMORY_VARIABLE

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_NO_NETWORK = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
_KILL_MS = 1_000


def worker_command() -> list[str]:
    """The interpreter with our worker module; a packaged program enters itself again.

    `-P` keeps the current folder off the module path: a `spacy.py` lying there is not imported.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    return [sys.executable, "-P", "-m", "annotator.nlp.worker"]


def worker_environment(memory_bytes: int = 0) -> QProcessEnvironment:
    """Our own environment, with one thread for arithmetic, no network and a limit of memory (0: none).

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
    environment.insert(MEMORY_VARIABLE, str(memory_bytes))
    return environment


def prepared_process(command: list[str], memory_bytes: int = 0) -> QProcess:
    """A process that is set up, not started; it runs in the temporary folder, which always exists."""
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments(command[1:])
    process.setProcessEnvironment(worker_environment(memory_bytes))
    process.setWorkingDirectory(tempfile.gettempdir())
    flags = getattr(QProcess, "UnixProcessFlag", None)
    if os.name == "posix" and flags is not None:
        # A group of its own, so that what a pipeline starts can be ended with it; none of the
        # window's files. A core dump would lay the article on the disk.
        wanted = flags.CreateNewSession | flags.CloseFileDescriptors
        if hasattr(flags, "DisableCoreDumps"):
            wanted |= flags.DisableCoreDumps
        process.setUnixProcessParameters(wanted)
    return process


def end(process: QProcess, number: int) -> None:
    """Leave no process behind, `number` being its id; a killed one is gone at once, the wait only collects it."""
    end_group(number)
    if process.state() is not QProcess.ProcessState.NotRunning:
        process.kill()
        process.waitForFinished(_KILL_MS)
    process.deleteLater()


def end_group(number: int) -> None:
    """End what a worker of this id may have started, also when it is gone itself; Windows' job does that unasked."""
    if sys.platform != "win32" and number > 1:
        import signal

        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(number, signal.SIGKILL)


def is_path(model: str) -> bool:
    """A folder is named with a separator, a dot, ~ or a drive; a bare name is a package and nothing else."""
    has_separator = "/" in model or os.sep in model
    return has_separator or model.startswith((".", "~")) or bool(Path(model).drive)


def absolute_model(model: str) -> str:
    """A path to a model made absolute, since the worker runs in another folder; names stay."""
    if not is_path(model):
        return model
    whole = os.path.expanduser(model)  # noqa: PTH111 - Path's raises for an unknown user
    return str(Path(whole).absolute())
