"""Verbs over rules, what the owner lets through or not, over the keys of networks, and spam.

No request, no commit.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete

from blog.comments.actions import empty
from blog.comments.models import Comment
from blog.db import db, insert, now
from blog.moderation.models import NetworkSecret, Rule
from blog.moderation.queries import (
    SECRETS_LAST,
    imported_among,
    rule_of,
    spam_before,
    taken,
)
from blog.people.models import User

BLOCK_LASTS = timedelta(days=1)
# As the page of spam says.
SPAM_LASTS = timedelta(days=30)


def add_rules(
    kind: str, patterns: Iterable[str], act: str, ends_at: datetime | None, who: User | None
) -> list[str]:
    """Make a rule of each pattern that has none of that kind yet; tells which these are."""
    wanted = list(dict.fromkeys(patterns))
    there = taken(kind, wanted)
    new = [pattern for pattern in wanted if pattern not in there]
    db.session.add_all(
        Rule(kind=kind, pattern=pattern, act=act, ends_at=ends_at, user_id=who and who.id)
        for pattern in new
    )
    return new


def block(network_key: str, who: User | None) -> None:
    """Refuse what comes from that network for a day; the day begins anew if it is blocked."""
    ends_at = now() + BLOCK_LASTS
    rule = rule_of("sender", network_key)
    if rule is None:
        rule = Rule(kind="sender", pattern=network_key, user_id=who and who.id)
        db.session.add(rule)
    rule.act, rule.ends_at = "refuse", ends_at


def unblock(network_key: str) -> None:
    """Hear that network again."""
    db.session.execute(delete(Rule).where(Rule.kind == "sender", Rule.pattern == network_key))


def forget_ended() -> None:
    """Delete the rules whose time is over; of a network not even its hash stays."""
    db.session.execute(delete(Rule).where(Rule.ends_at <= now()))


def remove_spam(before: datetime, with_imported: bool = True) -> int:
    """Remove some that is spam since before that moment, for good; tells how many.

    No counter knows of spam. What has answers stays, since they would go with it; of a whole thread
    of spam the last answers go first, and what they answered the next time. What was imported
    keeps its old number, so that another import does not bring it back.
    """
    ids = spam_before(before, with_imported)
    imported = imported_among(ids)
    for comment in imported:
        comment.state = "deleted"
        empty(comment)
    gone = db.session.execute(delete(Comment).where(Comment.id.in_(ids), Comment.state == "spam"))
    return len(imported) + int(gone.rowcount)  # type: ignore[attr-defined]


def add_secret(week: date) -> None:
    """Make the random key of the week that begins then; of two at once the first stays."""
    made = insert(NetworkSecret).values(started_on=week, secret=secrets.token_hex(32))
    db.session.execute(made.on_conflict_do_nothing())


def forget_secrets(today: date) -> None:
    """Let the keys die that have served their month."""
    db.session.execute(
        delete(NetworkSecret).where(NetworkSecret.started_on <= today - SECRETS_LAST)
    )
