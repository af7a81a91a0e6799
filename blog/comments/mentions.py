"""`@name` in a comment: whom a text may mean, and where their comments are."""

from __future__ import annotations

from datetime import datetime

from blog.comments.queries import by_id, named_in
from blog.richtext import render_comment

# More names than a conversation has; whoever spoke before them is not linked.
MOST_NAMES = 500


def rendered(text: str, post_id: int, parent_id: int | None, before: datetime | None = None) -> str:
    """Safe HTML of a comment's Markdown, in which names of its thread lead to their comments."""
    mentions = mentions_for(post_id, parent_id, before) if "@" in text else {}
    return render_comment(text, mentions=mentions)


def mentions_for(
    post_id: int, parent_id: int | None, before: datetime | None = None
) -> dict[str, str]:
    """The address of the comment that each name means, without the sub-path of the blog.

    These are the people of the thread that is answered, for a new thread those of the whole post:
    each name leads to the answered comment if that is theirs, else to their latest one. Who is
    hidden from readers is not among them.
    """
    parent = by_id(parent_id) if parent_id else None
    root_id = (parent.root_id or parent.id) if parent else None
    found = named_in(post_id, root_id, before, MOST_NAMES)
    if parent and parent.state == "approved" and parent.author_name:
        found.insert(0, (parent.author_name, parent.id))
    names: dict[str, str] = {}
    for name, number in found:
        names.setdefault(name, f"/comments/{post_id}/{number}")
    return names
