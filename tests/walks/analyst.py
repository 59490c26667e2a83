"""A scripted analyst: brings proposals to a gold standard with documented keys alone, reading hints off the trace.

The keys: a label's key, `x`, `w` or `r` with nothing focused asks where; the letters of a place answer; Shift
with the last letter keeps asking; a relation's key in place of the child's letters leads to the nearest one; PgDn
moves the letters on; `a` brings the others like it in line. A label without a key is picked: `l`, the letters of
the place, the first letters of the label, Enter; `t` gives it once more.
"""

from collections import Counter
from dataclasses import dataclass, field

from tests.walks.program import Program

Place = tuple[int, int]

# Small words at which no name begins, and at which none ends: an edge goes over them.
SMALL_AT_START = frozenset("of and or".split())
SMALL_AT_END = SMALL_AT_START | frozenset("the a an de du des del della di da do von van".split())

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
    "FAC": "h",
    "WORK_OF_ART": "j",
    "LAW": "y",
    "TIME": "u",
}


@dataclass(frozen=True, slots=True)
class Fix:
    """One correction: `kind` is for the count, `key` asks, `alike` brings the other mentions in line,
    `times` is how often the key acts, `nearest` says that the child is the nearest span that the relation
    allows, `picked` are the first letters of a label without a key.
    """

    kind: str
    key: str
    place: Place
    child: Place | None = None
    relation_key: str = ""
    nearest: bool = False
    alike: bool = False
    times: int = 1
    picked: str = ""


@dataclass(slots=True)
class Analyst:
    """Works on one article in a running program; `text` is that article's."""

    program: Program
    text: str
    spent: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def correct(self, fixes: list[Fix]) -> None:
        """All corrections, page by page; those with one key after each other, relations at the page's end."""
        left = sorted(fixes, key=lambda fix: fix.place)
        end = len(self.text.rstrip())
        while left or self.program.seen[1] < end:
            for key, picked in sorted({(fix.key, fix.picked) for fix in left}, key=_order):
                left = self._corrected_here(key, picked, left)
            if left or self.program.seen[1] < end:
                self._press("scroll", "Next", until="seen")

    def _corrected_here(self, key: str, picked: str, left: list[Fix]) -> list[Fix]:
        """What is left after the fixes with this key that are in sight."""
        end = self.program.seen[1]
        wanted = [f for f in left if (f.key, f.picked) == (key, picked) and _last(f) <= end]
        if not wanted:
            return left
        # What others are like comes last: `a` is for the last correction.
        wanted.sort(key=lambda fix: (fix.alike, fix.times))
        # The key that asks belongs to the first correction.
        self._press(wanted[0].kind, key, until="hints")
        for number, (fix, following) in enumerate(zip(wanted, [*wanted[1:], None], strict=True)):
            if not self._is_lettered(fix.place):
                # What was labelled above has pushed it out of sight.
                self._press("scroll", "Escape", until="hints")
                return [fix for fix in left if fix not in wanted[:number]]
            short = self._words_short(fix)
            is_alone = fix.alike or fix.times > 1 or short > 0 or key == "l"
            self._answer(fix, again=following is not None and not is_alone, key=key)
            self._repeat(fix, fix.key, fix.times - 1)
            self._repeat(fix, "w", short)
            if fix.alike:
                self._press(fix.kind, "a", until="painted")
            # What was picked once is the last correction.
            key = "t" if key == "l" and not short else key
            if is_alone and following is not None:
                self._press(following.kind, key, until="hints")
        return [fix for fix in left if fix not in wanted]

    def _answer(self, fix: Fix, *, again: bool, key: str) -> None:
        if key == "l":
            self._press(fix.kind, *self._letters(fix.place), until="hints")
            self._press(fix.kind, *fix.picked, "Return", until="painted")
        elif fix.child is None:
            letters = self._letters(fix.place)
            self._press(fix.kind, *_kept(letters, again), until="painted")
        elif fix.nearest:
            head = _kept(self._letters(fix.place), again)
            self._press(fix.kind, *head, until="hints")
            self._press(fix.kind, *fix.relation_key, until="painted")
        else:
            self._press(fix.kind, *self._letters(fix.place), until="hints")
            self._press(fix.kind, *_kept(self._letters(fix.child), again), *fix.relation_key)
            self.program.wait_for_step()
        self.done[fix.kind] += 1

    def _repeat(self, fix: Fix, key: str, times: int) -> None:
        """The same key twice acts at the caret, where the last correction was."""
        for _ in range(times):
            self._press(fix.kind, key, until="hints")
            self._press(fix.kind, key, until="painted")

    def _words_short(self, fix: Fix) -> int:
        """How many words of a missing span the letters over its first word do not cover."""
        if fix.kind not in ("add", "all alike"):
            return 0
        end = self.program.hints[self._letters(fix.place)][1]
        words = self.text[end : fix.place[1]].split()
        return sum(word not in SMALL_AT_END for word in words)

    def _is_lettered(self, place: Place) -> bool:
        return any(start == place[0] for start, _ in self.program.hints.values())

    def _letters(self, place: Place) -> str:
        hints = self.program.hints
        exact = [letters for letters, held in hints.items() if held == place]
        begins = [letters for letters, (start, _) in hints.items() if start == place[0]]
        if not exact and not begins:
            raise LookupError(f"no letters over {self.text[slice(*place)]!r}")
        return (exact or begins)[0]

    def _press(self, kind: str, *names: str, until: str = "") -> None:
        before = self.program.presses
        self.program.press(*names, until=until)
        self.spent[kind] += self.program.presses - before

    def relabel(self, place: Place, label: str) -> None:
        """Another label for one span."""
        self.correct([Fix("relabel", LABEL_KEYS[label], place)])

    def table(self) -> str:
        """Presses by kind of correction, and how many corrections of that kind."""
        rows = [
            f"{kind:<12}{self.spent[kind]:>4} presses for {self.done[kind]}" for kind in self.spent
        ]
        return "\n".join([*rows, f"{'in all':<12}{self.spent.total():>4} presses"])


def _order(asked: tuple[str, str]) -> tuple[bool, str, str]:
    """Relations after the spans that they need."""
    return asked[0] == "r", *asked


def _last(fix: Fix) -> int:
    return max(fix.place[1], fix.child[1] if fix.child else 0)


def _kept(letters: str, again: bool) -> list[str]:
    return [*letters[:-1], f"shift+{letters[-1]}" if again else letters[-1]]
