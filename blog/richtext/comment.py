"""Comments: a little Markdown from the form, a little HTML from other programs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from .allowed import COMMENT, COMMENT_TAGS, DROPPED_WHOLE, settled
from .characters import scrubbed
from .markdown import comment_html
from .names import names
from .prose import children, parsed

_BLOCKS = frozenset({"p", "pre", "blockquote", "ul", "ol"})
# Foreign blocks: their content becomes paragraphs.
_BOXES = names(
    "address article aside center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr main nav section summary table tbody td tfoot th thead tr"
)
_BARE_LINK = re.compile(r'<a rel="[a-z ]+">(.*?)</a>', re.DOTALL)
_BREAKS = re.compile(r"(?:\s*<br>\s*){2,}")
_EDGES = re.compile(r"\A(?:\s|<br>)+|(?:\s|<br>)+\Z")


def render_comment(
    source: str, source_format: str = "markdown", mentions: Mapping[str, str] | None = None
) -> str:
    """Safe HTML of a comment. `source_format` is "markdown" or "html", else ValueError.

    Links carry rel="nofollow ugc noopener". Markdown knows bold, italic, strikethrough, code,
    quotes, lists, links and bare addresses; line ends stay; anything else shows as typed. In it
    `@name` leads to the address that `mentions` has for that name.
    """
    source = scrubbed(source)
    if source_format == "markdown":
        return _safe(scrubbed(comment_html(source, mentions or {})))
    if source_format == "html":
        return _safe("\n".join(_paragraphs(source)))
    raise ValueError(f"no such source format: {source_format!r}")


def _safe(html: str) -> str:
    # A link whose address was refused is no link; cleaning comes last in any case.
    without_bare_links = _BARE_LINK.sub(r"\1", COMMENT.clean(html))
    return settled(COMMENT, without_bare_links).strip()


def _paragraphs(source: str) -> list[str]:
    """The blocks of an HTML comment; loose text between them wrapped in paragraphs."""
    blocks: list[str] = []
    loose: list[str] = []
    body = parsed(source)
    stack: list[LexborNode | None] = list(reversed(children(body))) if body is not None else []
    while stack:
        node = stack.pop()
        if node is not None and not (node.tag in _BLOCKS or node.tag in _BOXES):
            if not (node.is_comment_node or node.tag in DROPPED_WHOLE):
                _gather(node, loose, stack)
            continue
        blocks += _wrapped("".join(loose))
        loose.clear()
        if node is None:
            continue
        if node.tag in _BOXES:
            stack += [None, *reversed(children(node))]
        else:
            blocks.append(scrubbed(node.html or ""))
    return blocks + _wrapped("".join(loose))


def _gather(node: LexborNode, loose: list[str], stack: list[LexborNode | None]) -> None:
    if node.is_element_node and node.tag not in COMMENT_TAGS:
        stack.extend(reversed(children(node)))
    else:
        loose.append(scrubbed(node.html or ""))


def _wrapped(loose: str) -> list[str]:
    texts = (_EDGES.sub("", part) for part in _BREAKS.split(loose))
    return [f"<p>{text}</p>" for text in texts if text]
