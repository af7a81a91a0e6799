"""Verbs over comments: what adds one or changes its state, and keeps the counts.

No request, no commit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, update

from blog.audit.actions import note
from blog.comments.mentions import rendered
from blog.comments.models import STATES, Comment
from blog.comments.queries import wait_for_post
from blog.comments.website import clean_website
from blog.db import db, now
from blog.notices.actions import tell_moderators
from blog.people.models import User
from blog.posts.models import Post
from blog.queue.actions import enqueue
from blog.richtext import RENDER_VERSION, render_comment
from blog.richtext.characters import scrubbed
from blog.search.actions import index_comment
from blog.spam.actions import forget
from blog.subscriptions.actions import comment_shown

LONGEST_NAME = 200
LONGEST_EMAIL = 254
NETWORK_KEYS_LAST = timedelta(days=30)
# A text that is sent again within a day is the same comment; see `comments.sending`.
CONTENT_KEYS_LAST = timedelta(days=2)
# The word that a moderator's decision leaves in the audit log.
DECISIONS = {"approved": "approve", "spam": "spam", "deleted": "delete", "pending": "hold"}
# Blogger's own; any other could meet an id of the page.
ANCHOR = re.compile(r"c\d{1,90}")


def add_comment(
    post: Post,
    *,
    name: str,
    source: str,
    source_format: str = "markdown",
    html: str | None = None,
    parent: Comment | None = None,
    email: str = "",
    url: str = "",
    user: User | None = None,
    created_at: datetime | None = None,
    state: str = "approved",
    origin: str = "form",
    anchor: str | None = None,
    legacy_id: str | None = None,
    network_key: str | None = None,
    content_key: str | None = None,
    verdict: str = "",
    reasons: Sequence[Mapping[str, object]] = (),
    spam_probability: float | None = None,
) -> Comment:
    """Add a comment, or a reply to `parent`, flushed and counted.

    The text is rendered here unless its safe `html` is given; an address that is no website is left
    out. `anchor` is the id under which Blogger showed it, such as `c123`; others are left out.
    `verdict`, `reasons` and `spam_probability` tell what was decided about it (`blog.moderation`).
    Raises IntegrityError where `legacy_id` or `content_key` is taken.
    """
    moment = created_at or now()
    comment = Comment(
        post_id=post.id,
        parent_id=parent and parent.id,
        root_id=parent and (parent.root_id or parent.id),
        depth=parent.depth + 1 if parent else 0,
        user_id=user and user.id,
        author_name=" ".join(scrubbed(name).split())[:LONGEST_NAME],
        author_email=scrubbed(email).strip().lower()[:LONGEST_EMAIL],
        author_url=clean_website(url),
        source=scrubbed(source),
        source_format=source_format,
        html=render_comment(source, source_format) if html is None else html,
        render_version=RENDER_VERSION,
        state=state,
        origin=origin,
        anchor=anchor if anchor and ANCHOR.fullmatch(anchor) else None,
        legacy_id=legacy_id,
        network_key=network_key,
        content_key=content_key,
        verdict=verdict,
        reasons=[dict(reason) for reason in reasons],
        spam_probability=spam_probability,
        created_at=moment,
        updated_at=moment,
        shown_at=moment if state == "approved" else None,
    )
    db.session.add(comment)
    db.session.flush()
    if state == "approved":
        _count(comment, 1)
        comment_shown(comment)
    tell_moderators(comment)
    index_comment(comment)
    return comment


def move(comment: Comment, state: str) -> str | None:
    """Bring a comment into that state out of any other; tells which it was, None if it was there.

    An approved one is shown and counted, others are neither. Replies keep their own state: those
    that readers see hang below a tombstone then.
    """
    wait_for_post(comment.post_id)
    others = (was for was in STATES if was != state)
    return next((was for was in others if _changed(comment, was, state)), None)


def decide(comment: Comment, state: str, who: User | None) -> str | None:
    """What a moderator decides: as `move`, noted in the log; the filter learns from it soon."""
    was = move(comment, state)
    if was:
        note(who, f"comment.{DECISIONS[state]}", comment.author_name, comment.id)
        enqueue("lesson", comment_id=comment.id)
    return was


def hide(comment: Comment) -> bool:
    """Take a comment from readers; a tombstone stays where replies hang below. False if it was."""
    wait_for_post(comment.post_id)
    return _changed(comment, "approved", "deleted")


def change(
    comment: Comment,
    *,
    source: str,
    html: str,
    state: str,
    verdict: str,
    reasons: Sequence[Mapping[str, object]] = (),
    spam_probability: float | None = None,
) -> None:
    """Give a comment its writer's new words, and the state that they were judged to deserve."""
    forget(comment)
    comment.source, comment.html = scrubbed(source), html
    comment.render_version = RENDER_VERSION
    comment.verdict, comment.spam_probability = verdict, spam_probability
    comment.reasons = [dict(reason) for reason in reasons]
    comment.edited_at = comment.updated_at = now()
    was = move(comment, state)
    db.session.refresh(comment)
    index_comment(comment)
    if was == "approved":
        tell_moderators(comment)


def withdraw(comment: Comment) -> None:
    """Delete a comment as its writer wishes: nobody reads its words or who wrote it any more.

    The filter forgets what it learnt from them. The comment's place stays, and the network's key:
    taking back comments does not make room for more.
    """
    move(comment, "deleted")
    db.session.refresh(comment)
    forget(comment)
    empty(comment)


def empty(comment: Comment) -> None:
    """Leave nothing of a deleted comment but its place, and its number elsewhere."""
    comment.author_name = comment.author_email = comment.author_url = ""
    comment.source = comment.html = ""
    comment.reasons, comment.content_key = [], None
    comment.erased_at = comment.updated_at = now()
    index_comment(comment)


def pin(post: Post, comment: Comment | None) -> bool:
    """Let a comment stand above all others of its post, or none; False where it may not."""
    if comment and (comment.post_id != post.id or comment.state != "approved"):
        return False
    post.pinned_comment_id = comment.id if comment else None
    return True


def forget_networks() -> int:
    """Empty the network keys that have served their time; tells how many."""
    forgotten = db.session.execute(
        update(Comment)
        .where(Comment.network_key.is_not(None), Comment.created_at < now() - NETWORK_KEYS_LAST)
        .values(network_key=None)
    )
    return int(forgotten.rowcount)  # type: ignore[attr-defined]


def forget_contents() -> None:
    """Empty the hashes of what was sent once they can find nothing any more."""
    db.session.execute(
        update(Comment)
        .where(Comment.content_key.is_not(None), Comment.created_at < now() - CONTENT_KEYS_LAST)
        .values(content_key=None)
    )


def rerender(comment: Comment) -> None:
    """Make the stored HTML anew from the source."""
    if comment.source_format == "markdown":
        place = comment.post_id, comment.parent_id, comment.created_at
        comment.html = rendered(comment.source, *place)
    else:
        comment.html = render_comment(comment.source, comment.source_format)
    comment.render_version = RENDER_VERSION


def _changed(comment: Comment, was: str, state: str) -> bool:
    """The former state is tested in the database, so that two who do the same count it once.

    What its writer erased stays so: there is nothing of it to be shown.
    """
    at = now()
    changed = db.session.execute(
        update(Comment)
        .where(Comment.id == comment.id, Comment.state == was, Comment.erased_at.is_(None))
        .values(state=state, updated_at=at, shown_at=_shown_at(state, at))
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        return False
    step = (state == "approved") - (was == "approved")
    if step:
        _count(comment, step)
    if state == "approved" and comment.shown_at == at:
        comment_shown(comment)
    return True


def _shown_at(state: str, at: datetime) -> ColumnElement[datetime | None]:
    """Since when readers see it: what was hidden and comes back is not new."""
    first = at if state == "approved" else None
    return func.coalesce(Comment.shown_at, literal(first, Comment.shown_at.type))


def _count(comment: Comment, step: int) -> None:
    db.session.execute(
        update(Post).where(Post.id == comment.post_id).values(comments=Post.comments + step)
    )
    if comment.root_id:
        above = {comment.root_id, comment.parent_id}
        db.session.execute(
            update(Comment).where(Comment.id.in_(above)).values(replies=Comment.replies + step)
        )
