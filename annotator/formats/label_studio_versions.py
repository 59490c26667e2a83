"""Which of a task's annotations, drafts and predictions comes in, and what is said of the others."""

from typing import Any

from msgspec import Struct

from annotator.core.document import Status


class Version(Struct, frozen=True):
    """What was chosen, and a sentence about what was not; `result` is empty when there was nothing to choose."""

    result: list[dict[str, Any]] = []
    status: Status = Status.NEW
    passed_over: str = ""
    model: str = ""
    """Of a prediction; empty for what people made."""
    score: Any = None


def version_of(task: dict[str, Any]) -> Version:
    """The ground truth, else the last annotation that was not cancelled, else a draft, else a prediction."""
    annotations = _objects(task, "annotations", "completions")
    drafts, predictions = (_with_result(task, name) for name in ("drafts", "predictions"))
    valid = [a for a in annotations if not (a.get("was_cancelled") or a.get("skipped"))]
    truth = [a for a in valid if a.get("ground_truth")]
    left = {"further annotation": annotations, "draft": drafts, "prediction": predictions}
    if annotations:
        chosen = next(iter(truth or valid[-1:]), None)
        if chosen is not None:
            return Version(_result(chosen), Status.DONE, _left(left, chosen))
        left["further annotation"] = _with_result(task, "annotations", "completions")
        return Version(status=Status.SKIPPED, passed_over=_left(left, None))
    if drafts:
        return Version(_result(drafts[-1]), Status.IN_PROGRESS, _left(left, drafts[-1]))
    if predictions:
        chosen = predictions[0]
        model = str(chosen.get("model_version") or "prediction")
        return Version(_result(chosen), Status.NEW, _left(left, chosen), model, chosen.get("score"))
    numbers = [row for row in list_of(task, "predictions") if not isinstance(row, dict)]
    left = {"prediction of which only the number stands there": numbers}
    return Version(passed_over=_left(left, None))


def _left(found: dict[str, list[Any]], chosen: Any) -> str:
    counts = {name: sum(one is not chosen for one in rows) for name, rows in found.items()}
    said = [f"{n:,} {name if n == 1 else _many(name)}" for name, n in counts.items() if n]
    return f"The task also has {', '.join(said)}." if said else ""


def _many(name: str) -> str:
    word, of, rest = name.partition(" of ")
    return f"{word}s{of}{rest}"


def _objects(task: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    return [row for row in list_of(task, *names) if isinstance(row, dict)]


def _with_result(task: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    return [row for row in _objects(task, *names) if row.get("result")]


def _result(version: dict[str, Any] | None) -> list[dict[str, Any]]:
    return _objects(version or {}, "result")


def list_of(values: dict[str, Any], *names: str) -> list[Any]:
    """The first list that is not empty under these names."""
    found: Any = next((values[name] for name in names if values.get(name)), [])
    return found if isinstance(found, list) else []
