"""Turning notices into letters, and making a letter when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import force_locale

from blog.config import Config
from blog.db import db, now, reading, writing
from blog.mail.jobs import deliver
from blog.notices.actions import hand_over
from blog.notices.letters import Told, subject_of, text_of
from blog.notices.links import address_of
from blog.notices.queries import people_with_notices, told
from blog.people.models import User
from blog.people.policy import may
from blog.site.queries import read_site

STATES = {"waiting": ("pending",), "all": ("pending", "approved")}


@dataclass(frozen=True)
class Letter:
    """What goes to the mail server."""

    to: str
    subject: str
    text: str


def hand_over_due() -> None:
    """Enqueue the letters that people are to have now, each person in a transaction of their own.

    Without a mail server the notices wait for one.
    """
    config: Config = current_app.config["BLOG"]
    if not config.smtp_url:
        return
    with reading():
        people = people_with_notices()
    for user_id in people:
        with writing():
            hand_over(user_id, now())


def mail_notice(user_id: int, comment_ids: Sequence[int], more: int, at: str) -> None:
    """Mail one person what those comments say; the links are issued at the moment `at`.

    Nothing is sent to somebody who may not moderate them any more, nor of what is settled.
    """
    with reading():
        letter = _letter(user_id, comment_ids, more, datetime.fromisoformat(at))
    if letter:
        host = current_app.config["BLOG"].public_host.partition(":")[0]
        deliver(letter.to, letter.subject, letter.text, {"List-Id": f"<comments.{host}>"})


def _letter(user_id: int, ids: Sequence[int], more: int, at: datetime) -> Letter | None:
    person = db.session.get(User, user_id)
    if person is None or not person.can_sign_in or not person.email:
        return None
    found = _still_told(person, ids)
    if not found:
        return None
    site, config = read_site(), current_app.config["BLOG"]
    with force_locale(site.language.replace("-", "_")):
        subject = subject_of(found, more, site.title)
        text = text_of(
            found, more, lambda comment: address_of(person, comment.id, at), config.base_url
        )
    return Letter(person.email, subject, text)


def _still_told(person: User, ids: Sequence[int]) -> Told:
    states = STATES.get(person.comment_mail, ())
    return [
        (comment, post)
        for comment, post in told(ids)
        if comment.state in states and not comment.erased_at and may(person, "moderate", comment)
    ]
