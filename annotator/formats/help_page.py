"""The help page on formats, made from the table."""

from annotator.formats.table import FORMATS, Format, Trait

_BEGINNING = """\
# Formats

This page is made from the program's table of formats. `annotator convert IN -o OUT [--from F] [--to F]`
converts, the window opens whatever can be read. What a format can't hold is said before it is written;
`--strict` writes nothing then; afterwards the file is read back and compared.

`annotator export PROJECT -o OUT` writes what is reviewed, with the same options. `--unit sentence` (or
paragraph) makes an example of each; no example begins inside of a span. `--split 80/10/10 --seed N` makes
train, dev and test parts: near copies, and the examples of one article, stay in one part. `--manifest`
writes schema, versions, counts and SHA-256 of every file beside. `--flat` leaves out overlapping spans.

Rules that hold everywhere:

- Offsets are code points. UTF-16 units or bytes in a file are recognised by the words it states, else by
  the edges of words where these leave no doubt, an article at a time, and converted; the report says so.
- A span whose words stand elsewhere is put at the nearest place where they stand. Where they stand nowhere
  it keeps its offsets. Both are listed.
- A span outside the text, an empty one, one without a label, a relation to a missing span and an exact
  duplicate of a relation can't be kept: each is listed as a loss.
- White space at the edges of spans, overlaps and spans inside of tokens stay as they are.
- Excluded lines are cut and offsets recomputed; rejected spans and relations are not written.
- Where a format wants spans side by side, the longest stays; relations go with their spans.
- A character that a format's labels can't have becomes `_`, one that its files can't hold (NUL in texts,
  control characters in XML) U+FFFD; relations that become the same by that are one. All are counted.
- A discontinuous span is the stretch that covers its parts; its parts are kept where a format holds them.
- A folder is read file by file: a bad file is named and does not stop the others.
"""


def page() -> str:
    """The whole page as Markdown."""
    rows = "".join(_row(fmt) for fmt in FORMATS)
    parts = "".join(_part(fmt) for fmt in FORMATS)
    return (
        f"{_BEGINNING}\n| name | format | endings | read | written |\n|---|---|---|---|---|\n{rows}"
        f"{parts}"
    )


def _row(fmt: Format) -> str:
    endings = ", ".join(suffix or "none" for suffix in fmt.suffixes)
    read, written = "yes" if fmt.reader else "", "yes" if fmt.writer else ""
    return f"| {fmt.name} | {fmt.title} | {endings} | {read} | {written} |\n"


def _part(fmt: Format) -> str:
    if not fmt.writer and not fmt.holds:
        return f"\n## {fmt.title}\n\n{fmt.remark}\n" if fmt.remark else ""
    held = ", ".join(trait.value for trait in Trait if trait in fmt.holds)
    lost = ", ".join(trait.value for trait in Trait if trait not in fmt.holds)
    said = f"Holds all there is: {held}." if fmt.is_lossless else f"Holds: {held}."
    not_held = f"\n\nDoes not hold: {lost}." if lost else ""
    remark = f"\n\n{fmt.remark}" if fmt.remark else ""
    return f"\n## {fmt.title}\n\n{said}{not_held}{remark}\n"
