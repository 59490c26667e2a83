"""The same physical keys and letters do the same on other keyboards: digits by row, letters by character."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.session import Session
from tests.walks.program import Program, Screen, missing

LAYOUTS = {
    # layout: (the X names of what the physical keys f, 3 and x type there)
    "us": ("f", "3", "x"),
    "de": ("f", "3", "x"),
    "fr": ("f", "quotedbl", "x"),
    "ru": ("Cyrillic_a", "3", "Cyrillic_che"),
}
SHORTCUTS = {
    # layout: (the X names of k and z with Ctrl, and of the physical key u)
    "us": ("ctrl+k", "ctrl+z", "u"),
    "de": ("ctrl+k", "ctrl+z", "u"),
    "fr": ("ctrl+k", "ctrl+z", "u"),
    "ru": ("ctrl+Cyrillic_el", "ctrl+Cyrillic_ya", "Cyrillic_ghe"),
}


@pytest.fixture(params=LAYOUTS)
def keyboard(request: pytest.FixtureRequest) -> Iterator[tuple[Screen, tuple[str, str, str]]]:
    if missing():
        pytest.skip("walks need " + ", ".join(missing()))
    screen = Screen(layout=request.param)
    yield screen, LAYOUTS[request.param]
    screen.close()


@pytest.fixture(params=SHORTCUTS)
def shortcuts(request: pytest.FixtureRequest) -> Iterator[tuple[Screen, tuple[str, str, str]]]:
    if missing():
        pytest.skip("walks need " + ", ".join(missing()))
    screen = Screen(layout=request.param)
    yield screen, SHORTCUTS[request.param]
    screen.close()


def test_label_keys_and_letters_work_on_every_layout(
    keyboard: tuple[Screen, tuple[str, str, str]], tmp_path: Path
) -> None:
    screen, (_, three, x) = keyboard
    source = tmp_path / "a.jsonl"
    spans = [
        {"start": 0, "end": 4, "label": "PERSON", "state": "proposed"},
        {"start": 15, "end": 19, "label": "PERSON", "state": "proposed"},
    ]
    source.write_text(json.dumps({"text": "Lund is not in Oslo.", "spans": spans}))
    with Program(screen, str(source), folder=tmp_path) as program:
        program.press("Tab", until="focus")
        program.press(three, until="painted")
        program.press("Tab", until="focus")
        program.press(x, until="painted")
    session = Session.opened(tmp_path / "a.jsonl.annot")
    document = session.document(1)
    found = [(document.surface(s), s.label) for s in document.spans()]
    session.close()
    assert found == [("Lund", "GPE")]


def test_a_label_key_asks_where_and_letters_answer_on_every_layout(
    keyboard: tuple[Screen, tuple[str, str, str]], tmp_path: Path
) -> None:
    screen, (f, three, _) = keyboard
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps({"text": "we met in Oslo today", "spans": []}))
    with Program(screen, str(source), folder=tmp_path) as program:
        program.press(three, until="hints")
        assert program.hints["f"] == (10, 14)
        program.press(f, until="painted")
    session = Session.opened(tmp_path / "a.jsonl.annot")
    document = session.document(1)
    found = [(document.surface(s), s.label) for s in document.spans()]
    session.close()
    assert found == [("Oslo", "GPE")]


def choose_key(program: Program, palette: str, action: str, key: str) -> None:
    """Give an action a key in the dialog."""
    program.press(palette)
    program.write("choose keys")
    program.press("Return")
    program.wait_for_window("Choose keys")
    program.write(action)
    program.press("Tab", "Tab", key, "Tab", "Return")
    program.wait_for_window("^a.jsonl.annot")


def test_an_own_key_is_chosen_kept_and_heard_on_every_layout(
    shortcuts: tuple[Screen, tuple[str, str, str]], tmp_path: Path
) -> None:
    screen, (palette, undo, u) = shortcuts
    source = tmp_path / "a.jsonl"
    spans = [{"start": 0, "end": 4, "label": "GPE", "state": "proposed"}]
    source.write_text(json.dumps({"text": "Lund is not in Oslo.", "spans": spans}))
    if u != "u":
        # No Latin letters to find the dialog by: the key was chosen before.
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "settings.toml").write_text('[keys]\nremove = "u"\n')
    with Program(screen, str(source), folder=tmp_path) as program:
        if u == "u":
            choose_key(program, palette, "remove span", u)
        else:
            program.press(palette, "Escape")
        program.press("Tab", until="focus")
        program.press(u, until="painted")
        program.press(undo, until="painted")
        program.press("Tab")
        program.press(u, until="painted")
    settings = tomllib.loads((tmp_path / "config" / "settings.toml").read_text("utf-8"))
    assert settings["keys"] == {"remove": "u"}
    session = Session.opened(tmp_path / "a.jsonl.annot")
    assert list(session.document(1).spans()) == []
    session.close()
