"""The style sheet of a page of annotated articles: legible in light, dark and on paper."""

from annotator.core.colours import PALETTE, ink, tint
from annotator.core.schema import Schema

_LIGHT = {"page": "#ffffff", "text": "#1b1d20", "dim": "#5a6068", "line": "#c9ced6"}
_DARK = {"page": "#16181c", "text": "#e8eaed", "dim": "#a3abb5", "line": "#3d444d"}

_RULES = """\
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; background: var(--page);
  color: var(--text); font: 1.0625rem/1.95 Georgia, "Noto Serif", "Times New Roman", serif; }
h1, h2, nav, table, .facts, .legend, .label, .chip, .number {
  font-family: system-ui, "Segoe UI", "Noto Sans", sans-serif; }
h1, h2 { line-height: 1.25; margin: 0 0 .4rem; font-size: 1.6rem; }
article + article { margin-top: 3.5rem; border-top: 1px solid var(--line); padding-top: 2rem; }
a { color: inherit; text-decoration: underline; text-decoration-color: var(--dim); }
nav ol { padding-left: 1.5rem; line-height: 1.6; }
.facts { margin: 0 0 .6rem; color: var(--dim); font-size: .875rem; line-height: 1.5;
  overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem .9rem; margin: 0 0 1.2rem; padding: 0;
  list-style: none; color: var(--dim); font-size: .8125rem; line-height: 1.6; }
.text p { margin: 0 0 .45rem; min-height: .6rem; white-space: pre-wrap; overflow-wrap: break-word; }
mark { background: var(--fill); color: var(--text); border-radius: .22em; padding: .12em .14em;
  box-shadow: inset 0 -2px 0 var(--edge), 0 0 0 1px var(--page);
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }
mark mark { padding: .02em .1em; }
mark.on { border-top-left-radius: 0; border-bottom-left-radius: 0; }
mark:target { outline: 2px solid var(--edge); outline-offset: 1px; }
.label { color: var(--ink); font-size: .62em; font-weight: 650; letter-spacing: .03em;
  margin-inline-start: .35em; vertical-align: .12em; white-space: nowrap; user-select: none;
  -webkit-user-select: none; }
.chip { background: var(--fill); color: var(--ink); border-radius: .25em; padding: .05em .4em;
  font-size: .75rem; font-weight: 650; letter-spacing: .02em; white-space: nowrap; }
.number { color: var(--dim); font-size: .75rem; }
table { width: 100%; margin: 1.6rem 0 0; border-collapse: collapse; font-size: .875rem;
  line-height: 1.5; }
caption { text-align: start; font-weight: 650; padding-bottom: .3rem; }
th, td { text-align: start; vertical-align: top; padding: .3rem .6rem .3rem 0;
  border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--dim); font-weight: 500; }
"""

_PAPER = """\
@media print {
  @page { margin: 18mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  mark, .chip { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  article + article { break-before: page; border-top: 0; padding-top: 0; margin-top: 0; }
  tr, mark, h1, h2 { break-inside: avoid; }
  h1, h2, caption, thead { break-after: avoid; }
  p { orphans: 3; widows: 3; }
  a { text-decoration: none; }
}
"""


def style(schema: Schema, classes: dict[str, str]) -> str:
    """The whole sheet; `classes` gives each label its class."""
    colours = {label: _colour(schema, label, n) for n, label in enumerate(classes)}
    light = _themed(_LIGHT, colours, classes, (0.92, 0.06), 0.45)
    dark = _themed(_DARK, colours, classes, (0.34, 0.07), 0.82)
    screen = "@media screen and (prefers-color-scheme: dark) {\n"
    return f":root {{ color-scheme: light dark; }}\n{light}{screen}{dark}}}\n{_RULES}{_PAPER}"


def _colour(schema: Schema, label: str, number: int) -> str:
    known = schema.label(label)
    return known.colour if known and known.colour else PALETTE[number % len(PALETTE)]


def _themed(
    base: dict[str, str],
    colours: dict[str, str],
    classes: dict[str, str],
    fill: tuple[float, float],
    lightness: float,
) -> str:
    root = " ".join(f"--{name}: {value};" for name, value in base.items())
    rows = [f":root {{ {root} }}\n"]
    for label, name in classes.items():
        made = tint(colours[label], *fill, base["text"], 7.0)
        said = ink(colours[label], lightness, made, 4.5)
        edge = ink(colours[label], (lightness + 0.6) / 2, base["page"], 3.0)
        rows.append(f".{name} {{ --fill: {made}; --ink: {said}; --edge: {edge}; }}\n")
    return "".join(rows)
