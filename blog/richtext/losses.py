"""What imported markup loses, counted by kind for the import's report."""

from __future__ import annotations

import re
from collections import Counter

from .names import names

_HOLLOW = names("font span big blink marquee nobr")  # They say nothing by themselves.
_COUNTED_AS = {
    **dict.fromkeys(names("input select textarea button option keygen datalist"), "form"),
    **{"applet": "object", "frame": "iframe", "frameset": "iframe"},
}
_NOT_COUNTED = _HOLLOW | names(
    "picture noscript label param title head meta base template optgroup noembed noframes"
    " tbody tr td body html"
)
_NAMED_LOSSES = names(
    "script style iframe object embed form svg math canvas link map area dialog track"
)
_SCRIPT_LINK = re.compile(r"(?:java|vb)script:", re.IGNORECASE)


class Losses(Counter[str]):
    """How many of each kind were left out."""

    def count_attributes(self, attributes: dict[str, str]) -> None:
        """Count what never passes: event handlers and script in place of an address."""
        for name in attributes:
            if name.startswith("on"):
                self["event handler"] += 1
        for name in ("href", "src", "action", "formaction"):
            if _SCRIPT_LINK.match(re.sub(r"\s", "", attributes.get(name, ""))):
                self["script link"] += 1

    def count_element(self, tag: str) -> None:
        """Count an element that does not stay; those that said nothing are not missed."""
        kind = _COUNTED_AS.get(tag, tag)
        if kind in _NAMED_LOSSES:
            self[kind] += 1
        elif kind not in _NOT_COUNTED:
            self["unknown element"] += 1
