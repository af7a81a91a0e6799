"""What old `style`, `align` and `class` attributes mean, in our own few classes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .allowed import PLACE_CLASSES, POST_CLASSES

_ALIGNMENTS = {"left", "center", "right", "justify"}
_FOREIGN_CLASSES = {
    "separator": "align-center",
    "aligncenter": "align-center",
    "alignleft": "float-left",
    "alignright": "float-right",
    "has-text-align-center": "align-center",
    "has-text-align-right": "align-right",
}
_FLOATING = {"img", "table", "iframe", "figure", "object", "embed"}
_PIXELS = re.compile(r"(\d{1,5})(?:\.\d+)?(?:px)?\Z")


@dataclass
class Look:
    """How an element looked, as far as we keep it."""

    classes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)  # Inline elements that say the same.
    width: str | None = None
    height: str | None = None
    is_plain: bool = False  # The element says bold or italic, its style says otherwise.


def look_of(tag: str, attributes: dict[str, str]) -> Look:
    """What an element's classes, `align` and `style` say together."""
    look, style = Look(), declarations(attributes.get("style", ""))
    names = attributes.get("class", "").split()
    if tag == "center":
        names.append("align-center")
    names += _from_align(tag, attributes.get("align", "").strip().lower())
    names += _from_style(style)
    look.classes = _ours(names)
    look.tags = _tags(tag, style)
    look.is_plain = _is_plain(tag, style)
    look.width = pixels(style.get("width")) or pixels(attributes.get("width"))
    look.height = pixels(style.get("height")) or pixels(attributes.get("height"))
    return look


def declarations(style: str) -> dict[str, str]:
    """The declarations of a `style` attribute, names and values in lower case."""
    found = {}
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def pixels(value: str | None) -> str | None:
    """A length in whole pixels, as width and height attributes want it."""
    length = _PIXELS.match((value or "").strip())
    return str(int(length[1])) if length and int(length[1]) else None


def _from_align(tag: str, align: str) -> list[str]:
    if align not in _ALIGNMENTS or (tag == "img" and align == "center"):
        return []
    if tag in _FLOATING and align in {"left", "right"}:
        return [f"float-{align}"]
    return [f"align-{align}"]


def _from_style(style: dict[str, str]) -> list[str]:
    names = []
    if style.get("float") in {"left", "right"}:
        names.append(f"float-{style['float']}")
    elif style.get("text-align") in _ALIGNMENTS:
        names.append(f"align-{style['text-align']}")
    return names


def _ours(names: list[str]) -> list[str]:
    translated = [_FOREIGN_CLASSES.get(name, name) for name in names]
    kept = list(dict.fromkeys(name for name in translated if name in POST_CLASSES))
    # The last word of one kind wins, as it does in a style sheet.
    for kind in ("align-", "float-"):
        same = [name for name in kept if name.startswith(kind) and name in PLACE_CLASSES]
        kept = [name for name in kept if name not in same[:-1]]
    return kept


def _tags(tag: str, style: dict[str, str]) -> list[str]:
    if tag not in {"span", "font"}:
        return []
    said = []
    if style.get("font-weight") in {"bold", "bolder", "600", "700", "800", "900"}:
        said.append("b")
    if style.get("font-style") in {"italic", "oblique"}:
        said.append("i")
    lines = f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}"
    said += ["u"] * ("underline" in lines) + ["s"] * ("line-through" in lines)
    return said


def _is_plain(tag: str, style: dict[str, str]) -> bool:
    # Text pasted from Google Docs comes wrapped in <b style="font-weight:normal">.
    if tag in {"b", "strong"}:
        return style.get("font-weight") in {"normal", "400"}
    return tag in {"i", "em"} and style.get("font-style") == "normal"
