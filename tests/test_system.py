"""Start-up checks on machines that lack something, made from an environment and a loader."""

import pytest

from annotator.system import start_problem, x_server_answers

X11 = {"DISPLAY": ":0"}


class Machine:
    """Loads every library but the lacking ones."""

    def __init__(self, *lacking: str) -> None:
        self.lacking = lacking

    def load(self, soname: str) -> object:
        if soname in self.lacking:
            raise OSError(soname)
        return soname


def problem(environment: dict[str, str], *lacking: str, answers: bool = True) -> str | None:
    return start_problem(environment, "linux", Machine(*lacking).load, lambda display: answers)


def packages(sentence: str | None) -> list[str]:
    return (sentence or "").partition("apt-get install -y ")[2].split()


def test_a_machine_that_has_everything_has_no_problem() -> None:
    assert problem(X11) is None


def test_missing_libraries_are_named_by_their_packages_in_one_line() -> None:
    sentence = problem(X11, "libEGL.so.1", "libxcb-cursor.so.0")
    assert packages(sentence) == ["libegl1", "libxcb-cursor0"]
    assert "\n" not in (sentence or "")


def test_offscreen_needs_no_x11_libraries() -> None:
    environment = {**X11, "QT_QPA_PLATFORM": "offscreen:enable_fonts"}
    assert problem(environment, "libxcb-cursor.so.0", "libxkbcommon-x11.so.0") is None


def test_offscreen_needs_the_libraries_of_every_platform() -> None:
    assert packages(problem({"QT_QPA_PLATFORM": "offscreen"}, "libGL.so.1")) == ["libgl1"]


def test_wayland_needs_no_x11_libraries(tmp_path: object) -> None:
    environment = {"WAYLAND_DISPLAY": str(tmp_path)}
    assert problem(environment, "libxcb-cursor.so.0") is None


def test_wayland_without_its_libraries_falls_back_to_x11() -> None:
    environment = {**X11, "WAYLAND_DISPLAY": "wayland-0"}
    assert problem(environment, "libwayland-client.so.0") is None


def test_wayland_alone_names_its_packages() -> None:
    sentence = problem({"WAYLAND_DISPLAY": "wayland-0"}, "libwayland-cursor.so.0")
    assert packages(sentence) == ["libwayland-cursor0"]


@pytest.mark.parametrize("command", ["annotator prelabel", "annotator check", "annotator export"])
def test_no_display_is_said_with_the_commands_that_need_none(command: str) -> None:
    sentence = problem({}) or ""
    assert command in sentence
    assert "\n" not in sentence


def test_a_display_that_does_not_answer_is_named() -> None:
    assert "DISPLAY=:0" in (problem(X11, answers=False) or "")


def test_a_wayland_display_without_a_socket_is_named() -> None:
    assert "WAYLAND_DISPLAY=gone" in (problem({"WAYLAND_DISPLAY": "gone"}) or "")


def test_an_x_server_that_is_not_there_does_not_answer() -> None:
    assert not x_server_answers(":7654")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_have_nothing_to_check(platform: str) -> None:
    assert start_problem({}, platform, Machine("libEGL.so.1").load, lambda display: False) is None
