"""Whether readers see the comments of a post, and whether they may add one."""

from __future__ import annotations

from typing import Protocol

from blog.site.queries import site

# Which comments may wait for a moderator: of first-timers, with links, on old posts, all.
HOLDS = ("first", "links", "old", "all")
FROM_STRICT_TO_OPEN = ("hidden", "closed", "open")


class Held(Protocol):
    """A post that says for itself which comments wait."""

    @property
    def comments_hold(self) -> str: ...


class Commented(Protocol):
    """A post, or the columns of one."""

    @property
    def comments_policy(self) -> str: ...


def policy_of(post: Commented) -> str:
    """open, closed or hidden: the stricter of the post's own policy and the whole blog's."""
    return min(post.comments_policy, site().comments, key=FROM_STRICT_TO_OPEN.index)


def are_shown(post: Commented) -> bool:
    """Whether readers see the post's comments."""
    return policy_of(post) != "hidden"


def are_open(post: Commented) -> bool:
    """Whether readers may add a comment to the post."""
    return policy_of(post) == "open"


def holds_of(post: Held) -> frozenset[str]:
    """Which comments wait on that post: as it says itself, else as the whole blog does."""
    if not post.comments_hold:
        return frozenset(site().comments_hold)
    return frozenset(HOLDS) & {post.comments_hold}
