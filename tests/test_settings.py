"""Settings: what is kept, what is refused, and that nothing of the user is lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import AnnotatorError
from annotator.settings import Settings, data_folder, settings_path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert Settings.load(tmp_path / "settings.toml") == (Settings(), "")


def test_the_file_holds_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    Settings(annotator="Anna", zoom=120).save(path)
    assert path.read_text(encoding="utf-8") == 'annotator = "Anna"\nzoom = 120\n'


def test_going_back_to_a_default_removes_the_line(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    Settings(theme="dark").save(path)
    Settings().save(path)
    assert path.read_text(encoding="utf-8") == ""


@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    recent=st.lists(st.text('abc/ é"\\', max_size=10), max_size=10),
    keys=st.dictionaries(st.sampled_from(["undo", "confirm"]), st.text("abc+ ", max_size=5)),
    shown=st.booleans(),
)
def test_what_is_saved_is_loaded(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    recent: list[str],
    keys: dict[str, str],
    shown: bool,
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    settings = Settings(annotator=name, recent=tuple(recent), keys=keys, article_panel=shown)
    settings.save(path)
    assert Settings.load(path) == (settings, "")


def test_comments_and_foreign_keys_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# mine\nfuture = 1\ntheme = "dark"\n', encoding="utf-8")
    settings, problem = Settings.load(path)
    settings.save(path)
    assert problem == ""
    assert path.read_text(encoding="utf-8") == '# mine\nfuture = 1\ntheme = "dark"\n'


@pytest.mark.parametrize(
    "line",
    [
        'zoom = "big"',
        "zoom = 5",
        "zoom = true",
        'theme = "pink"',
        "recent = [1]",
        "keys = {undo = 3}",
        "article_width = -3",
        "article_panel = 1",
    ],
)
def test_a_value_of_the_wrong_kind_is_named_and_the_rest_is_used(tmp_path: Path, line: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f'annotator = "Anna"\n{line}\n', encoding="utf-8")
    settings, problem = Settings.load(path)
    assert settings == Settings(annotator="Anna")
    assert f"“{line.split(maxsplit=1)[0]}”" in problem


@pytest.mark.parametrize(
    "content", [b"zoom = ", b"\xff\xfe\x00", b'annotator = "a\nb"', b"a." * 9999 + b"a = 1"]
)
def test_a_broken_file_gives_defaults_and_is_laid_aside_not_lost(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    settings, problem = Settings.load(path)
    assert settings == Settings()
    assert str(path) in problem
    Settings(zoom=110).save(path)
    assert (tmp_path / "settings.broken.toml").read_bytes() == content
    assert Settings.load(path) == (Settings(zoom=110), "")


def test_a_folder_in_the_way_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.mkdir()
    assert "can't be read" in Settings.load(path)[1]
    with pytest.raises(AnnotatorError, match="can't be kept"):
        Settings(zoom=110).save(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.toml", tmp_path / "settings.toml"
    target.write_text("", encoding="utf-8")
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("no links here")
    Settings(zoom=110).save(link)
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "zoom = 110\n"


def test_only_ten_recent_projects_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    Settings(recent=tuple(f"{n}.annot" for n in range(15))).save(path)
    assert len(Settings.load(path)[0].recent) == 10


def test_the_environment_names_both_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(tmp_path / "c"))
    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path / "d"))
    assert settings_path() == tmp_path / "c" / "settings.toml"
    assert data_folder() == tmp_path / "d"
    Settings(zoom=110).save()
    assert Settings.load() == (Settings(zoom=110), "")


def test_without_it_the_user_folders_are_used(user_folder: Path) -> None:
    assert user_folder in settings_path().parents
    assert user_folder in data_folder().parents or user_folder == data_folder()
