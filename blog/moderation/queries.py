"""Reads the rules: those that hold now, and pages of them for the room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from blog.db import db, now
from blog.moderation.lists import Line, Rules, compiled
from blog.moderation.models import Rule

SIZE = 50


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


def has_ended() -> bool:
    """Whether the time of some rule is over."""
    return db.session.scalar(select(Rule.id).where(Rule.ends_at <= now()).limit(1)) is not None
