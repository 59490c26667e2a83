"""Tokens as records hold them: they rebuild the text, as spaCy's do."""

from typing import Any

from annotator.core.tokens import Tokens
from annotator.formats.cuts import Cuts, Range
from annotator.formats.record_values import json_text

FROM_RECORD = "record"
"""Source of tokens that came with a record: they are written as they came."""

_OURS = frozenset(("text", "start", "end", "id", "ws"))


def tokens_left(tokens: Tokens, cuts: Cuts) -> Tokens:
    """The tokens of the text that is left, white space between them as tokens of its own.

    Joining each token's text and a space where `ws` says so gives the text, as in spaCy.
    """
    came_with_record = tokens.source == FROM_RECORD
    if came_with_record and not cuts.ranges:
        return tokens
    pairs = list(zip(tokens.starts, tokens.ends, strict=True))
    if cuts.ranges:
        pairs = _joined_space(cuts, pairs)
    if not came_with_record:
        pairs = _filled(cuts.text, pairs)
    return Tokens((s for s, _ in pairs), (e for _, e in pairs), (), tokens.source)


def token_rows(text: str, tokens: Tokens) -> list[dict[str, Any]]:
    """One row a token; `ws` says that a space follows, as spaCy's `whitespace_`."""
    starts, ends = tokens.starts, tokens.ends
    following = [*starts[1:], len(text)]
    return [
        {
            "text": text[start:end],
            "start": start,
            "end": end,
            "id": number,
            "ws": end < len(text) and text[end] == " " and after != end,
        }
        for number, (start, end, after) in enumerate(zip(starts, ends, following, strict=False))
    ]


def token_extra(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the rows say beyond ours (`disabled`, `style`), tokens that say the same together; else empty."""
    if set().union(*rows) <= _OURS:
        return {}
    same: dict[str, tuple[dict[str, Any], list[int]]] = {}
    for number, row in enumerate(rows):
        if more := {key: value for key, value in row.items() if key not in _OURS}:
            same.setdefault(json_text(more), (more, []))[1].append(number)
    return {"count": len(rows), "said": [list(said) for said in same.values()]}


def add_token_extra(rows: list[dict[str, Any]], extra: Any) -> None:
    """Put it back, while there are as many tokens as there were."""
    if not isinstance(extra, dict) or extra.get("count") != len(rows):
        return
    for more, numbers in extra.get("said", ()):
        for number in numbers:
            rows[number].update(more)


def are_spaced_words(text: str, tokens: Tokens) -> bool:
    """Whether the text is the words of a record with one space between them and nothing else."""
    starts, ends = tokens.starts, tokens.ends
    if tokens.source != FROM_RECORD or not starts or starts[0] or ends[-1] != len(text):
        return False
    gaps = zip(ends, starts[1:], strict=False)
    return all(start - end == 1 and text[end] == " " for end, start in gaps)


def _joined_space(cuts: Cuts, pairs: list[Range]) -> list[Range]:
    """Tokens without what was cut; two white-space tokens that now meet become one."""
    found: list[Range] = []
    for pair in pairs:
        for start, end in cuts.clipped(*pair):
            meets = found and found[-1][1] == start
            if meets and cuts.text[found[-1][0] : end].isspace():
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


def _filled(text: str, pairs: list[Range]) -> list[Range]:
    found: list[Range] = []
    done = 0
    for start, end in [*pairs, (len(text), len(text))]:
        if done < start:
            # One space belongs to the token before it, unless that is white space itself.
            follows_word = bool(found) and not text[done - 1].isspace() and text[done] == " "
            gap_start = done + follows_word
            if gap_start < start and text[gap_start:start].isspace():
                found.append((gap_start, start))
        if start < end:
            found.append((start, end))
        done = end
    return found
