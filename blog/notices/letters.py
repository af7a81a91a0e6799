"""What a letter to somebody who moderates says: which comments there are, and where to decide.

What strangers typed stands behind `> ` on each of its lines, is short, and never in the subject.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from itertools import islice

from flask_babel import gettext as _
from flask_babel import ngettext

from blog.comments.models import Comment
from blog.moderation.reasons import sentence
from blog.posts.models import Post
from blog.richtext.characters import scrubbed

LONGEST_QUOTE, LONGEST_NAME, MOST_LINES, MOST_REASONS = 500, 80, 12, 3
# Narrow enough that no mail program wraps a line and loses the mark before it.
WIDTH = 70
# They turn the order of what follows around, so that it reads as something else.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINE_ENDS = re.compile("[\x85\u2028\u2029]")

Told = Sequence[tuple[Comment, Post]]


def subject_of(told: Told, more: int, blog: str) -> str:
    """`A comment on “A post” waits`, or how many there are."""
    number = len(told) + more
    if number > 1:
        several = ngettext(
            "%(num)s comment on %(blog)s", "%(num)s comments on %(blog)s", number, blog=blog
        )
        return str(several)
    comment, post = told[0]
    title = post.title or _("Untitled")
    if comment.state == "pending":
        return str(_("A comment on “%(title)s” waits", title=title))
    return str(_("A comment on “%(title)s”", title=title))


def text_of(told: Told, more: int, link_of: Callable[[Comment], str], root: str) -> str:
    """The letter; `root` is the public address of the blog."""
    parts = [_about(comment, post, link_of(comment)) for comment, post in told]
    if more:
        parts.append(
            ngettext("%(num)s more is in the queue.", "%(num)s more are in the queue.", more)
        )
    parts.append(_ending(root))
    return "\n\n\n".join(parts)


def _about(comment: Comment, post: Post, link: str) -> str:
    title = _line(post.title, LONGEST_QUOTE) or _("Untitled")
    if comment.state == "pending":
        head = _("On “%(title)s” a comment waits until somebody has read it:", title=title)
        lead = _("Approve it, delete it, or mark it as spam:")
    else:
        head = _("On “%(title)s” readers see this comment:", title=title)
        lead = _("Delete it, or mark it as spam:")
    return "\n\n".join(filter(None, (head, quoted(comment), _reasons(comment), f"{lead}\n{link}")))


def quoted(comment: Comment) -> str:
    """The comment and whose it is, marked as a stranger's words on each line."""
    name = _line(comment.author_name, LONGEST_NAME) or _("Anonymous")
    email = _line(comment.author_email, LONGEST_NAME)
    words = scrubbed(LINE_ENDS.sub("\n", TURNS.sub("", comment.source[: LONGEST_QUOTE * 2])))
    lines = [f"{name} <{email}>" if email else name, ""]
    lines += islice(_wrapped(words[:LONGEST_QUOTE]), MOST_LINES)
    if len(words) > LONGEST_QUOTE:
        lines.append("…")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _wrapped(text: str) -> list[str]:
    return [line for row in text.strip().split("\n") for line in textwrap.wrap(row, WIDTH) or [""]]


def _line(text: str, longest: int) -> str:
    """Something that stands on one line."""
    return " ".join(scrubbed(LINE_ENDS.sub(" ", TURNS.sub("", text))).split())[:longest]


def _reasons(comment: Comment) -> str:
    """Why it waits. The words that told most are the stranger's own, so they are left out."""
    if comment.state != "pending":
        return ""
    bare = [
        {name: value for name, value in reason.items() if name != "words"}
        for reason in comment.reasons
    ]
    return "\n".join(_line(sentence(reason), LONGEST_QUOTE) for reason in bare[:MOST_REASONS])


def _ending(root: str) -> str:
    return "\n".join(
        (
            _("The links are for you alone, and for 7 days. All comments:"),
            f"{root}/admin/comments/",
            _("Choose of which comments you are told:"),
            f"{root}/admin/profile/",
        )
    )
