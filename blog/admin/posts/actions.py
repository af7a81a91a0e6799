"""What the buttons do to a post, each with its line in the log; each gives the word for it."""

from __future__ import annotations

from blog.audit.actions import note
from blog.db import now
from blog.labels.queries import by_names
from blog.people.models import User
from blog.posts import actions
from blog.posts.models import Post
from blog.posts.queries import labels_of


def keep(post: Post, who: User) -> str:
    """Nothing more than saving it."""
    return "saved"


def publish(post: Post, who: User) -> str:
    """Show it to readers at its time, or now where it has none."""
    return _published(post, who)


def publish_now(post: Post, who: User) -> str:
    """Show it to readers at once; those who saw it already keep the time that they saw."""
    if not post.is_public(now()):
        post.published_at = now()
    return _published(post, who)


def withdraw(post: Post, who: User) -> str:
    """Make it a draft again; what somebody has put into the trash meanwhile stays there."""
    if post.status == "published":
        actions.unpublish(post)
        _note(who, "unpublish", post)
    return "unpublished"


def trash(post: Post, who: User) -> str:
    """Put it into the trash."""
    if post.status != "trashed":
        actions.trash(post)
        _note(who, "trash", post)
    return "trashed"


def restore(post: Post, who: User) -> str:
    """Take it out of the trash, as a draft."""
    if post.status == "trashed":
        actions.restore(post)
        _note(who, "restore", post)
    return "restored"


def erase(post: Post, who: User) -> str:
    """Delete it for good."""
    _note(who, "erase", post)
    actions.erase(post)
    return "erased"


def label(post: Post, who: User, name: str) -> bool:
    """Give it one label more; False where it has it. A known label keeps its letters' case."""
    known, names = by_names([name]).get(name), _labels(post)
    name = known.name if known else name
    if name in names:
        return False
    actions.label(post, [*names, name])
    _note(who, "save", post)
    return True


def unlabel(post: Post, who: User, name: str) -> bool:
    """Take one label from it, whatever its case; False where it has none such."""
    names = _labels(post)
    kept = [one for one in names if one.lower() != name.lower()]
    if kept == names:
        return False
    actions.label(post, kept)
    _note(who, "save", post)
    return True


def hand_over(post: Post, who: User, author_id: int | None) -> bool:
    """Let it be somebody else's; False where it is theirs."""
    if post.author_id == author_id:
        return False
    post.author_id = author_id
    _note(who, "save", post)
    return True


def _labels(post: Post) -> list[str]:
    return [name for _slug, name in labels_of([post.id]).get(post.id, ())]


def _published(post: Post, who: User) -> str:
    actions.publish(post)
    is_public = post.is_public(now())
    _note(who, "publish" if is_public else "schedule", post)
    return "published" if is_public else "scheduled"


def _note(who: User, action: str, post: Post) -> None:
    note(who, f"{post.kind}.{action}", post.title, post.id)
