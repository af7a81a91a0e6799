"""Reads the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, tuple_

from blog.audit.models import AuditLine
from blog.cursor import Cursor
from blog.db import db


@dataclass(frozen=True)
class Lines:
    """One page of the log; `older` is the cursor of the next one, if there is any."""

    lines: list[AuditLine]
    older: str | None


def latest(
    number: int, *, before: Cursor | None = None, user_id: int | None = None, kind: str = ""
) -> Lines:
    """The newest lines, of one person or on one kind of thing (`post`) if these are given."""
    query = select(AuditLine).order_by(AuditLine.at.desc(), AuditLine.id.desc())
    if user_id is not None:
        query = query.where(AuditLine.user_id == user_id)
    if kind:
        query = query.where(AuditLine.action.startswith(f"{kind}.", autoescape=True))
    if before:
        query = query.where(tuple_(AuditLine.at, AuditLine.id) < (before.at, before.id))
    found = list(db.session.scalars(query.limit(number + 1)))
    lines = found[:number]
    older = str(Cursor(lines[-1].at, lines[-1].id)) if len(found) > number else None
    return Lines(lines, older)
