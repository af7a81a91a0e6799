"""What the letters about answers say: the question whether they are wanted, and an answer."""

from __future__ import annotations

from flask_babel import gettext as _

from blog.config import Config
from blog.richtext.characters import scrubbed

LONGEST_NAME = 80
LONGEST_TITLE = 150
LONGEST_QUOTE = 1_500
MOST_LINES = 60


def question(blog: str, title: str, link: str, way_out: str) -> tuple[str, str]:
    """Subject and text of the question.

    It holds no word that a stranger typed: such a letter must be no way to send words to others.
    """
    title = one_line(title, LONGEST_TITLE) or _("Untitled")
    subject = _("Do you want letters about answers on %(blog)s?", blog=blog)
    parts = (
        _("Hello,"),
        _("somebody, probably you, wrote a comment on “%(title)s” on %(blog)s, and asked for a "
          "letter to this address when it is answered.", title=title, blog=blog),
        _("If that was you, open this page within 7 days and say so:"),
        link,
        _("If it was not you, do nothing: no letters will come. To get no letters of this blog at "
          "all, whoever asks for them:"),
        way_out,
    )  # fmt: skip
    return subject, "\n\n".join(parts)


def answer(blog: str, title: str, name: str, text: str, link: str, way_out: str) -> tuple[str, str]:
    """Subject and text of a letter about an answer, which is quoted up to a bound."""
    name = one_line(name, LONGEST_NAME) or _("Somebody")
    title = one_line(title, LONGEST_TITLE) or _("Untitled")
    subject = _("%(name)s answered you on “%(title)s”", name=name, title=title)
    parts = (
        _("%(name)s answered a comment of yours on “%(title)s” on %(blog)s:",
          name=name, title=title, blog=blog),
        quoted(text),
        _("Read it in its place, and answer:"),
        link,
        _("You get this letter because you asked for it. No more of them:"),
        way_out,
    )  # fmt: skip
    return subject, "\n\n".join(parts)


def out_by(way_out: str) -> dict[str, str]:
    """The headers by which a mail program offers the way out by one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{way_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def quoted(text: str) -> str:
    """The text as a letter quotes it, cut where it is long."""
    cut = scrubbed(text).strip()[:LONGEST_QUOTE]
    lines = cut.splitlines()[:MOST_LINES]
    is_whole = "\n".join(lines) == "\n".join(scrubbed(text).strip().splitlines())
    return "\n".join(f"> {line}".rstrip() for line in [*lines, *([] if is_whole else ["…"])])


def one_line(text: str, longest: int) -> str:
    """The text in one line, cut where it is long."""
    line = " ".join(scrubbed(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def comment_link(config: Config, post_id: int, comment_id: int) -> str:
    """The public address of a comment."""
    return f"{config.base_url}/comments/{post_id}/{comment_id}"
