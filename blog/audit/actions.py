"""Writing the audit log."""

from __future__ import annotations

from blog.audit.models import AuditLine
from blog.db import db
from blog.people.models import User


def note(who: User | None, action: str, subject: str = "", subject_id: int | None = None) -> None:
    """Add a line, in the transaction of the act itself: `post.publish`, "A post", 7."""
    db.session.add(
        AuditLine(
            user_id=who.id if who else None,
            name=who.name if who else "",
            action=action,
            subject=subject[:1000],
            subject_id=subject_id,
        )
    )
