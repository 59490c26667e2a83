"""A scripted analyst: brings proposals to a gold standard with documented keys alone, reading hints off the trace."""

from dataclasses import dataclass

from tests.walks.program import Program

Place = tuple[int, int]

# The keys of the news schema's labels.
LABEL_KEYS = {
    "PERSON": "1",
    "ORG": "2",
    "GPE": "3",
    "LOC": "4",
    "NORP": "5",
    "DATE": "6",
    "EVENT": "7",
    "DISEASE": "8",
    "PRODUCT": "9",
    "MONEY": "0",
}


@dataclass(slots=True)
class Analyst:
    """Works on one article in a running program; `text` is that article's."""

    program: Program
    text: str

    def go_to(self, place: Place) -> None:
        """Hints where the place is in sight, else a page on (or back to the top) and hints again."""
        for attempt in range(8):
            self.program.press("f", until="hints")
            found = [h for h, (start, _) in self.program.hints.items() if start == place[0]]
            if found:
                self.program.press(*found[0], until="focus")
                return
            self.program.press("Escape", until="hints")
            self.program.press("ctrl+Home" if attempt == 3 else "Next")
        raise LookupError(f"no hint reaches {self.text[slice(*place)]!r}")

    def relabel(self, place: Place, label: str, *, all_alike: bool = False) -> None:
        """Another label for the span at a place."""
        self.go_to(place)
        self.program.press(LABEL_KEYS[label], until="painted")
        if all_alike:
            self.program.press("a", until="painted")

    def add(self, place: Place, label: str) -> None:
        """A span where none is: its first word by hint, the others by Shift and arrow."""
        self.go_to(place)
        for _ in range(len(self.text[slice(*place)].split()) - 1):
            self.program.press("shift+Right", until="focus")
        self.program.press(LABEL_KEYS[label], until="painted")

    def remove(self, place: Place) -> None:
        """A span taken away."""
        self.go_to(place)
        self.program.press("x", until="painted")

    def widen(self, place: Place, tokens: int = 1) -> None:
        """The right edge of a span moved out; a word with a hyphen counts as one."""
        self.go_to(place)
        for _ in range(tokens):
            self.program.press("w", until="painted")

    def relate(self, head: Place, child: Place, label_key: str = "") -> None:
        """A relation from head to child; the label's key where more than one fits."""
        self.go_to(head)
        self.program.press("r", until="hints")
        letters = next(h for h, (start, _) in self.program.hints.items() if start == child[0])
        self.program.press(*letters, *label_key)
        self.program.wait_for_step()
