"""Typed settings of this computer's user; a TOML file holds only what differs from the defaults."""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import fields

from annotator.core.errors import AnnotatorError
from annotator.core.toml_text import IntricateTomlError, refuse_intricate, toml_values

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_NAME = "annotator"
_FILE = "settings.toml"
_BROKEN = "settings.broken.toml"
_REPORT = "last_error.txt"
_RECENT_AT_MOST = 10
_KEYS_AT_MOST = 2_000
_THEMES = ("system", "light", "dark")
_ZOOM_AT_LEAST, _ZOOM_AT_MOST = 30, 500


class Settings(Struct, frozen=True):
    """Widths in px, zoom in percent; `keys` maps an action's id to its own keys, separated by spaces.

    `pipelines` are folders that may be loaded, with the fingerprint of what was in them;
    `pipeline_memory_mb` is what the worker may take (0: half of the machine's memory).
    """

    annotator: str = ""
    theme: str = "system"
    zoom: int = 100
    text_font: str = ""
    article_panel: bool = True
    annotation_panel: bool = True
    article_width: int = 240
    annotation_width: int = 300
    geometry: str = ""
    recent: tuple[str, ...] = ()
    last_folder: str = ""
    model: str = ""
    pipeline_memory_mb: int = 0
    pipelines: Mapping[str, str] = field(default_factory=dict)
    tour_seen: bool = False
    may_fetch: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None) -> tuple["Settings", str]:
        """The settings and a sentence about what was wrong with the file (empty: nothing); never fails."""
        path = path or settings_path()
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return cls(), ""
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return cls(), f"The settings in {path} can't be read ({reason}); the defaults are used."
        except UnicodeDecodeError as error:
            return cls(), f"The settings in {path} are no TOML ({error}); the defaults are used."
        try:
            found = toml_values(text, _KEYS_AT_MOST)
        # Broken TOML, or a number of thousands of digits.
        except (ValueError, RecursionError) as error:
            return cls(), f"The settings in {path} are no TOML ({error}); the defaults are used."
        return _read(found, path)

    def save(self, path: Path | None = None) -> None:
        """Write what differs from the defaults, whole or not at all; comments and foreign keys stay."""
        path = (path or settings_path()).resolve()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            document = _kept(path)
            for name, value in _values(self).items():
                if value == _DEFAULTS[name]:
                    document.pop(name, None)
                elif document.get(name) != value:
                    document[name] = value
            _replace(path, document.as_string())
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise AnnotatorError(f"The settings can't be kept in {path}: {reason}.") from error


def settings_path() -> Path:
    """The settings file; `ANNOTATOR_CONFIG` names another folder for it."""
    folder = os.environ.get("ANNOTATOR_CONFIG")
    if folder:
        return Path(folder) / _FILE
    from platformdirs import user_config_dir

    return Path(user_config_dir(_NAME, appauthor=False)) / _FILE


def data_folder() -> Path:
    """Where projects of pasted texts and of the sample live; `ANNOTATOR_DATA` names another folder."""
    folder = os.environ.get("ANNOTATOR_DATA")
    if folder:
        return Path(folder)
    from platformdirs import user_data_dir

    return Path(user_data_dir(_NAME, appauthor=False))


def keep_report(report: str) -> Path:
    """Keep the report of an unforeseen error, instead of the last one; where (it may not have worked)."""
    place = data_folder() / _REPORT
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(report, encoding="utf-8")
    return place


def _values(settings: Settings) -> dict[str, object]:
    """As TOML has them: lists for tuples, tables for mappings."""
    values: dict[str, object] = {}
    for one in fields(Settings):
        value: object = getattr(settings, one.name)
        if isinstance(value, tuple):
            value = list(value[:_RECENT_AT_MOST])
        values[one.name] = dict(value) if isinstance(value, Mapping) else value
    return values


_DEFAULTS = _values(Settings())


def _read(found: Mapping[str, object], path: Path) -> tuple[Settings, str]:
    good: dict[str, object] = {}
    bad: list[str] = []
    for name, default in _DEFAULTS.items():
        if name not in found:
            continue
        value = found[name]
        if _fits(name, value, default):
            good[name] = tuple(value)[:_RECENT_AT_MOST] if isinstance(value, list) else value
        else:
            bad.append(name)
    settings = Settings(**good)  # type: ignore[arg-type]
    if not bad:
        return settings, ""
    named = ", ".join(f"“{name}”" for name in bad)
    return settings, f"In the settings {path}, {named} can't be used; the default is used instead."


def _fits(name: str, value: object, default: object) -> bool:
    if type(value) is not type(default):
        return False
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    if isinstance(value, dict):
        return all(isinstance(item, str) for item in value.values())
    if name == "theme":
        return value in _THEMES
    if name == "zoom" and isinstance(value, int):
        return _ZOOM_AT_LEAST <= value <= _ZOOM_AT_MOST
    return not isinstance(value, int) or value >= 0


def _kept(path: Path) -> "TOMLDocument":
    """The file as it stands; one that can't be read is laid aside, never overwritten."""
    # Late: reading needs no tomlkit, and the start of the program should not pay for it.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        text = path.read_text(encoding="utf-8-sig")
        refuse_intricate(text, _KEYS_AT_MOST)
        return tomlkit.parse(text)
    except FileNotFoundError:
        return tomlkit.document()
    except (UnicodeDecodeError, TOMLKitError, IntricateTomlError):
        path.replace(path.with_name(_BROKEN))
        return tomlkit.document()


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=".settings-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
