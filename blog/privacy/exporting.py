"""What is kept about a commenter as JSON, to take along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app

from blog.comments.models import Comment
from blog.config import Config
from blog.db import now
from blog.posts.models import Post
from blog.privacy.queries import comments_of, wishes_of
from blog.site.queries import site
from blog.subscriptions.models import Subscription

# Nobody is told what a moderator or the filter thinks of what they wrote.
STATES = {"approved": "shown", "pending": "waiting", "spam": "waiting", "deleted": "taken down"}


def everything(email: str) -> dict[str, Any]:
    """All comments and letters of an address, in words of JSON."""
    email = email.strip().lower()
    return {
        "blog": site().title,
        "address": email,
        "made_at": now().isoformat(),
        "comments": [told(comment, post) for comment, post in comments_of(email)],
        "letters": _letters(wishes_of(email)),
    }


def told(comment: Comment, post: Post) -> dict[str, Any]:
    """One comment."""
    config: Config = current_app.config["BLOG"]
    return {
        "id": comment.id,
        "link": f"{config.base_url}/comments/{comment.post_id}/{comment.id}",
        "post": post.title if post.is_public(now()) else None,
        "in_reply_to": comment.parent_id,
        "written_at": comment.created_at.isoformat(),
        "edited_at": comment.edited_at.isoformat() if comment.edited_at else None,
        "state": STATES[comment.state],
        "name": comment.author_name,
        "email": comment.author_email,
        "website": comment.author_url,
        "format": comment.source_format,
        "text": comment.source,
    }


def _letters(wishes: Sequence[tuple[Subscription, Comment, Post]]) -> list[dict[str, Any]]:
    return [
        {
            "about_comment": comment.id,
            "asked_for_at": wish.created_at.isoformat(),
            "confirmed_at": wish.confirmed_at.isoformat() if wish.confirmed_at else None,
        }
        for wish, comment, _post in wishes
    ]
