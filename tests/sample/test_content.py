"""The sample blog is whole: every word, picture and reference that it promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from blog.sample.content import (
    HERE,
    Sample,
    SampleComment,
    SamplePost,
    load_sample,
    resolve,
)

SAMPLE = load_sample()
ITEMS = SAMPLE.posts + SAMPLE.pages
AUTHORS = {"Ines Albrecht", "Shirin Haddad", "Kenji Morita"}
LONGEST_PICTURE = 180 * 1000


def by_name(name: str) -> SamplePost:
    return next(item for item in ITEMS if item.name == name)


def everyone(sample: Sample) -> list[SampleComment]:
    posts = sample.posts + sample.pages
    return [one for post in posts for top in post.comments for one in top.tree()]


def depth(comment: SampleComment) -> int:
    return 1 + max((depth(reply) for reply in comment.replies), default=0)


def words(post: SamplePost) -> int:
    return len(post.body.split())


def test_the_blog_has_a_name_fourteen_posts_and_two_pages() -> None:
    assert SAMPLE.title
    assert SAMPLE.tagline
    assert len(SAMPLE.posts) == 14
    assert len(SAMPLE.pages) == 2


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_every_item_is_whole(item: SamplePost) -> None:
    assert item.title.strip()
    assert words(item) > 20
    assert item.author in AUTHORS
    assert item.days_ago >= 1
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item.name)
    assert "# " not in item.body.splitlines()[0], "the title is the only first-level heading"
    assert not re.search(r"^# ", re.sub(r"```.*?```", "", item.body, flags=re.S), re.M)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_nothing_refers_to_a_missing_thing(item: SamplePost) -> None:
    pictures = {path.name for path in SAMPLE.pictures}
    assert item.references("picture") <= pictures
    assert item.references("post") <= {other.name for other in ITEMS}
    assert bool(item.picture) == bool(item.picture_alt)
    if item.picture:
        assert item.picture in pictures
    assert not re.search(r"!\[\s*\]", item.body), "every inline picture has alt text"


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_comments_and_views_come_after_the_post(item: SamplePost) -> None:
    def check(comment: SampleComment, not_before: float) -> None:
        assert 0 < comment.days_ago < not_before, comment
        assert comment.deleted or (comment.name and comment.text)
        for reply in comment.replies:
            check(reply, comment.days_ago)

    for comment in item.comments:
        check(comment, item.days_ago)
    for days, count in item.views:
        assert 0 <= days <= item.days_ago
        assert count > 0


@pytest.mark.parametrize("path", SAMPLE.pictures, ids=lambda path: path.name)
def test_a_picture_is_light_and_has_its_size(path: Path) -> None:
    assert path.stat().st_size <= LONGEST_PICTURE
    with Image.open(path) as picture:
        assert picture.size == (1600, 1000)
        assert not picture.getexif()


def test_every_picture_is_used() -> None:
    used = {item.picture for item in ITEMS} | {
        name for item in ITEMS for name in item.references("picture")
    }
    assert {path.name for path in SAMPLE.pictures} == used - {""}


def test_the_archive_has_years_and_months() -> None:
    days = [post.days_ago for post in SAMPLE.posts]
    assert days == sorted(days)
    assert days[0] == 1
    assert days[-1] > 550
    assert len({day // 30 for day in days}) >= 10


def test_labels_exercise_slugs() -> None:
    labels = {label for post in SAMPLE.posts for label in post.labels}
    assert 6 <= len(labels) <= 8
    assert any(" " in label for label in labels)
    assert any("&" in label for label in labels)
    assert any(not label.isascii() for label in labels)
    assert all(post.labels for post in SAMPLE.posts)


def test_languages_lengths_and_shapes() -> None:
    assert {item.language for item in ITEMS} == {"en", "ar", "ja"}
    assert {post.author for post in SAMPLE.posts} == AUTHORS
    assert max(words(post) for post in SAMPLE.posts) >= 1500
    assert min(words(post) for post in SAMPLE.posts) <= 80
    assert sum("<!--more-->" in post.body for post in SAMPLE.posts) >= 4
    assert any(not item.comments_open for item in SAMPLE.posts)
    whole = "\n".join(item.body for item in ITEMS)
    for piece in ("\n## ", "\n- ", "\n1. ", "\n> ", "```python", "```css", "\n| ", "[^1]: "):
        assert piece in whole, piece


def test_threads_have_every_shape() -> None:
    comments = everyone(SAMPLE)
    assert sum(bool(item.comments) for item in ITEMS) >= 8
    assert max(len(item.comments) for item in ITEMS) >= 58
    assert max(depth(top) for item in ITEMS for top in item.comments) >= 6
    assert any(one.deleted and one.replies for one in comments)
    assert any(one.by_author for one in comments)
    assert sum(bool(one.website) for one in comments) >= 2
    assert any(re.search(r"[\u0600-\u06ff]{3}", one.text) for one in comments)
    assert any(max(map(len, one.text.split()), default=0) > 40 for one in comments)
    assert any("](https://" in one.text for one in comments)
    texts = [one.text for one in comments if not one.deleted]
    assert len(texts) == len(set(texts)), "no comment is said twice"


def test_the_authors_reply_under_their_own_names() -> None:
    for item in ITEMS:
        for top in item.comments:
            for one in top.tree():
                assert not one.by_author or one.name in AUTHORS


def test_popular_posts_differ_by_range() -> None:
    def best(days: float) -> str:
        return max(
            SAMPLE.posts, key=lambda post: sum(n for when, n in post.views if when <= days)
        ).name

    assert len({best(7), best(30), best(365), best(10_000)}) >= 3


def test_resolve_fills_in_addresses() -> None:
    body = "![a](picture:case.jpg) [b](post:about) (picture: no) `picture:x`"
    done = resolve(body, lambda name: f"/media/{name}", lambda name: f"/p/{name}")
    assert done == "![a](/media/case.jpg) [b](/p/about) (picture: no) `picture:x`"


def test_faults_are_named(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "comments.yaml").write_text("stray.md: []\n")
    with pytest.raises(ValueError, match="no such post: stray"):
        load_sample(tmp_path)
    (tmp_path / "comments.yaml").write_text("{}\n")
    head = "title: T\nkind: post\nauthor: A\ndays_ago: 1\n"
    (tmp_path / "content" / "a.md").write_text(f"---\n{head}colour: red\n---\nBody\n")
    with pytest.raises(ValueError, match="unknown keys: colour"):
        load_sample(tmp_path)
    (tmp_path / "content" / "a.md").write_text(f"---\n{head}comments: maybe\n---\nBody\n")
    with pytest.raises(ValueError, match="maybe"):
        load_sample(tmp_path)
    assert load_sample().posts[0].name in {path.stem for path in HERE.glob("content/*.md")}
