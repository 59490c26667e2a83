"""Names of keys as people read them. No Qt."""


def shown(key: str) -> str:
    """A key's name as menus and the status line show it."""
    words = {"Return": "Enter", "PgDown": "PgDn", "Backspace": "⌫"}
    *modifiers, last = key.split("+") if not key.endswith("+") else [*key[:-2].split("+"), "+"]
    if len(last) == 1 and last.isalpha() and modifiers and modifiers[0] == "Ctrl":
        last = last.upper()
    return "+".join([*modifiers, words.get(last, last)])
