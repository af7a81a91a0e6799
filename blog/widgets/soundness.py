"""Whether a piece of HTML keeps to itself: put into a page, it changes nothing around it.

Stricter than browsers, which forgive much: tags must nest and end, attributes be written plainly.
Our templates and the sanitiser write nothing else. Knows no database and no kind.
"""

from __future__ import annotations

import re

from markupsafe import Markup

LARGEST = 1_000_000  # Characters.

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}  # fmt: skip
# Browsers read what stands in these as bare text, up to their end tag.
RAW = {"iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"}
# They end or change what is around them, wherever they stand.
NEVER = {"html", "head", "body", "frame", "frameset", "plaintext"}
# What may close itself with a slash, as in drawings.
DRAWN = {"circle", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "stop", "use"}

# A comment that all browsers end at the same place, or a tag, or what is none and begins like one.
TOKEN = re.compile(
    r"""
    <!--(?!-?>)(?:(?!--!?>).)*+-->
    | <(?P<end>/)?(?P<name>[a-zA-Z][a-zA-Z0-9-]*+)
      (?:\s++[^\s"'<>/=\x00]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+)*+
      \s*+(?P<closed>/)?>
    | (?P<torn><[a-zA-Z/!?])
    | (?P<broken>[\ud800-\udfff\x00])
    """,
    re.VERBOSE | re.DOTALL,
)


class UnsoundError(Exception):
    """The HTML would break the page; says where, in its author's terms."""


# Hashes of what was found sound: the same comes again and again, and to look takes longer.
_known: set[int] = set()
MOST_KNOWN = 20_000


def check(html: object, largest: int = LARGEST) -> Markup:
    """That HTML, if it is sound. Raises UnsoundError."""
    if not isinstance(html, str):
        raise UnsoundError(f"{type(html).__name__} instead of HTML")
    if len(html) > largest:
        raise UnsoundError(f"{len(html)} characters")
    if hash(html) not in _known:
        _look_through(html)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known.add(hash(html))
    return Markup(html)


def _look_through(html: str) -> None:
    open_: list[str] = []
    for token in TOKEN.finditer(html):
        _follow(token, open_)
    if open_:
        raise UnsoundError(f"<{open_[-1]}> stays open")


def _follow(token: re.Match[str], open_: list[str]) -> None:
    """Keep the list of open elements, innermost last."""
    name = (token["name"] or "").lower()
    inside = open_[-1] if open_ else ""
    if token["torn"] or token["broken"] or name in NEVER:
        raise UnsoundError(f"{token[0]!r} at {token.start()}")
    if inside in RAW and not (token["end"] and name == inside):
        raise UnsoundError(f"{token[0][:40]!r} within <{inside}>")
    if not name:  # A comment.
        return
    if token["end"]:
        if name != inside:
            raise UnsoundError(f"</{name}> ends <{inside or 'what is around'}>")
        open_.pop()
    elif not (name in VOID or (token["closed"] and name in DRAWN and "svg" in open_)):
        open_.append(name)
