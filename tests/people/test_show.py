"""An author's page."""

from __future__ import annotations

from collections.abc import Callable

from blog.people.models import User
from blog.posts.models import Post
from tests.stage.reader import Reader


def test_an_authors_page_lists_their_posts_only(
    reader: Reader, make_post: Callable[..., Post], author: User, owner: User
) -> None:
    make_post(title="Theirs", author=author)
    make_post(title="Another's", author=owner)
    assert reader.get(f"/author/{author.slug}").texts(".teaser h2") == ["Theirs"]


def test_somebody_who_has_published_nothing_has_no_page(
    reader: Reader, make_post: Callable[..., Post], author: User
) -> None:
    make_post(status="draft", author=author)
    assert reader.get(f"/author/{author.slug}").status_code == 404
