"""What an export was asked to be, and what is said of it before it is written. No Qt."""

from collections.abc import Mapping

from msgspec import Struct

from annotator.core.document import Status
from annotator.export_messages import Looked


class Choice(Struct, frozen=True):
    """What was chosen; kept in the project for the next time."""

    format: str = "conll"
    path: str = ""
    statuses: tuple[str, ...] = ("done",)
    unit: str = "article"
    split: str = ""
    flat: bool = False
    manifest: bool = False


def before_writing(found: Looked, title: str) -> str:
    """What will be written in the format of this title, and what of it the format can't hold."""
    said = f"{found.counts} will be written."
    if found.losses:
        said += f"\n{title}: {found.losses} will not be written."
    else:
        said += " Nothing of them is lost."
    if found.refusals:
        said += f"\nCan't be written: {found.refused[0]}"
        more = found.refusals - 1
        said += f" And {more:,} more." if more else ""
    return said


def left_out(out: Mapping[Status, int]) -> str:
    """A line on the articles that stay out by their status; empty when none does."""
    if not out:
        return ""
    total = sum(out.values())
    named = ", ".join(f"{count:,} {status.value}" for status, count in out.items())
    return f"\n{total:,} article{' stays' if total == 1 else 's stay'} out: {named}."
