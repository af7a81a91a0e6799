"""The accent colour that an owner's hue gives, and its contrast in both schemes.

The lightness and strength of each colour stand in `reader.css`; a test holds them against these,
and every hue against the least contrast: that is why the hue alone is free.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin

# Lightness, chroma and hue (OKLCH) of each token, by scheme; None stands for the owner's hue.
TOKENS: Mapping[str, Mapping[str, tuple[float, float, float | None]]] = {
    "light": {
        "paper": (0.988, 0.004, 85),
        "accent": (0.5, 0.16, None),
        "accent-wash": (0.965, 0.02, None),
        "on-accent": (1, 0, 0),
    },
    "dark": {
        "paper": (0.205, 0.008, 70),
        "accent": (0.76, 0.13, None),
        "accent-wash": (0.29, 0.035, None),
        "on-accent": (0.2, 0.02, None),
    },
}


@dataclass(frozen=True)
class Swatch:
    """The accent in one scheme: colours as `#rrggbb`, and its contrasts as ratios to one."""

    scheme: str
    paper: str
    accent: str
    on_accent: str
    on_paper: float
    on_wash: float
    in_button: float

    @property
    def least(self) -> float:
        return min(self.on_paper, self.on_wash, self.in_button)


def swatches(hue: int) -> list[Swatch]:
    """The accent of that hue in the light and the dark scheme."""
    return [_swatch(scheme, hue) for scheme in TOKENS]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def hexadecimal(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour as `#rrggbb`, clipped to what sRGB can show (CSS Color 4, §18)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(_encoded(part) * 255):02x}" for part in linear)


def _swatch(scheme: str, hue: int) -> Swatch:
    colours = {
        name: hexadecimal(lightness, chroma, hue if own is None else own)
        for name, (lightness, chroma, own) in TOKENS[scheme].items()
    }
    accent = colours["accent"]
    return Swatch(
        scheme, colours["paper"], accent, colours["on-accent"],
        on_paper=contrast(accent, colours["paper"]),
        on_wash=contrast(accent, colours["accent-wash"]),
        in_button=contrast(accent, colours["on-accent"]),
    )  # fmt: skip


def _encoded(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
