"""The owner's hue: known colours, and that no hue makes words hard to read."""

from __future__ import annotations

import re
from pathlib import Path

from blog.site.colours import TOKENS, contrast, hexadecimal, swatches

STYLE = Path(__file__).resolve().parents[2] / "static/css/reader.css"

# WCAG 2.2, 1.4.3: the contrast that text of ordinary size needs.
LEAST_CONTRAST = 4.5


def test_colours_and_contrasts_are_those_that_others_compute() -> None:
    assert hexadecimal(1, 0, 0) == "#ffffff"
    assert hexadecimal(0, 0, 0) == "#000000"
    assert hexadecimal(0.627955, 0.257683, 29.2339) == "#ff0000"
    assert hexadecimal(0.519752, 0.176858, 142.4953) == "#008000"
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#ffffff", "#767676"), 2) == 4.54


def test_every_hue_can_be_read_in_both_schemes() -> None:
    poor = [hue for hue in range(361) if min(s.least for s in swatches(hue)) < LEAST_CONTRAST]
    assert poor == []


def test_the_colours_are_those_of_the_style_sheet() -> None:
    style = STYLE.read_text()
    for name in TOKENS["light"]:
        found = re.search(rf"--{name}: light-dark\(oklch\((.+?)\), oklch\((.+?)\)\);", style)
        assert found, name
        for scheme, written in zip(("light", "dark"), found.groups(), strict=True):
            lightness, chroma, hue = TOKENS[scheme][name]
            owners = "var(--hue)" if hue is None else f"{hue:g}"
            assert written == f"{lightness:g} {chroma:g} {owners}", f"{name}, {scheme}"
