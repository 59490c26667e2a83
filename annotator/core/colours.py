"""Colours as numbers: contrast by WCAG 2.2, equal lightness by OKLCH (Ottosson, 2020). No Qt."""

from functools import lru_cache
from math import atan2, cos, hypot, sin

Rgb = tuple[float, float, float]
"""Red, green, blue from 0 to 1."""

PALETTE = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b58900", "#56b4e9", "#7b4fb5", "#a63d40",
    "#5b7f00", "#e69f00", "#2f8f9d", "#8c564b", "#4059ad", "#d1477a", "#3c7a57", "#9c6ade",
    "#7a6a00", "#c2185b", "#0b8fd6", "#6b705c",
)  # fmt: skip
"""Okabe and Ito's colours first, then hues between them that differ in lightness too."""


def rgb(colour: str) -> Rgb:
    """The parts of `#rrggbb`; grey for anything else."""
    if len(colour) != 7 or not colour.startswith("#"):
        return 0.5, 0.5, 0.5
    try:
        value = int(colour[1:], 16)
    except ValueError:
        return 0.5, 0.5, 0.5
    return (value >> 16) / 255, (value >> 8 & 255) / 255, (value & 255) / 255


def hex_of(parts: Rgb) -> str:
    """`#rrggbb`, parts cut to 0..1."""
    red, green, blue = (round(min(max(part, 0.0), 1.0) * 255) for part in parts)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _curved(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * max(part, 0.0) ** (1 / 2.4) - 0.055


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (_linear(part) for part in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """`share` (0 to 1) of the first colour over the other: what a translucent fill looks like."""
    return hex_of(
        tuple(a * share + b * (1 - share) for a, b in zip(rgb(colour), rgb(other), strict=True))  # type: ignore[arg-type]
    )


def oklch(colour: str) -> tuple[float, float, float]:
    """Lightness 0 to 1, chroma, hue in radians."""
    red, green, blue = (_linear(part) for part in rgb(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The colour, its chroma lowered until a screen can show it."""
    for _ in range(24):
        parts = _oklab_to_linear(lightness, chroma * cos(hue), chroma * sin(hue))
        if all(-0.0005 <= part <= 1.0005 for part in parts):
            break
        chroma *= 0.92
    red, green, blue = parts
    return hex_of((_curved(red), _curved(green), _curved(blue)))


def _oklab_to_linear(lightness: float, a: float, b: float) -> Rgb:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


@lru_cache(maxsize=1024)
def tint(colour: str, lightness: float, chroma: float, text: str, ratio: float = 4.5) -> str:
    """A background in the colour's hue near this lightness on which the text has at least this contrast."""
    own_lightness, own_chroma, hue = oklch(colour)
    lightness += (own_lightness - 0.6) * 0.06
    chroma = min(own_chroma, chroma)
    step = 0.01 if luminance(text) < 0.2 else -0.01
    return _until_legible(lightness, chroma, hue, text, ratio, step)


@lru_cache(maxsize=1024)
def ink(colour: str, lightness: float, background: str, ratio: float = 4.5) -> str:
    """A text colour in the colour's hue near this lightness, legible on the background."""
    _, chroma, hue = oklch(colour)
    step = -0.01 if luminance(background) > 0.2 else 0.01
    return _until_legible(lightness, min(chroma, 0.17), hue, background, ratio, step)


def _until_legible(
    lightness: float, chroma: float, hue: float, against: str, ratio: float, step: float
) -> str:
    made = from_oklch(lightness, chroma, hue)
    while contrast(made, against) < ratio and 0.0 < lightness + step < 1.0:
        lightness += step
        made = from_oklch(lightness, chroma, hue)
    return made
