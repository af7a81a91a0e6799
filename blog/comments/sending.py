"""Sending a comment: judged, once however often it arrives, never too many in a short time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from blog.account.session import person
from blog.audit.actions import note
from blog.comments import stamps
from blog.comments.actions import add_comment, decide
from blog.comments.forms import CommentForm
from blog.comments.keys import content_key, network_key
from blog.comments.mentions import rendered
from blog.comments.models import Comment
from blog.comments.own import own_ids
from blog.comments.policy import are_open
from blog.comments.queries import by_content_key, by_id, locked, wait_for_post
from blog.db import now, writing
from blog.moderation.judging import Sending, Verdict, judge
from blog.moderation.networks import network_keys
from blog.moderation.queries import sent_by_all, sent_by_network, wait_for_network
from blog.moderation.standing import standing_of
from blog.moderation.suspicion import QUICKEST
from blog.people.models import User
from blog.posts.models import Post
from blog.posts.queries import by_id as post_by_id
from blog.site.queries import site
from blog.subscriptions.actions import subscribe

# The same words by the same person at the same place are sent again, not meant again.
SAME_WITHIN = timedelta(days=1)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CALMER = 10


@dataclass(frozen=True)
class Sent:
    """It is stored, now or by the same text before.

    `is_own` tells whether the sender can be nobody but its writer: what readers see anybody could
    send again, and would have it for their own.
    """

    comment_id: int
    is_own: bool = True


@dataclass(frozen=True)
class Refused:
    """It is not stored, and why; what is too much just now (429) may come again after `wait`."""

    reason: str
    status: int = 422
    wait: timedelta = MINUTE


def send(post_id: int, form: CommentForm) -> Sent | Refused:
    """Judge what a valid form holds, and store it in one write transaction of its own."""
    at, network = now(), network_key(request.remote_addr, current_app.config["SECRET_KEY"])
    keys = _content_keys(post_id, form, network, at)
    settled = _settled(post_id, form, keys, at)
    if settled:  # To judge costs most, so a flood is not judged.
        return settled
    html = rendered(form.text.data or "", post_id, form.parent_id)
    post = post_by_id(post_id)
    verdict = _judged(post, form, html, at) if post else Verdict("refused")
    try:
        with writing():
            wait_for_network(network)
            settled = _settled(post_id, form, keys, at)
            if settled:
                return settled
            return _add(post_id, form, html, at, keys[0], verdict)
    except IntegrityError:
        # The same text came twice at the same moment, and the other one was first.
        first = by_content_key(keys, at - SAME_WITHIN)
        if first is None:
            raise
        return _sent_before(first)


def answer(comment_id: int, who: User, text: str, read: str | None = None) -> int | Refused:
    """Store a reply by somebody who writes here, approved at once, and with it what it answers.

    Its number, or that of the same reply sent before. `read` is the edition of what it answers that
    its writer has read, None where nobody tells.
    """
    answered, at = by_id(comment_id), now()
    html = rendered(text, answered.post_id, comment_id) if answered else ""
    key = content_key(
        current_app.config["SECRET_KEY"], post_id=0, parent_id=comment_id, name=who.name,
        text=text, sender=f"person {who.id}", day=at.date(),
    )  # fmt: skip
    try:
        with writing():
            first = by_content_key([key], at - SAME_WITHIN)
            return first.id if first else _add_answer(comment_id, who, text, html, key, read)
    except IntegrityError:  # The same form came twice at the same moment.
        first = by_content_key([key], at - SAME_WITHIN)
        return first.id if first else _unanswerable()


def _settled(
    post_id: int, form: CommentForm, keys: list[str], at: datetime
) -> Sent | Refused | None:
    """What needs no verdict: what was sent before, and what comes too fast."""
    first = by_content_key(keys, at - SAME_WITHIN)
    if first:
        return _sent_before(first)
    if _is_too_fast(network_keys(request.remote_addr), at):
        return Refused(_("That was too fast. Please wait a little, then send it again."), 429)
    if _is_crowded(_age_of_stamp(post_id, form, at), at) and not _is_known(form):
        reason = _("Very many comments arrive here just now. Please send yours again in an hour.")
        return Refused(reason, 429, HOUR)
    return None


def _sent_before(first: Comment) -> Sent | Refused:
    if first.state == "deleted":
        return Refused(_("This comment was here before, and it has been taken down."))
    is_own = first.shown_at is None or first.id in own_ids()
    return Sent(first.id, is_own)


def _judged(post: Post, form: CommentForm, html: str, at: datetime) -> Verdict:
    """It reads much, so it stands before the write transaction."""
    return judge(
        Sending(
            post=post,
            name=form.name.data or "",
            email=form.email.data or "",
            website=form.website.data or "",
            text=form.text.data or "",
            html=html,
            address=request.remote_addr or "",
            network_keys=network_keys(request.remote_addr),
            user=person(),
            own_ids=own_ids(),
            trap=form.trap.data or "",
            stamp_age=_age_of_stamp(post.id, form, at),
            at=at,
        )
    )


def _add(
    post_id: int,
    form: CommentForm,
    html: str,
    at: datetime,
    key: str,
    verdict: Verdict,
) -> Sent | Refused:
    network = network_keys(request.remote_addr)[0]
    # What it answers must neither go nor be hidden before this is stored and counted.
    wait_for_post(post_id)
    post = post_by_id(post_id)
    if post is None or not post.is_public(at) or not are_open(post):
        return Refused(_("Comments on this post are closed."))
    parent: Comment | None = None
    if form.parent_id is not None:
        parent = by_id(form.parent_id)
        if parent is None or parent.post_id != post.id or parent.state != "approved":
            return _unanswerable()
    if verdict.state == "refused":
        return Refused(_("This blog does not take this comment."))
    comment = add_comment(
        post,
        name=form.name.data or "",
        email=form.email.data or "",
        url=form.website.data or "",
        source=form.text.data or "",
        html=html,
        parent=parent,
        user=person(),
        created_at=at,
        state=verdict.state,
        network_key=network,
        content_key=key,
        verdict=verdict.state,
        reasons=verdict.reasons,
        spam_probability=verdict.probability,
    )
    if form.notify.data:
        subscribe(comment, form.email.data or "", network)
    return Sent(comment.id)


def _add_answer(
    comment_id: int, who: User, text: str, html: str, key: str, read: str | None
) -> int | Refused:
    answered = locked(comment_id)
    post = post_by_id(answered.post_id) if answered else None
    if answered is None or post is None or not post.is_public(now()):
        return _unanswerable()
    if answered.state not in ("pending", "approved"):
        return _unanswerable()
    if answered.state == "pending" and read not in (None, answered.edition):
        return Refused(rewritten())
    decide(answered, "approved", who)
    made = add_comment(
        post, name=who.name, source=text, html=html, parent=answered, user=who, content_key=key,
        verdict="approved", reasons=[{"why": "person"}],
    )  # fmt: skip
    note(who, "comment.reply", answered.author_name, made.id)
    return made.id


def rewritten() -> str:
    """Why nobody approves a comment whose words became others after they were read."""
    return str(_("Its writer changed this comment just now. Please read it again."))


def _unanswerable() -> Refused:
    return Refused(_("The comment that you answer is no longer here."))


def _content_keys(post_id: int, form: CommentForm, network: str, at: datetime) -> list[str]:
    """Keys of the text today and yesterday; the first is stored with it."""
    return [
        content_key(
            current_app.config["SECRET_KEY"],
            post_id=post_id,
            parent_id=form.parent_id,
            name=form.name.data or "",
            text=form.text.data or "",
            sender=f"{network} {request.user_agent.string}",
            day=day.date(),
        )
        for day in (at, at - SAME_WITHIN)
    ]


def _is_too_fast(hashes: list[str], at: datetime) -> bool:
    return (
        sent_by_network(hashes, MINUTE, at) >= site().comments_per_minute
        or sent_by_network(hashes, HOUR, at) >= site().comments_per_hour
    )


def _age_of_stamp(post_id: int, form: CommentForm, at: datetime) -> timedelta | None:
    return stamps.age_of(form.stamp.data or "", post_id, at)


def _is_crowded(age: timedelta | None, at: datetime) -> bool:
    """Whether so many networks send at once that their own limits bound nothing together.

    A form that was open in a browser for as long as people need, as few bots have it, finds room
    among `CALMER` times as many.
    """
    most = site().comments_per_hour_of_all
    if age is not None and age >= QUICKEST:
        most *= CALMER
    return sent_by_all(HOUR, at, most) >= most


def _is_known(form: CommentForm) -> bool:
    if person():
        return True
    return bool(standing_of(form.name.data or "", form.email.data or "", own_ids()).approved)
