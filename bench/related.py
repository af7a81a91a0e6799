"""How well related posts meet labels that they were not told: `make bench`, or this file alone.

Two blogs of the corpus are brought in twice, without their labels and with them, and compared as
the program does. The share of the three most related posts that have a label in common with the
post is set against three posts by chance and the three newest ones. Then: how much longer it takes
to compare a post that was saved in a blog of a hundred times as many.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import frontmatter
from flask import Flask
from sqlalchemy import delete, insert

from blog import create_app
from blog.config import Config
from blog.db import db, now, reading, writing
from blog.posts.actions import label, publish, render
from blog.posts.models import Post
from blog.related.actions import ask_for, ask_for_all
from blog.related.jobs import compare_some
from blog.related.models import Uncompared
from blog.related.queries import related, waiting
from blog.schema import bring_up_to_date

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
BLOGS = ("jekyll-chrisjrob", "jekyll-confusedlaowai")
SHOWN = 3
# By so much, in points of a hundred, it must beat both others without knowing any label.
MARGIN = 10
SMALL, LARGE, SAVES = 1_000, 100_000, 100
WORDS, LENGTH, BATCH = 30_000, 120, 1_000
# No save may take so many times as long in the large blog, in the middle of all.
MOST = 10.0
BEGAN = datetime(2010, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Written:
    """A post of the corpus; labels in small letters."""

    at: str
    title: str
    source: str
    labels: frozenset[str]


def main() -> None:
    """Print both tables; ends with 1 where a promise is not kept."""
    given = os.environ.get("OCTAVO_CORPUS")
    folder = (Path(given) if given else CORPUS) / "markdown"
    is_kept = [tell_likeness(name, read_posts(folder / name)) for name in BLOGS]
    if "--likeness" not in sys.argv[1:]:
        is_kept.append(tell_time())
    sys.exit(not all(is_kept))


def read_posts(folder: Path) -> list[Written]:
    """The posts of a folder that have a title and a day, the oldest first."""
    found = []
    for file in sorted(folder.rglob("*.m*")):
        meta, source = frontmatter.parse(file.read_text(encoding="utf-8"))
        if meta.get("title") and meta.get("date"):
            tags: Any = meta.get("tags") or []
            tags = tags.split() if isinstance(tags, str) else tags
            names = frozenset(str(tag).lower() for tag in tags)
            found.append(Written(str(meta["date"]), str(meta["title"]), source, names))
    if not found:
        sys.exit(f"no posts in {folder}: set OCTAVO_CORPUS")
    return sorted(found, key=lambda post: (post.at, post.title))


def tell_likeness(name: str, posts: Sequence[Written]) -> bool:
    """Print the shares of one blog; tells whether words alone beat chance and newest first."""
    chance = 100 * statistics.fmean(
        bool(one.labels & other.labels)
        for one in posts
        for other in posts
        if one is not other and one.labels
    )
    newest = 100 * statistics.fmean(
        bool(one.labels & other.labels)
        for one in posts
        if one.labels
        for other in [post for post in posts[-SHOWN - 1 :] if post is not one][-SHOWN:]
    )
    blind, seeing = (_share(posts, are_labels_told=told) for told in (False, True))
    print(f"{name}: {len(posts)} posts, the {SHOWN} shown have a label in common, in percent")
    for way, share in {
        "by chance": chance, "newest first": newest,
        "related, labels untold": blind, "related": seeing,
    }.items():  # fmt: skip
        print(f"    {way:24}{share:6.1f}")
    return blind >= max(chance, newest) + MARGIN and seeing >= blind


def tell_time() -> bool:
    """Print how long a saved post takes to compare; tells whether that grows within bounds."""
    spent = [_time_of_saves(posts) for posts in (SMALL, LARGE)]
    print("comparing one saved post, milliseconds: median, slowest")
    for posts, times in zip((SMALL, LARGE), spent, strict=True):
        print(f"    {posts:7,} posts {statistics.median(times):9.1f}{max(times):9.1f}")
    small, large = (statistics.median(times) for times in spent)
    print(f"    {large / small:.1f} times as long")
    return large / small <= MOST


def _share(posts: Sequence[Written], *, are_labels_told: bool) -> float:
    """In percent, how many of the places are filled by a post with a label in common."""
    with tempfile.TemporaryDirectory(prefix="octavo-bench-") as folder:
        app = _blog(folder)
        with app.app_context():
            ids = _bring_in(posts, are_labels_told)
            while compare_some():
                pass
            with reading():
                shares = [_share_of(number, ids) for number, post in ids.items() if post.labels]
    return 100 * statistics.fmean(shares)


def _share_of(post_id: int, ids: Mapping[int, Written]) -> float:
    own = ids[post_id].labels
    found = related(post_id, SHOWN, now())
    return sum(bool(own & ids[post.id].labels) for post in found) / SHOWN


def _blog(folder: str) -> Flask:
    app = create_app(Config(data_dir=Path(folder)))
    bring_up_to_date(app)
    return app


def _bring_in(posts: Sequence[Written], are_labels_told: bool) -> dict[int, Written]:
    ids = {}
    with writing():
        for number, written in enumerate(posts):
            post = Post(title=written.title, source=written.source)
            db.session.add(post)
            db.session.flush()
            render(post)
            publish(post, BEGAN + timedelta(days=number))
            label(post, sorted(written.labels) if are_labels_told else ())
            ids[post.id] = written
    return ids


def _time_of_saves(posts: int) -> list[float]:
    """Milliseconds of each of some saves, everything else being compared already."""
    with tempfile.TemporaryDirectory(prefix="octavo-bench-") as folder:
        app = _blog(folder)
        with app.app_context():
            _make_posts(posts)
            _weigh_all()
            chosen = random.Random(7)
            return [_time_of_save(chosen.randint(1, posts)) for _ in range(SAVES)]


def _make_posts(number: int) -> None:
    """Posts of words that are as unevenly common as those of a language are."""
    chance = random.Random(5)
    common = list(accumulate(1 / rank for rank in range(1, WORDS + 1)))
    words = [f"w{chance.randrange(10**9):x}" for _ in range(WORDS)]
    for start in range(0, number, BATCH):
        rows = [
            {
                "title": " ".join(chance.choices(words, cum_weights=common, k=4)),
                "text": " ".join(chance.choices(words, cum_weights=common, k=LENGTH)),
                "status": "published",
                "published_at": BEGAN + timedelta(minutes=start + row),
            }
            for row in range(min(BATCH, number - start))
        ]
        with writing():
            db.session.execute(insert(Post), rows)


def _weigh_all() -> None:
    """Weigh every post; likening them all with each other would take long and change no time."""
    with writing():
        ask_for_all()
    while True:
        with reading():
            if not waiting(1, is_weighed=False):
                break
        compare_some()
    with writing():
        db.session.execute(delete(Uncompared))


def _time_of_save(post_id: int) -> float:
    with writing():
        ask_for(db.session.get_one(Post, post_id))
    began = time.perf_counter()
    while compare_some():
        pass
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
