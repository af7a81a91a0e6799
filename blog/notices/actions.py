"""Noting whom a comment is to be told, and handing what is due over to the queue of letters.

No request, no commit.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, insert

from blog.comments.models import Comment
from blog.config import Config
from blog.db import db, now
from blog.notices.models import Notice
from blog.notices.queries import people_to_tell, person_to_tell
from blog.queue.actions import enqueue

HOUR = timedelta(hours=1)
# How much of an hour's share of letters one letter uses up. Whoever wants each comment in a letter
# of its own gets at most ten at once, and at most twenty in any hour.
COST = {"single": HOUR / 10, "hourly": HOUR}
MOST_IN_A_LETTER = 50
# Nobody is called for what the filter calls spam.
STATES_TOLD = ("pending", "approved")


def tell_moderators(comment: Comment) -> None:
    """Note a new comment for everybody who wants a letter about it; none without a mail server."""
    config: Config = current_app.config["BLOG"]
    if not config.smtp_url or comment.origin != "form" or comment.state not in STATES_TOLD:
        return
    at = now()
    rows = [
        {"user_id": user_id, "comment_id": comment.id, "created_at": at}
        for user_id in people_to_tell(comment)
    ]
    if rows:
        db.session.execute(insert(Notice), rows)


def hand_over(user_id: int, at: datetime) -> None:
    """Turn a person's notices into letters, as many as their hour still has room for.

    Where more comments wait than letters may be written, one letter tells of all of them.
    """
    person = person_to_tell(user_id)
    if person is None:
        return
    cost = COST[person.comment_mail_rhythm]
    used_up_to = max(person.comment_mail_at or at - HOUR, at - HOUR)
    free = (at - used_up_to) // cost
    if free < 1:
        return
    ids = _taken(user_id)
    if not ids or person.comment_mail == "none":
        return
    letters = [[comment_id] for comment_id in ids] if len(ids) <= free else [ids]
    for told in letters:
        _enqueue(user_id, told, at)
    person.comment_mail_at = used_up_to + len(letters) * cost


def _taken(user_id: int) -> list[int]:
    """The comments that the person was to be told of; nobody else takes them any more."""
    taken = db.session.scalars(
        delete(Notice).where(Notice.user_id == user_id).returning(Notice.comment_id)
    )
    return sorted(taken)


def _enqueue(user_id: int, told: list[int], at: datetime) -> None:
    newest = told[-MOST_IN_A_LETTER:]
    enqueue(
        "notice",
        user_id=user_id,
        comment_ids=newest,
        more=len(told) - len(newest),
        at=at.isoformat(),
    )
