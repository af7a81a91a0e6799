"""Changing a comment of one's own, or taking it back, while its writer still may."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import request
from flask_babel import gettext as _

from blog.account.session import person
from blog.comments.actions import change, withdraw
from blog.comments.mentions import rendered
from blog.comments.models import Comment
from blog.comments.own import own_ids
from blog.comments.queries import by_id, locked
from blog.comments.sending import Refused
from blog.comments.writer import may_revise
from blog.db import now, writing
from blog.moderation.judging import Sending, Verdict, judge
from blog.moderation.networks import network_keys
from blog.posts.models import Post
from blog.posts.queries import by_id as post_by_id

LINK = re.compile(r'\bhref="(https?:[^"]*)"')
# Readers and moderators may have decided about what they saw: these states end the writer's say.
ENDED = ("deleted",)


@dataclass(frozen=True)
class Revised:
    """It is stored as changed, and in which state."""

    state: str


def revise(comment_id: int, text: str) -> Revised | Refused:
    """Store another text for a comment, in a write transaction of its own.

    It is judged like a new one: what readers saw may go back to waiting, never the other way.
    """
    at, comment = now(), by_id(comment_id)
    post = post_by_id(comment.post_id) if comment else None
    if comment is None or post is None:
        return _gone()
    html = rendered(text, post.id, comment.parent_id)
    verdict = judge(_sending(comment, post, text, html, at))
    if verdict.state == "refused":
        return Refused(_("This cannot be published here."))
    if verdict.state == "approved" and _has_fresh_links(comment, html):
        verdict = Verdict("pending", [{"why": "carries"}], verdict.probability)
    with writing():
        found = _still_ours(comment_id)
        if isinstance(found, Refused):
            return found
        change(
            found, source=text, html=html, state=_state_after(found.state, verdict.state),
            verdict=verdict.state, reasons=verdict.reasons,
            spam_probability=verdict.probability,
        )  # fmt: skip
        return Revised(found.state)


def take_back(comment_id: int) -> Refused | None:
    """Delete a comment and its words, in a write transaction of its own."""
    with writing():
        found = _still_ours(comment_id)
        if isinstance(found, Refused):
            return found
        withdraw(found)
    return None


def too_late() -> str:
    """Why somebody cannot change their own comment any more."""
    return str(_("Comments can be changed for 15 minutes. This one stays as it is."))


def _still_ours(comment_id: int) -> Comment | Refused:
    """The comment, locked, as it is now: its time may be over, a moderator may have been first."""
    found = locked(comment_id)
    if found is None or found.state in ENDED:
        return _gone()
    return found if may_revise(found) else Refused(too_late())


def _gone() -> Refused:
    return Refused(_("This comment has been taken down meanwhile."))


def _state_after(was: str, judged: str) -> str:
    """What waits goes on waiting until somebody has read it, and spam cannot talk itself out."""
    if was == "approved":
        return judged
    return "spam" if judged == "spam" else was


def _has_fresh_links(comment: Comment, html: str) -> bool:
    """Whether readers would find links that nobody looked at."""
    is_free = comment.user_id is not None or comment.is_trusted
    return not is_free and not set(LINK.findall(html)) <= set(LINK.findall(comment.html))


def _sending(comment: Comment, post: Post, text: str, html: str, at: datetime) -> Sending:
    address = request.remote_addr or ""
    return Sending(
        post=post,
        name=comment.author_name,
        email=comment.author_email,
        website=comment.author_url,
        text=text,
        html=html,
        address=address,
        network_keys=network_keys(address),
        user=person() if comment.user_id else None,
        own_ids=own_ids(),
        trap="",
        stamp_age=max(at - comment.created_at, timedelta(minutes=1)),
        at=at,
        comment_id=comment.id,
    )
