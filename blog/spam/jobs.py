"""Learning from what moderators decide."""

from __future__ import annotations

from blog.comments.queries import locked
from blog.db import writing
from blog.spam.actions import learn as learn_from


def learn(comment_id: int) -> None:
    """Learn from a comment as it is decided now; a second time changes nothing."""
    with writing():
        # Like all who change a comment: whoever erases several of a post waits for no lesson.
        comment = locked(comment_id)
        if comment is not None:
            learn_from(comment)
