"""Learning from what moderators decide."""

from __future__ import annotations

from blog.db import writing
from blog.spam.actions import learn as learn_from
from blog.spam.queries import taught_by


def learn(comment_id: int) -> None:
    """Learn from a comment as it is decided now; a second time changes nothing."""
    with writing():
        comment = taught_by(comment_id)
        if comment is not None:
            learn_from(comment)
