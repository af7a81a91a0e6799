"""The owner's own CSS: read with a real parser, refused where it would fetch or run something.

The Content-Security-Policy forbids inline styles, so it is served as a file; the policy does not
forbid pictures of other hosts, which would tell those hosts of every reader. Hence the rules here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
from flask_babel import gettext as _

LARGEST = 50_000
MOST_PROBLEMS = 5
DEEPEST = 20
AT_RULES = {
    "container", "counter-style", "font-face", "font-feature-values", "font-palette-values",
    "keyframes", "-webkit-keyframes", "layer", "media", "page", "property", "scope",
    "starting-style", "supports", "view-transition",
}  # fmt: skip
# Old browsers ran scripts from these.
PROPERTIES = {"behavior", "-ms-behavior", "-moz-binding"}
# They take an address as an ordinary string, which even a variable may bring in.
FUNCTIONS = {"expression", "image", "image-set", "-webkit-image-set", "src"}
OUR_FILE = re.compile(r"/media/[\w-]+\.\w+")


class StylesheetRefused(ValueError):
    """The CSS breaks a rule; `problems` are sentences with their lines, first ones first."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def checked_stylesheet(css: str) -> str:
    """The CSS as a parser writes it again, comments and line breaks kept.

    Raises StylesheetRefused.
    """
    if len(css.encode()) > LARGEST:
        raise StylesheetRefused([_("It is longer than 50,000 bytes.")])
    nodes = tinycss2.parse_stylesheet(css)
    if _depth(nodes) > DEEPEST:
        raise StylesheetRefused([_("Its brackets are nested too deeply.")])
    problems = [
        _("Line %(line)d: %(why)s", line=line, why=why) for line, why in sorted(_in_rules(nodes))
    ]
    if problems:
        raise StylesheetRefused(problems[:MOST_PROBLEMS])
    return str(tinycss2.serialize(nodes)).strip()


Problem = tuple[int, str]


def _in_rules(nodes: Iterable[Any]) -> Iterator[Problem]:
    for node in nodes:
        if node.type == "error":
            yield node.source_line, _("This is not CSS that can be understood.")
        elif node.type == "at-rule":
            yield from _in_at_rule(node)
        elif node.type == "declaration":
            yield from _in_declaration(node)
        elif node.type == "qualified-rule":
            yield from _in_tokens(node.prelude)
            yield from _in_rules(tinycss2.parse_blocks_contents(node.content))


def _in_at_rule(node: Any) -> Iterator[Problem]:
    if node.lower_at_keyword not in AT_RULES:
        why = _("@%(name)s cannot be used here.", name=node.at_keyword[:40])
        yield node.source_line, why
        return
    yield from _in_tokens(node.prelude)
    if node.content is not None:
        yield from _in_rules(tinycss2.parse_blocks_contents(node.content))


def _in_declaration(node: Any) -> Iterator[Problem]:
    if node.lower_name in PROPERTIES:
        yield node.source_line, _("“%(name)s” cannot be used here.", name=node.name[:40])
    yield from _in_tokens(node.value)


def _in_tokens(tokens: Iterable[Any]) -> Iterator[Problem]:
    for token in tokens:
        if token.type == "error":
            yield token.source_line, _("This is not CSS that can be understood.")
        elif token.type == "url":
            yield from _in_address(token, token.value)
        elif token.type == "function":
            yield from _in_function(token)
        else:
            yield from _in_tokens(getattr(token, "content", None) or ())


def _in_function(token: Any) -> Iterator[Problem]:
    if token.lower_name in FUNCTIONS:
        why = _("%(name)s() cannot be used here.", name=token.name[:40])
        yield token.source_line, why
    elif token.lower_name == "url":
        strings = [one.value for one in token.arguments if one.type == "string"]
        yield from _in_address(token, strings[0] if len(strings) == 1 else "")
    else:
        yield from _in_tokens(token.arguments)


def _in_address(token: Any, address: str) -> Iterator[Problem]:
    if not OUR_FILE.fullmatch(address):
        why = _("url() may lead to this blog’s own pictures only, such as url(/media/….webp).")
        yield token.source_line, why


def _depth(nodes: Iterable[Any]) -> int:
    """How many brackets stand within one another, counted without recursion."""
    deepest, waiting = 0, [(node, 1) for node in nodes]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        for name in ("prelude", "content", "arguments"):
            inner = getattr(node, name, None) or ()
            waiting += [(one, depth + (name != "prelude")) for one in inner]
    return deepest
