"""Reads the rules, the keys of networks, and what is known of those who send comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import aliased

from blog.comments.models import STATES, Comment
from blog.db import db, now
from blog.moderation.lists import Line, Rules, compiled
from blog.moderation.models import NetworkSecret, Rule
from blog.people.models import User

SIZE = 50
# So many comments are removed in one transaction.
BATCH = 500
SECRETS_LAST = timedelta(days=30)
# Nobody is known better by more comments than this.
MOST_KNOWN = 200

_Answer = aliased(Comment)


@dataclass(frozen=True)
class Page:
    """Some rules, newest first; `older` is the number before which the next page begins."""

    rules: list[Rule]
    older: int | None


def rules(at: datetime) -> Rules:
    """The rules that hold at that time, by one query."""
    holds = or_(Rule.ends_at.is_(None), Rule.ends_at > at)
    rows = db.session.execute(
        select(Rule.kind, Rule.pattern, Rule.act).where(holds).order_by(Rule.id)
    )
    return compiled(tuple(Line(*row) for row in rows))


def page_of(kinds: Sequence[str], q: str, before: int | None) -> Page:
    """The newest rules of these kinds, narrowed by a part of what was typed."""
    query = select(Rule).where(Rule.kind.in_(kinds)).order_by(Rule.id.desc())
    if q:
        query = query.where(Rule.pattern.icontains(q, autoescape=True), Rule.kind != "sender")
    if before is not None:
        query = query.where(Rule.id < before)
    found = list(db.session.scalars(query.limit(SIZE + 1)))
    shown = found[:SIZE]
    return Page(shown, shown[-1].id if len(found) > SIZE else None)


def rule_by_id(rule_id: int) -> Rule | None:
    """The rule with that number."""
    return db.session.get(Rule, rule_id)


def rule_of(kind: str, pattern: str) -> Rule | None:
    """The rule that is made of exactly that."""
    return db.session.scalar(select(Rule).where(Rule.kind == kind, Rule.pattern == pattern))


def taken(kind: str, patterns: Sequence[str]) -> set[str]:
    """Those of the patterns that have a rule of that kind."""
    found = select(Rule.pattern).where(Rule.kind == kind, Rule.pattern.in_(patterns))
    return set(db.session.scalars(found))


def how_many() -> int:
    """The number of all rules."""
    return db.session.scalar(select(func.count()).select_from(Rule)) or 0


def spam_before(moment: datetime, with_imported: bool) -> list[int]:
    """Numbers of the oldest spam that is spam since before that moment and has no answer.

    They are locked; what somebody is deciding about at this moment is passed over.
    """
    is_answered = select(_Answer.id).where(_Answer.parent_id == Comment.id).exists()
    found = (
        select(Comment.id)
        # No comment came into its state before it was written, and that is what the index knows.
        .where(Comment.state == "spam", Comment.created_at < moment)
        .where(Comment.updated_at < moment, ~is_answered)
        .where(true() if with_imported else Comment.legacy_id.is_(None))
        .order_by(Comment.created_at, Comment.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(found))


def imported_among(ids: Sequence[int]) -> list[Comment]:
    """Those of the comments that came from elsewhere."""
    query = select(Comment).where(Comment.id.in_(ids), Comment.legacy_id.is_not(None))
    return list(db.session.scalars(query.order_by(Comment.id)))


def has_ended() -> bool:
    """Whether the time of some rule is over."""
    return db.session.scalar(select(Rule.id).where(Rule.ends_at <= now()).limit(1)) is not None


def living_secrets(today: date) -> dict[date, str]:
    """The keys of networks by the day that each began on."""
    chosen = select(NetworkSecret.started_on, NetworkSecret.secret)
    rows = db.session.execute(chosen.where(NetworkSecret.started_on > today - SECRETS_LAST))
    return {day: secret for day, secret in rows}


def approved_before(own_ids: Sequence[int], email: str) -> list[tuple[int, str, bool]]:
    """(id, name, is trusted) of approved comments with these numbers or that address."""
    told: list[ColumnElement[bool]] = []
    if own_ids:
        told.append(Comment.id.in_(own_ids))
    if email:
        told.append(Comment.author_email == email)
    if not told:
        return []
    rows = db.session.execute(
        select(Comment.id, Comment.author_name, Comment.is_trusted)
        .where(or_(*told), Comment.state == "approved")
        .order_by(Comment.is_trusted.desc(), Comment.id)
        .limit(MOST_KNOWN)
    )
    return [(number, name, is_trusted) for number, name, is_trusted in rows]


def writers() -> list[tuple[str, str]]:
    """(name, e-mail or "") of everybody who writes on this blog."""
    rows = db.session.execute(select(User.name, User.email))
    return [(name, email or "") for name, email in rows]


def wait_for_network(key: str) -> None:
    """Let the senders of one network pass one at a time, so that none is counted too late.

    SQLite has a single writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))


def sent_by_network(keys: Sequence[str], span: timedelta, at: datetime) -> int:
    """How many comments the network of these keys has sent in the span before that moment."""
    sent = Comment.network_key.in_(keys), Comment.created_at > at - span
    return db.session.scalar(select(func.count()).select_from(Comment).where(*sent)) or 0


def sent_by_all(span: timedelta, at: datetime, most: int) -> int:
    """How many comments readers have sent in the span before that moment, counted up to `most`."""
    sent = select(Comment.id).where(
        # Every state is named, so that the index on them serves.
        Comment.state.in_(STATES),
        Comment.created_at > at - span,
        Comment.user_id.is_(None),
        Comment.origin == "form",
    )
    return db.session.scalar(select(func.count()).select_from(sent.limit(most).subquery())) or 0


def states_of_network(
    keys: Sequence[str], since: datetime, besides: int | None = None
) -> dict[str, int]:
    """How many comments of that network are in each state, by those sent since then.

    `besides` is a comment that is not counted.
    """
    if not keys:
        return {}
    rows = db.session.execute(
        select(Comment.state, func.count())
        .where(
            Comment.network_key.in_(keys), Comment.created_at > since, Comment.id != (besides or 0)
        )
        .group_by(Comment.state)
    )
    return {state: number for state, number in rows}


def posts_with_text(text: str, since: datetime, besides: int) -> int:
    """Under how many other posts the same text was sent since then."""
    query = select(func.count(Comment.post_id.distinct())).where(
        # Every state is named, so that the index on them serves.
        Comment.state.in_(STATES),
        Comment.created_at > since,
        Comment.source == text,
        Comment.post_id != besides,
        Comment.origin == "form",
    )
    return db.session.scalar(query) or 0
