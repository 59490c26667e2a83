"""Tests of `annotator.ui.export_choice`."""

from msgspec.structs import replace

from annotator.core.document import Status
from annotator.export_messages import Looked
from annotator.ui.export_choice import before_writing, left_out

FOUND = Looked(2, 9, 0)


def test_it_is_said_that_nothing_is_lost() -> None:
    said = before_writing(FOUND, "brat")
    assert said.startswith("2 articles")
    assert said.endswith(" will be written. Nothing of them is lost.")


def test_what_the_format_cannot_hold_is_named() -> None:
    said = before_writing(replace(FOUND, losses="14 relations"), "CoNLL")
    assert said.endswith("\nCoNLL: 14 relations will not be written.")


def test_of_many_refusals_the_first_is_told_and_the_others_counted() -> None:
    said = before_writing(replace(FOUND, refused=("No text.",), refusals=3), "CoNLL")
    assert said.endswith("\nCan't be written: No text. And 2 more.")


def test_articles_stay_out_by_their_status() -> None:
    assert (
        left_out({Status.NEW: 2, Status.SKIPPED: 1}) == "\n3 articles stay out: 2 new, 1 skipped."
    )
    assert left_out({Status.NEW: 1}) == "\n1 article stays out: 1 new."
    assert left_out({}) == ""
