"""Verbs over what is kept about a commenter: asking for it by mail, and erasing it.

No request, no commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, update

from blog.account.queries import wait_in_line
from blog.audit.actions import note
from blog.audit.models import AuditLine
from blog.comments.actions import withdraw
from blog.comments.models import Comment
from blog.comments.queries import by_id, wait_for_post
from blog.db import db, now
from blog.notices.models import Notice
from blog.posts.models import Post
from blog.privacy.models import LinkRequest
from blog.privacy.queries import (
    answers_to,
    is_answered,
    requests_for,
    requests_from,
    some_of,
    unerased,
)
from blog.queue.actions import enqueue
from blog.subscriptions.links import key_of
from blog.subscriptions.models import Subscription

DAY = timedelta(days=1)
LINKS_PER_ADDRESS, LINKS_PER_NETWORK = 3, 10
# So many comments at a time, so that nobody waits long to write.
BATCH = 50


def ask_for_link(email: str, network_keys: Sequence[str]) -> None:
    """Have the link mailed if the address has comments; whether it has is found out later.

    `network_keys` are the asking network's, the newest first. Too many requests do nothing.
    """
    email, since = email.strip().lower(), now() - DAY
    wait_in_line(key_of(email), key_of(network_keys[0]))
    is_too_much = (
        requests_for(key_of(email), since) >= LINKS_PER_ADDRESS
        or requests_from(network_keys, since) >= LINKS_PER_NETWORK
    )
    if not is_too_much:
        db.session.add(LinkRequest(email_key=key_of(email), network_key=network_keys[0]))
        enqueue("own-comments", email=email)


def erase_some(email: str) -> int:
    """Erase up to BATCH comments of an address, and all of its letters; tells how many."""
    comments = some_of(email, BATCH)
    erase(comments)
    db.session.execute(delete(Subscription).where(Subscription.email == email))
    return len(comments)


def erase(comments: Sequence[Comment]) -> None:
    """Leave nothing of those comments but their place, and not even that where nothing needs it.

    What was imported keeps its old number, so that another import does not bring it back.
    """
    ids = [comment.id for comment in comments]
    if not ids:
        return
    # All posts first: whoever holds one of them may wait for what the first comment locks.
    for post_id in sorted({comment.post_id for comment in comments}):
        wait_for_post(post_id)
    _forget_in_other_rows(ids)
    for comment in unerased(ids):
        withdraw(comment)
        comment.network_key = comment.user_id = comment.spam_probability = None
        comment.verdict, comment.is_trusted = "", False
        db.session.flush()
        _prune(comment)
    note(None, "comment.erase", str(len(ids)))


def forget_requests() -> None:
    """Delete the requests that limit nobody any more."""
    db.session.execute(delete(LinkRequest).where(LinkRequest.at < now() - DAY))


def _forget_in_other_rows(ids: Sequence[int]) -> None:
    """The log of acts names writers of comments and, where they were answered, of the answered."""
    about = [*ids, *answers_to(ids)]
    db.session.execute(
        update(AuditLine)
        .where(AuditLine.action.startswith("comment."), AuditLine.subject_id.in_(about))
        .values(subject="")
    )
    db.session.execute(delete(Subscription).where(Subscription.comment_id.in_(ids)))
    db.session.execute(delete(Notice).where(Notice.comment_id.in_(ids)))
    db.session.execute(
        update(Post).where(Post.pinned_comment_id.in_(ids)).values(pinned_comment_id=None)
    )


def _prune(comment: Comment | None) -> None:
    """Remove an erased comment below which nothing hangs, then what it answered if that is bare."""
    while comment and comment.erased_at and not comment.legacy_id and not is_answered(comment.id):
        above = by_id(comment.parent_id) if comment.parent_id else None
        db.session.delete(comment)
        db.session.flush()
        comment = above
