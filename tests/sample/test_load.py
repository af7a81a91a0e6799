"""The sample blog in the database: how it comes, what readers see of it, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func

from blog.comments.actions import add_comment
from blog.comments.models import Comment
from blog.db import db, now, writing
from blog.labels.models import Label
from blog.media.actions import Prepared, name_of
from blog.media.decoding import Decoded
from blog.media.models import Media
from blog.people.models import User
from blog.popular.models import PopularRank
from blog.posts.actions import add_post
from blog.posts.models import Month, Post
from blog.sample import load as loading
from blog.sample.content import load_sample
from blog.site.queries import site
from blog.views.models import DailyDevice, DailyReaders, DailySource, DailyViews
from tests.stage.reader import Reader


@pytest.fixture(autouse=True)
def unchanged_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pictures as they are will do: to make them anew takes most of the time."""

    def unchanged(content: bytes) -> Prepared:
        return Prepared(name_of(content), Decoded(1600, 1000, content, {}))

    monkeypatch.setattr("blog.sample.load.prepare_picture", unchanged)


@pytest.fixture
def opened(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def posts() -> int:
    return db.session.query(Post).count()


def test_every_page_of_the_sample_blog_answers(app: Flask, reader: Reader) -> None:
    number = loading.load_into_empty_blog(app)
    with app.app_context():
        paths = [post.path for post in db.session.query(Post)]
    assert len(paths) == number == len(load_sample().posts) + len(load_sample().pages)
    for path in ["/", "/popular", *paths]:
        assert reader.get(str(path)).status_code == 200


def test_it_comes_with_its_pictures_its_talk_and_its_views(opened: Flask) -> None:
    loading.load()
    assert site().title == load_sample().title
    assert db.session.query(Media).count() == len(load_sample().pictures)
    assert db.session.query(Comment).filter_by(state="deleted").count() == 1
    assert db.session.query(Comment).filter(Comment.user_id.is_not(None)).count() > 0
    assert not db.session.query(Post).filter(Post.source.contains("picture:")).count()
    for name in ("week", "month", "year", "all"):
        assert db.session.query(PopularRank).filter_by(range=name).count() >= 4


def test_its_past_is_told_by_day_as_if_it_had_been_read(opened: Flask) -> None:
    loading.load()
    for model in (DailyDevice, DailySource):
        by_day = dict(db.session.query(model.day, func.sum(model.views)).group_by(model.day).all())
        assert by_day == views_by_day()
    by_day = views_by_day()
    assert len([day for day in by_day if day > now().date() - timedelta(days=60)]) == 60
    for day in db.session.query(DailyReaders):
        assert 0 < day.readers <= by_day[day.day]


@pytest.mark.sqlite
def test_its_past_goes_with_it_and_no_day_of_ones_own(opened: Flask) -> None:
    loading.load()
    day = now().date() - timedelta(days=1)
    with writing():
        own = add_post(Post(title="Own", source="Own.", published_at=now()))
        db.session.add(DailyViews(post_id=own.id, day=day, views=3))
    loading.remove()
    for model in (DailyDevice, DailySource, DailyReaders):
        assert {day for (day,) in db.session.query(model.day)} == {day}, model


@pytest.mark.sqlite
def test_a_blog_that_is_read_keeps_its_own_days(opened: Flask) -> None:
    with writing():
        own = add_post(Post(title="Own", source="Own.", published_at=now()))
        db.session.add(DailyViews(post_id=own.id, day=now().date(), views=3))
        db.session.add(DailyReaders(day=now().date(), readers=2))
    loading.load()
    assert [(day.day, day.readers) for day in db.session.query(DailyReaders)] == [(now().date(), 2)]
    assert not db.session.query(DailySource).count()


def views_by_day() -> dict[date, int]:
    query = db.session.query(DailyViews.day, func.sum(DailyViews.views))
    return dict(query.group_by(DailyViews.day).all())


def test_it_comes_to_a_blog_whose_posts_are_gone_but_not_their_days(opened: Flask) -> None:
    today = now().astimezone(site().zone).date()
    with writing():
        db.session.add(DailyReaders(day=today, readers=3))
        db.session.add(DailySource(day=today, host="", views=3))
    loading.load()
    assert db.session.get_one(DailyReaders, today).readers != 3


def test_starters_that_race_load_it_once(app: Flask) -> None:
    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(loading.load_into_empty_blog, [app] * 4))
    with app.app_context():
        assert sorted(loaded) == [0, 0, 0, posts()]


def test_once_removed_it_does_not_come_back_by_itself(app: Flask) -> None:
    loading.load_into_empty_blog(app)
    with app.app_context():
        loading.remove()
    assert loading.load_into_empty_blog(app) == 0


def test_removing_leaves_nothing_behind(opened: Flask) -> None:
    loading.load()
    loading.remove()
    days = (DailyViews, DailyReaders, DailySource, DailyDevice)
    for model in (Post, Comment, User, Media, Label, PopularRank, *days):
        assert not db.session.query(model).count(), model
    assert not db.session.query(Month).filter(Month.posts > 0).count()
    assert site().title == "My blog"
    assert not list(opened.config["BLOG"].media_dir.iterdir())


def test_what_somebody_answered_or_changed_stays(opened: Flask) -> None:
    loading.load()
    with writing():
        answered, changed = db.session.query(Post).filter_by(kind="post").limit(2)
        add_comment(answered, name="Real", source="I am real")
        changed.version = 2
        kept = {answered.id, changed.id}
    loading.remove()
    assert {post.id for post in db.session.query(Post)} == kept
    assert db.session.query(User).count() >= 1


def test_it_takes_no_setting_from_the_owner(opened: Flask) -> None:
    from blog.site.actions import change_setting

    with writing():
        change_setting("title", "Mine")
    loading.load()
    assert site().title == "Mine"
