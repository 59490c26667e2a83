"""Key presses by name, the same on every keyboard layout: digits by their physical row, letters by character."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

_NAMED: dict[int, str] = {
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "Return",
    Qt.Key.Key_Tab: "Tab",
    Qt.Key.Key_Backtab: "Tab",
    Qt.Key.Key_Delete: "Del",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Space: "Space",
}

MODIFIER_KEYS: set[int] = {
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
}
"""Keys that do nothing by themselves."""

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")

# First scan code of each row: evdev codes plus 8 under X11 and Wayland, set-1 codes under Windows.
_X11_STARTS = (10, 24, 38, 52)
_WINDOWS_STARTS = (2, 16, 30, 44)

# Virtual key codes of the same rows on macOS (kVK_ANSI_1 … in Carbon's Events.h), where scan codes are not given.
_MAC_CODES = (
    (18, 19, 20, 21, 23, 22, 26, 28, 25, 29),
    (12, 13, 14, 15, 17, 16, 32, 34, 31, 35),
    (0, 1, 2, 3, 5, 4, 38, 40, 37),
    (6, 7, 8, 9, 11, 45, 46),
)


def _physical_keys(starts: tuple[int, ...]) -> dict[int, str]:
    return {
        start + place: key
        for start, row in zip(starts, _ROWS, strict=True)
        for place, key in enumerate(row)
    }


_X11 = _physical_keys(_X11_STARTS)
_WINDOWS = _physical_keys(_WINDOWS_STARTS)
_MAC = {
    code: key
    for codes, row in zip(_MAC_CODES, _ROWS, strict=True)
    for code, key in zip(codes, row, strict=True)
}


def physical_key(scan_code: int, virtual_key: int, platform: str) -> str:
    """What a US keyboard has at this place: a digit or small letter, or an empty string."""
    if platform == "cocoa":
        return _MAC.get(virtual_key, "")
    table = _WINDOWS if platform == "windows" else _X11
    return table.get(scan_code, "")


def key_name(event: QKeyEvent) -> str:
    """`x`, `Shift+x`, `1`, `?`, `Return`, `Shift+Tab`, … of a press without Ctrl, Alt or Meta; else empty."""
    modifiers = event.modifiers()
    blocking = (
        Qt.KeyboardModifier.ControlModifier
        | Qt.KeyboardModifier.AltModifier
        | Qt.KeyboardModifier.MetaModifier
    )
    key = event.key()
    if modifiers & blocking or key in MODIFIER_KEYS:
        return ""
    shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    named = _NAMED.get(key)
    if named is not None:
        return f"Shift+{named}" if shifted else named
    physical = physical_key(
        event.nativeScanCode(), event.nativeVirtualKey(), QGuiApplication.platformName()
    )
    return name_of(event.text(), physical, shifted)


def shortcut_name(event: QKeyEvent) -> str:
    """`Ctrl+Z` of a press with Ctrl on a keyboard without Latin letters, by the physical key; else empty."""
    modifiers = event.modifiers()
    is_latin = event.key() < 0x80 or event.key() >= Qt.Key.Key_Escape
    if is_latin or not modifiers & Qt.KeyboardModifier.ControlModifier:
        return ""
    letter = physical_key(
        event.nativeScanCode(), event.nativeVirtualKey(), QGuiApplication.platformName()
    )
    shift = "Shift+" if modifiers & Qt.KeyboardModifier.ShiftModifier else ""
    return f"Ctrl+{shift}{letter.upper()}" if letter.isalpha() else ""


def name_of(text: str, physical: str, shifted: bool) -> str:
    """The name from the typed text and the physical key (see `physical_key`)."""
    if physical.isdigit() and not shifted:
        return physical
    letter = text.lower()
    if letter.isascii() and letter.isalpha() and len(letter) == 1:
        return f"Shift+{letter}" if shifted else letter
    if text.isascii() and text.isprintable() and len(text) == 1 and text != " ":
        return text
    if physical.isalpha():
        return f"Shift+{physical}" if shifted else physical
    return ""


def physical_letter(name: str) -> str:
    """A key's name without Shift, for hint letters."""
    return name.removeprefix("Shift+")
