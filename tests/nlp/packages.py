"""Pipelines as installed packages, laid into a folder that is then on the module path."""

import json
from pathlib import Path

import spacy

PLAIN = """
from pathlib import Path
from spacy.util import load_model_from_init_py

def load(**overrides):
    return load_model_from_init_py(__file__, **overrides)
"""


def made_pipeline(folder: Path, **rules: str) -> Path:
    """A pipeline that knows names by rules (name=label); without any, Osaka is a PORT."""
    nlp = spacy.blank("en")
    known = (rules or {"Osaka": "PORT"}).items()
    patterns = [{"label": label, "pattern": name} for name, label in known]
    nlp.add_pipe("entity_ruler").add_patterns(patterns)  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return folder


def install(folder: Path, name: str, code: str = PLAIN, **meta: str) -> Path:
    """Install a package of this name with this `__init__.py`; where its pipeline lies."""
    package = folder / name
    language, _, rest = name.partition("_")
    inner = package / f"{name}-1.0"
    package.mkdir()
    made_pipeline(inner)
    told = json.loads((inner / "meta.json").read_text("utf-8"))
    told |= {"lang": language, "name": rest, "version": "1.0", **meta}
    for place in (package, inner):
        (place / "meta.json").write_text(json.dumps(told), "utf-8")
    (package / "__init__.py").write_text(code, "utf-8")
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[spacy_models]\n{name} = {name}\n")
    return inner
