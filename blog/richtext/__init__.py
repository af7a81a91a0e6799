"""Rich text: what a person wrote, as safe HTML, plain text and what is known about it.

Markdown and HTML go through the same three steps: a browser's tree, our own markup written anew
(`markup`), and nh3 with an explicit list (`allowed`), which alone makes it safe. Nothing here
knows the web framework or the database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from . import allowed
from .allowed import FRAME_HOSTS, ID_PREFIX
from .characters import scrubbed
from .comment import render_comment
from .markdown import post_html
from .markup import Picture, PictureAttributes, Rewriter
from .prose import parsed, plain_text, prose, summarised, word_count
from .script import Direction, direction_of, language_direction, language_of
from .spacers import without_spacers

__all__ = [
    "FRAME_HOSTS",
    "ID_PREFIX",
    "RENDER_VERSION",
    "Direction",
    "Picture",
    "PictureAttributes",
    "Rendered",
    "language_direction",
    "plain_text",
    "render_comment",
    "render_post",
]

# Raised whenever the same source would give other HTML, so that stored HTML can be made anew.
RENDER_VERSION: int = 1

ROUNDS = 3  # What is left without its blank boxes may read anew; it settles at once or soon.
JUMP_BREAK = '<span id="more"></span>'


@dataclass(frozen=True)
class Rendered:
    """A post's text, ready to store."""

    html: str  # Safe HTML of it all; where the jump break stood: <span id="more"></span>.
    lead: str | None  # Safe HTML before the jump break, without ids; None without a break.
    summary: str  # Plain text, at most 280 characters.
    text: str  # Plain text of it all, whitespace folded.
    words: int  # For a reading time; see prose.word_count for the rule.
    picture: Picture | None  # The first picture that is no tracker and has an address of its own.
    language: str | None  # BCP 47, where the letters tell that it is not the blog's.
    direction: Literal["ltr", "rtl"]
    lost: dict[str, int]  # What was left out, counted by kind.


def render_post(
    source: str,
    source_format: str,
    *,
    blog_language: str = "en",
    title: str = "",
    picture_attributes: PictureAttributes | None = None,
    is_alone: bool = True,
) -> Rendered:
    """Render a post. `source_format` is "markdown" or "html", else ValueError.

    `picture_attributes` is asked for every picture's address and may answer with width, height,
    srcset and sizes: trusted, so they are added after the sanitiser. `title` only helps to tell
    the language and direction of a short text. What is not `is_alone` on its page has no ids, and
    no links to any, since they could meet others.
    """
    body = parsed(_source_html(scrubbed(source), source_format))
    if body is None:
        body = parsed("")
    assert body is not None
    rewriter = Rewriter(body, picture_attributes)
    clean = allowed.with_unique_ids(allowed.settled(allowed.POST, rewriter.rewrite()))
    for _ in range(ROUNDS):
        if (lean := without_spacers(clean)) == clean:
            break
        clean = allowed.with_unique_ids(allowed.settled(allowed.POST, lean))
    if not is_alone:
        clean = allowed.settled(allowed.LEAD, clean)
    before, has_break, after = clean.partition(rewriter.break_mark)
    break_mark = JUMP_BREAK if has_break and is_alone else ""
    html = _with_own_attributes(before + break_mark + after, rewriter)
    lead = None
    if has_break:
        lead = _with_own_attributes(allowed.settled(allowed.LEAD, before), rewriter).strip()
    text, spoken = plain_text(html), f"{scrubbed(title)} {prose(html)}"
    return Rendered(
        html=html,
        lead=lead,
        summary=summarised((plain_text(lead) if lead else "") or text),
        text=text,
        words=word_count(text),
        picture=rewriter.picture,
        language=language_of(spoken, blog_language),
        direction=direction_of(spoken, blog_language),
        lost=dict(rewriter.lost),
    )


def _source_html(source: str, source_format: str) -> str:
    if source_format == "markdown":
        return post_html(source)
    if source_format == "html":
        return source
    raise ValueError(f"no such source format: {source_format!r}")


def _with_own_attributes(html: str, rewriter: Rewriter) -> str:
    """Put our pictures' attributes where the rewriter left its token."""
    mark = re.compile(rf' alt="{rewriter.token}(\d+);')
    return mark.sub(lambda found: f'{rewriter.own_attributes[int(found[1])]} alt="', html)
