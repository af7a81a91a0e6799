"""Verbs over readers' wishes for letters: what asks, confirms and ends them.

No request, no commit. Nothing here writes a letter: tasks hold numbers, and whoever does them looks
again whether the letter is still wanted (see `jobs`).
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, update

from blog.account.queries import wait_in_line
from blog.comments.models import Comment
from blog.config import ADDRESS, Config
from blog.db import db, now
from blog.queue.actions import enqueue
from blog.subscriptions.links import key_of
from blog.subscriptions.models import MutedAddress, Subscription
from blog.subscriptions.queries import (
    answers_shown,
    is_muted,
    listeners,
    of_comment,
    unanswered,
    unanswered_from,
    unasked,
    wished_from,
)

DAY = timedelta(days=1)
# So long the question's link is good for.
QUESTION_LASTS = timedelta(days=7)
QUESTIONS_PER_ADDRESS, QUESTIONS_PER_NETWORK, WISHES_PER_NETWORK = 3, 10, 10
ANSWERS_PER_THREAD = 20
LONGEST_EMAIL = 254
# A wish that nobody confirmed in that time is forgotten; so is the network of every wish.
UNCONFIRMED_LAST, NETWORK_KEYS_LAST = timedelta(days=30), timedelta(days=30)


def subscribe(comment: Comment, email: str, network_key: str | None) -> None:
    """Keep the wish for letters about answers to that comment, for the comment's transaction.

    Whoever has the address is asked once readers see the comment. Nothing happens, and nobody is
    told, where letters cannot go to that address or its network wishes for too many.
    """
    email = email.strip().lower()
    if not _can_be_asked(email) or of_comment(comment.id, email):
        return
    if network_key and wished_from(now() - DAY, network_key) >= WISHES_PER_NETWORK:
        return
    made = Subscription(comment_id=comment.id, email=email, network_key=network_key)
    db.session.add(made)
    db.session.flush()
    if comment.state == "approved":
        enqueue("subscription-question", subscription_id=made.id)


def comment_shown(comment: Comment) -> None:
    """Readers see a comment for the first time: ask its writer, tell those whom it answers.

    What was written elsewhere, and long ago, tells nobody.
    """
    if comment.origin != "form":
        return
    for number in unasked(comment.id):
        enqueue("subscription-question", subscription_id=number)
    told = {comment.author_email}
    heard = [each for each in listeners(comment) if each.comment_id != comment.id]
    since = now() - DAY
    if not heard or answers_shown(comment, since, ANSWERS_PER_THREAD + 1) > ANSWERS_PER_THREAD:
        return
    for each in heard:
        if each.email not in told:
            told.add(each.email)
            enqueue("answer-letter", subscription_id=each.id, comment_id=comment.id)


def may_ask(wanted: Subscription) -> bool:
    """Whether the question may be mailed, now or once more where that failed; notes that it is.

    Whoever types other people's addresses cannot send them more than a few letters.
    """
    wait_in_line(key_of(wanted.email), key_of(wanted.network_key or ""))
    if wanted.confirmed_at or wanted.ended_at or is_muted(key_of(wanted.email)):
        return False
    since = now() - DAY
    if wanted.asked_at is None:
        network = wanted.network_key
        if unanswered(since, wanted.email) >= QUESTIONS_PER_ADDRESS:
            return False
        if network and unanswered_from(since, network) >= QUESTIONS_PER_NETWORK:
            return False
        wanted.asked_at = now()
    return True


def confirm(wanted: Subscription) -> None:
    """It is really theirs. What was ended before begins again."""
    wanted.confirmed_at, wanted.ended_at = wanted.confirmed_at or now(), None


def end(subscription_id: int) -> None:
    """No more letters about that comment."""
    _end(Subscription.id == subscription_id)


def mute(email_key: str, email: str | None) -> None:
    """No more letters to an address, of which the key is enough; its wishes end, if it is known."""
    if not is_muted(email_key):
        db.session.add(MutedAddress(email_key=email_key))
    if email:
        _end(Subscription.email == email)


def unmute(email_key: str) -> None:
    """Letters may go to that address again, where they are asked for."""
    db.session.execute(delete(MutedAddress).where(MutedAddress.email_key == email_key))


def forget_old() -> None:
    """Delete the wishes that nobody confirmed, and the network keys that have served their time."""
    at = now()
    touched_at = func.coalesce(Subscription.asked_at, Subscription.created_at)
    db.session.execute(
        delete(Subscription).where(
            Subscription.confirmed_at.is_(None), touched_at < at - UNCONFIRMED_LAST
        )
    )
    db.session.execute(
        update(Subscription)
        .where(
            Subscription.network_key.is_not(None),
            Subscription.created_at < at - NETWORK_KEYS_LAST,
        )
        .values(network_key=None)
    )


def _can_be_asked(email: str) -> bool:
    """Whether it is one address as mail servers take it, and the blog may write to it at all."""
    config: Config = current_app.config["BLOG"]
    is_sound = bool(ADDRESS.fullmatch(email)) and len(email) <= LONGEST_EMAIL
    return bool(config.smtp_url) and is_sound and not is_muted(key_of(email))


def _end(which: ColumnElement[bool]) -> None:
    db.session.execute(
        update(Subscription).where(which, Subscription.ended_at.is_(None)).values(ended_at=now())
    )
