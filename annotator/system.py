"""Start-up checks, before Qt is imported: what would abort becomes one sentence.

Pure functions over an environment and a loader, so that the tests need no bare machine.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

Load = Callable[[str], object]
"""Loads a shared library by its soname; raises OSError when it cannot."""

Connects = Callable[[str], bool]
"""Tells whether the X server of this DISPLAY answers."""

# Source of the sonames: `objdump -p` of Qt 6.11's libraries and platform plugins. The packages
# are Debian's; each pulls in the smaller ones its library needs.
_EVERYWHERE = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
}
_MACHINE = os.uname().machine if hasattr(os, "uname") else ""
_LIBRARY_FOLDERS = (f"/usr/lib/{_MACHINE}-linux-gnu", "/usr/lib64", "/usr/lib")
_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
_OF_PLUGIN = {"xcb": _X11, "wayland": _WAYLAND, "wayland-egl": _WAYLAND}

_WITHOUT_WINDOW = "`annotator prelabel`, `annotator check` and `annotator export` work without one"


def start_problem(
    environment: Mapping[str, str],
    platform: str,
    load: Load,
    connects: Connects,
) -> str | None:
    """Return one sentence saying why the window cannot open here, or None when it can.

    `platform` is `sys.platform`; only Linux has anything to check.
    """
    if not platform.startswith("linux"):
        return None
    plugins = _plugins(environment)
    if not plugins:
        return (
            "The window cannot open because there is no display (neither DISPLAY nor "
            f"WAYLAND_DISPLAY is set); {_WITHOUT_WINDOW}."
        )
    lacking = _missing(_EVERYWHERE, load)
    lacks = [{**lacking, **_missing(_OF_PLUGIN.get(plugin, {}), load)} for plugin in plugins]
    loadable = [plugin for plugin, missing in zip(plugins, lacks, strict=True) if not missing]
    if not loadable:
        return _install_sentence(min(lacks, key=len))
    if not any(_answers(plugin, environment, connects) for plugin in loadable):
        return _silent_sentence(loadable, environment)
    return None


def this_machine() -> str | None:
    """Return `start_problem` of the running process."""
    return start_problem(os.environ, sys.platform, find_or_load, x_server_answers)


def find_or_load(soname: str) -> object:
    """Look for a shared library where systems keep them, and load it only where it is not: OSError without it."""
    for folder in _LIBRARY_FOLDERS:
        if os.path.exists(f"{folder}/{soname}"):  # noqa: PTH110 - thirty look-ups at every start
            return folder
    # Late: importing it costs a twentieth of the start.
    import ctypes

    return ctypes.CDLL(soname)


def x_server_answers(display: str) -> bool:
    """Connect to an X server and leave again; True too where libxcb cannot be asked."""
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(os.fsencode(display), None)
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused


def _plugins(environment: Mapping[str, str]) -> list[str]:
    """Return the platform plugins in the order in which Qt tries them."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return [part.partition(":")[0] for part in chosen.split(";") if part]
    # Qt's own rule: Wayland first, X11 where that fails.
    plugins = ["wayland"] if environment.get("WAYLAND_DISPLAY") else []
    return [*plugins, "xcb"] if environment.get("DISPLAY") else plugins


def _missing(libraries: Mapping[str, str], load: Load) -> dict[str, str]:
    """Return the libraries (soname to package) that do not load."""
    missing = {}
    for soname, package in libraries.items():
        try:
            load(soname)
        except OSError:
            missing[soname] = package
    return missing


def _answers(plugin: str, environment: Mapping[str, str], connects: Connects) -> bool:
    """Tell whether the display this plugin would open is there; offscreen ones always are."""
    if plugin == "xcb":
        return connects(environment.get("DISPLAY", ""))
    if _OF_PLUGIN.get(plugin) is _WAYLAND:
        # As wl_display_connect: a relative name lies in XDG_RUNTIME_DIR, or a socket is passed on.
        if environment.get("WAYLAND_SOCKET"):
            return True
        name = environment.get("WAYLAND_DISPLAY") or "wayland-0"
        return Path(environment.get("XDG_RUNTIME_DIR", "/"), name).exists()
    return True


def _install_sentence(missing: Mapping[str, str]) -> str:
    return (
        f"The window cannot open because {_listed(missing)} {_is_or_are(missing)} missing; "
        f"on Debian or Ubuntu: sudo apt-get install -y {' '.join(missing.values())}"
    )


def _silent_sentence(plugins: Iterable[str], environment: Mapping[str, str]) -> str:
    names = {"xcb": "DISPLAY"}
    variables = dict.fromkeys(names.get(plugin, "WAYLAND_DISPLAY") for plugin in plugins)
    shown = _listed(f"{name}={environment.get(name, '')}" for name in variables)
    return (
        f"The window cannot open because no display answers at {shown}; start Annotator from "
        f"a desktop session ({_WITHOUT_WINDOW})."
    )


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _is_or_are(things: Mapping[str, str]) -> str:
    return "is" if len(things) == 1 else "are"
