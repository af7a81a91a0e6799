"""Puts the sample blog into the database, and takes it out again as long as nobody touched it."""

from __future__ import annotations

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy import insert

from blog.comments.actions import add_comment
from blog.comments.models import Comment
from blog.db import Base, db, now, writing
from blog.media.actions import Prepared, discard_files, keep_picture, prepare_picture
from blog.media.models import Media
from blog.media.queries import ADDRESS
from blog.people.actions import add_author
from blog.people.models import User
from blog.popular.actions import renew_ranking
from blog.posts.actions import add_post, label, publish, remove_untouched_samples, render
from blog.posts.models import Post
from blog.posts.placing import place_by_pattern
from blog.posts.queries import is_empty, of_origin
from blog.sample.content import Sample, SampleComment, SamplePost, load_sample, resolve
from blog.sample.readership import DEVICES, HOSTS, by_days, parts, readers
from blog.schema import turn
from blog.site.actions import set_mark, suggest_setting
from blog.site.queries import has_mark, origins, site
from blog.views.actions import forget_days_without_views
from blog.views.models import DailyDevice, DailyReaders, DailySource, DailyViews
from blog.views.queries import views_since

ORIGIN = "sample"
MARK = "sample_was_loaded"


def load_into_empty_blog(app: Flask) -> int:
    """Fill a blog that never held anything; tells how many posts and pages came in.

    Processes that start together take turns, so that the samples come once.
    """
    with app.app_context(), turn(app):
        is_wanted = is_empty() and not has_mark(MARK)
        db.session.rollback()  # Reading holds SQLite's write lock here, and the pictures take time.
        return load() if is_wanted else 0


def load() -> int:
    """Add the sample posts, unless there are some; tells how many posts and pages came in."""
    sample, at = load_sample(), now()
    with ThreadPoolExecutor() as pool:  # Each picture is made by a process of its own.
        made = pool.map(prepare_picture, [path.read_bytes() for path in sample.pictures])
        pictures = {path.name: one for path, one in zip(sample.pictures, made, strict=True)}
    with writing():
        if of_origin(ORIGIN):
            return 0
        return _Loading(sample, at, pictures).run()


def remove() -> int:
    """Remove the samples that nobody touched; tells how many posts and pages went."""
    with writing():
        removed = remove_untouched_samples()
        renew_ranking()
    discard_files(removed.pictures)
    return removed.posts


class _Loading:
    """One loading, inside its transaction."""

    def __init__(self, sample: Sample, at: datetime, pictures: dict[str, Prepared]) -> None:
        self.sample, self.at, self.prepared = sample, at, pictures
        self.people: dict[str, User] = {}
        self.media: dict[str, Media] = {}
        self.rows: dict[str, Post] = {}
        self.views: Counter[date] = Counter()

    def run(self) -> int:
        self._settings()
        has_own_views = views_since(date.min) > 0
        forget_days_without_views()  # Posts that are gone may have left some behind.
        items = sorted((*self.sample.posts, *self.sample.pages), key=lambda one: -one.days_ago)
        for item in items:
            self._place(item)
        for item in items:  # Now that all have an address, they can link to one another.
            self._fill(item)
            self._talk(item)
            self._count_views(item)
        if not has_own_views:  # The days of a blog that is read already are its own.
            self._tell_of_days()
        renew_ranking()
        set_mark(MARK)
        return len(items)

    def _settings(self) -> None:
        known = origins()
        for name, value in (("title", self.sample.title), ("tagline", self.sample.tagline)):
            if name not in known:
                suggest_setting(name, value, origin=ORIGIN)

    def _place(self, item: SamplePost) -> None:
        moment = self._ago(item.days_ago)
        self.rows[item.name] = post = add_post(
            Post(
                kind=item.kind,
                title=item.title,
                origin=ORIGIN,
                author_id=self._person(item.author).id,
                comments_policy="open" if item.comments_open else "closed",
                published_at=moment,
                created_at=moment,
                updated_at=moment,
            )
        )
        place_by_pattern(post, name=item.name)

    def _fill(self, item: SamplePost) -> None:
        post = self.rows[item.name]
        if item.picture:
            picture = self._picture(item.picture, item.picture_alt)
            post.featured_id, post.picture = picture.id, ADDRESS + picture.name
            post.picture_alt = item.picture_alt
        post.source = resolve(
            item.body,
            lambda name: ADDRESS + self._picture(name).name,
            lambda name: str(self.rows[name].path),
        )
        render(post)
        label(post, item.labels)
        publish(post)

    def _talk(self, item: SamplePost) -> None:
        written: dict[int, Comment] = {}
        for top in item.comments:
            for one in top.tree():
                parent = written.get(id(one))
                made = self._say(item, one, parent)
                written |= dict.fromkeys(map(id, one.replies), made)

    def _say(self, item: SamplePost, one: SampleComment, parent: Comment | None) -> Comment:
        return add_comment(
            self.rows[item.name],
            name=one.name,
            source=one.text,
            parent=parent,
            url=one.website,
            user=self._person(item.author) if one.by_author else None,
            created_at=self._ago(one.days_ago),
            state="deleted" if one.deleted else "approved",
            origin=ORIGIN,
        )

    def _count_views(self, item: SamplePost) -> None:
        by_day: Counter[date] = Counter()
        for days_ago, views in by_days(item.name, item.views):
            by_day[self._ago(days_ago).astimezone(site().zone).date()] += views
        self.views.update(by_day)
        post_id = self.rows[item.name].id
        rows = [{"post_id": post_id, "day": day, "views": n} for day, n in by_day.items()]
        if rows:
            db.session.execute(insert(DailyViews), rows)

    def _tell_of_days(self) -> None:
        """Who read the sample on which day, from where and on what."""
        told: dict[type[Base], list[dict[str, object]]] = defaultdict(list)
        for day, views in self.views.items():
            key = str(day.toordinal())
            told[DailyReaders].append({"day": day, "readers": readers(key, views)})
            for host, count in parts(key, views, HOSTS).items():
                told[DailySource].append({"day": day, "host": host, "views": count})
            for device, count in parts(key, views, DEVICES).items():
                told[DailyDevice].append({"day": day, "device": device, "views": count})
        for model, rows in told.items():
            db.session.execute(insert(model), rows)

    def _person(self, name: str) -> User:
        if name not in self.people:
            self.people[name] = add_author(name, origin=ORIGIN)
        return self.people[name]

    def _picture(self, name: str, alt: str = "") -> Media:
        if name not in self.media:
            self.media[name] = keep_picture(
                self.prepared[name], alt=alt, origin=ORIGIN, filename=name
            )
        return self.media[name]

    def _ago(self, days: float) -> datetime:
        return self.at - timedelta(days=days)
