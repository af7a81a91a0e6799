"""Takes out boxes that hold only a blank line: old editors made room between paragraphs so."""

from __future__ import annotations

import re

# As the sanitiser writes them; one with an id stays, since a link may lead to it.
_SPACER = re.compile(
    r"<(p|div)(?: class=\"[^\"<>]*\")?>(?:\s|&nbsp;|<br>|</?(?:span|b|i|u|em|strong)>)*</\1>\n?"
)
_DEEPEST = 8


def without_spacers(html: str) -> str:
    """Sanitised HTML without boxes that show nothing, boxes of such boxes included."""
    for _ in range(_DEEPEST):
        html, number = _SPACER.subn("", html)
        if not number:
            break
    return html
