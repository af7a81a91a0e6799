"""Reads comments."""

from __future__ import annotations

from dataclasses import dataclass

from blog.posts.models import Post


@dataclass(frozen=True)
class Thread:
    """One page of a post's comments."""

    count: int


def first_page(post: Post, own: tuple[int, ...]) -> Thread:
    """The first page of the post's comments."""
    return Thread(post.comments)
