"""Markdown to HTML that is not yet safe: one dialect for posts, a small one for comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from .effort import bound_effort
from .mentions import link_mentions

# Beyond this length code stays plain: some lexers are slow on hostile text.
MAX_HIGHLIGHTED = 100_000


def post_html(source: str) -> str:
    """CommonMark with tables, strikethrough, footnotes and bare addresses as links."""
    return str(_POST.render(source))


def comment_html(source: str, mentions: Mapping[str, str]) -> str:
    """The little Markdown of comments; what is not part of it stays as it was typed."""
    env: dict[str, Any] = {}
    tokens = _COMMENT.parse(source, env)
    link_mentions(tokens, mentions)
    return str(_COMMENT.renderer.render(tokens, _COMMENT.options, env))


def highlighted(code: str, language: str, attributes: str = "") -> str:
    """Code as `<pre class="highlight">`, its tokens named by Pygments' short classes."""
    return f'<pre class="highlight"><code>{_tokens(code, language)}</code></pre>\n'


def _tokens(code: str, language: str) -> str:
    if not language or len(code) > MAX_HIGHLIGHTED:
        return escape(code)
    try:
        lexer = get_lexer_by_name(language.strip("{}.").lower(), stripnl=False)
    except ClassNotFound:
        return escape(code)
    return highlight(code, lexer, HtmlFormatter(nowrap=True))


def _typed_image(
    self: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Any
) -> str:
    """A picture in a comment, shown as it was typed."""
    picture = tokens[idx]
    title = f' "{picture.attrs["title"]}"' if "title" in picture.attrs else ""
    return escape(f"![{picture.content}]({picture.attrs.get('src', '')}{title})")


def _for_posts() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"linkify": True, "highlight": highlighted})
    markdown.options["maxNesting"] = 50
    markdown.enable(["table", "strikethrough", "linkify"])
    return _careful(markdown.use(footnote_plugin))


def _for_comments() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"linkify": True, "html": False, "breaks": True})
    markdown.options["maxNesting"] = 20
    markdown.enable(["strikethrough", "linkify"])
    markdown.disable(["heading", "lheading", "hr", "html_block", "html_inline", "reference"])
    markdown.add_render_rule("image", _typed_image)
    return _careful(markdown)


def _careful(markdown: MarkdownIt) -> MarkdownIt:
    bound_effort(markdown)
    # Only what is plainly an address becomes a link: "README.md" is none.
    assert markdown.linkify is not None
    markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    markdown.add_render_rule("s_open", lambda *_: "<del>")
    markdown.add_render_rule("s_close", lambda *_: "</del>")
    return markdown


_POST = _for_posts()
_COMMENT = _for_comments()
