"""Triples on one line, as REBEL's and mREBEL's models write them.

REBEL: `<triplet> head <subj> tail <obj> relation <subj> other tail <obj> relation <triplet> ...`. mREBEL has
the ends' types in place of `<subj>` and `<obj>`, and begins with the code of a language.
"""

from collections.abc import Iterable

from annotator.formats.triples import Triple

_BEGIN = ("<triplet>", "<relation>")
_LEFT_OUT = ("<s>", "<pad>", "</s>", "tp_XX", "__en__")
_UNTYPED = ("subj", "obj")


def line_of(triples: Iterable[Triple], *, typed: bool = False) -> str:
    """The triples on a line; those with the same head behind each other share it."""
    said: list[str] = []
    before: tuple[str, str] | None = None
    for triple in triples:
        head_label, tail_label = (triple.head_label, triple.tail_label) if typed else _UNTYPED
        if before != (triple.head, head_label):
            said += ["<triplet>", triple.head]
        before = (triple.head, head_label)
        said += [f"<{head_label}>", triple.tail, f"<{tail_label}>", triple.relation]
    return " ".join(said)


def triples_of(line: str) -> list[Triple]:
    """The whole triples of a line; words that are out of place are passed over."""
    for mark in _LEFT_OUT:
        line = line.replace(mark, " ")
    found: list[Triple] = []
    parts: dict[str, list[str]] = {"head": [], "tail": [], "relation": []}
    labels = ["", ""]
    current = ""

    def end() -> None:
        head, tail, relation = (" ".join(parts[name]) for name in ("head", "tail", "relation"))
        if head and tail and relation:
            found.append(Triple(head, relation, tail, labels[0], labels[1]))
        parts["tail"], parts["relation"] = [], []

    for word in line.replace("<", " <").replace(">", "> ").split():
        if word in _BEGIN:
            end()
            parts["head"], current = [], "head"
        elif len(word) > 2 and word[0] == "<" and word[-1] == ">":
            label = "" if word[1:-1] in _UNTYPED else word[1:-1]
            if current == "tail":
                current, labels[1] = "relation", label
            elif current:
                end()
                current, labels[0] = "tail", label
        elif current:
            parts[current].append(word)
    end()
    return found
