"""Characters and tags that would trouble a parser, taken out before one sees them."""

from __future__ import annotations

import re

from .names import names

# Control characters (but tab and line ends) and code points that are no characters at all.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_FORMATTING = names("a b big code em font i nobr s small strike strong tt u")
_UNCOUNTED = names(
    "area base br col dd dt embed hr img input li link meta option p param source"
    " tbody td tfoot th thead tr track wbr"
)
_TAG_START = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")

MAX_DEPTH = 400
# Unclosed bold, links and fonts are opened anew in every following paragraph, so that a few
# thousand of each would make millions of elements.
MAX_FORMATTING = 40


def scrubbed(text: str) -> str:
    """The text without control characters and lone surrogates; pairs of surrogates are joined."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    return _UNWANTED.sub("", text)


def shallow(html: str) -> str:
    """The same HTML without the tags that nest deeper than any writer would.

    Parsers take quadratic time on tens of thousands of open elements. A surplus tag becomes a
    `<param`, which holds nothing and which the allow-list drops.
    """
    if html.count("<") <= MAX_FORMATTING:
        return html
    depth = {True: 0, False: 0}
    limit = {True: MAX_FORMATTING, False: MAX_DEPTH}

    def keep_or_flatten(match: re.Match[str]) -> str:
        name = match[2].lower()
        if name in _UNCOUNTED:
            return match[0]
        kind = name in _FORMATTING
        if match[1]:
            depth[kind] = max(0, depth[kind] - 1)
            return match[0] if depth[kind] < limit[kind] else "<param"
        depth[kind] += 1
        return match[0] if depth[kind] <= limit[kind] else "<param"

    return _TAG_START.sub(keep_or_flatten, html)
