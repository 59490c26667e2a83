"""The help page on formats."""

from annotator import resources
from annotator.formats.help_page import page
from annotator.formats.table import FORMATS


def test_the_page_is_up_to_date() -> None:
    made = page()
    found = resources.path("help", "formats.md").read_text("utf-8")
    assert found == made, "write annotator.formats.help_page.page() to resources/help/formats.md"


def test_every_format_stands_in_it() -> None:
    made = page()
    assert all(f"| {fmt.name} |" in made for fmt in FORMATS)
