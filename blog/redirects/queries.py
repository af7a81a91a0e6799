"""Reads redirects, what stands at addresses, and what was asked for in vain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Select, func, or_, select

from blog.db import db, now
from blog.posts.models import Alias, Post
from blog.redirects.models import Miss

SIZE = 50
MOST_SHOWN = 200
# Half of what is kept was asked for most often, half most lately: a flood of made-up addresses
# pushes out no old link, and an old link no new one.
KEPT_BY_HITS = KEPT_BY_TIME = 500
BATCH = 10_000


@dataclass(frozen=True)
class Redirect:
    """An old address, and the post or address that it leads to."""

    id: int
    path: str
    target: str | None
    title: str | None
    post_path: str | None

    @property
    def lead(self) -> str:
        """The address at its end; "" for a post that has none now."""
        return self.target or self.post_path or ""


@dataclass(frozen=True)
class RedirectPage:
    """One page of redirects; `older` is the number before which the next one begins, if any."""

    redirects: list[Redirect]
    older: int | None


def redirects(q: str, before: int | None) -> RedirectPage:
    """The newest redirects whose old or new address holds the text."""
    query = _redirects().order_by(Alias.id.desc()).limit(SIZE + 1)
    if q:
        places = (Alias.path, Alias.path_key, Alias.target, Post.path, Post.title)
        query = query.where(or_(*(place.icontains(q, autoescape=True) for place in places)))
    if before is not None:
        query = query.where(Alias.id < before)
    found = [Redirect(*row) for row in db.session.execute(query)]
    return RedirectPage(found[:SIZE], found[SIZE - 1].id if len(found) > SIZE else None)


def all_redirects() -> Iterator[Redirect]:
    """Every redirect, oldest first."""
    for row in db.session.execute(_redirects().order_by(Alias.id)):
        yield Redirect(*row)


def by_id(redirect_id: int) -> Alias | None:
    """The redirect with that number."""
    return db.session.get(Alias, redirect_id)


def posts_at(keys: Iterable[str]) -> dict[str, int]:
    """Numbers of the posts of any state that have those addresses."""
    found: dict[str, int] = {}
    for batch in _batches(keys):
        rows = db.session.execute(select(Post.path_key, Post.id).where(Post.path_key.in_(batch)))
        found |= {key: number for key, number in rows if key is not None}
    return found


def redirects_at(keys: Iterable[str]) -> dict[str, tuple[int, int | None, str | None]]:
    """(number, post, address) of the redirects at those addresses."""
    found: dict[str, tuple[int, int | None, str | None]] = {}
    for batch in _batches(keys):
        rows = db.session.execute(
            select(Alias.path_key, Alias.id, Alias.post_id, Alias.target).where(
                Alias.path_key.in_(batch)
            )
        )
        found |= {key: (number, post_id, target) for key, number, post_id, target in rows}
    return found


def misses() -> list[Miss]:
    """What was asked for in vain and is not answered since, most often asked for first."""
    return list(
        db.session.scalars(
            select(Miss)
            .where(Miss.path_key.not_in(answered()))
            .order_by(Miss.hits.desc(), Miss.last_at.desc(), Miss.id.desc())
            .limit(MOST_SHOWN)
        )
    )


def miss_by_id(miss_id: int) -> Miss | None:
    """The address with that number."""
    return db.session.get(Miss, miss_id)


def answered() -> Select[str]:
    """Those of the addresses where a redirect or a public post stands by now."""
    moved = select(Miss.path_key).join(Alias, Alias.path_key == Miss.path_key)
    public = (
        select(Miss.path_key)
        .join(Post, Post.path_key == Miss.path_key)
        .where(Post.status == "published", Post.published_at <= now())
    )
    return select(moved.union(public).subquery().c.path_key)


def kept() -> Select[int]:
    """Numbers of the addresses that stay: the most asked for, and the latest."""
    by_hits = select(Miss.id).order_by(Miss.hits.desc(), Miss.last_at.desc()).limit(KEPT_BY_HITS)
    by_time = select(Miss.id).order_by(Miss.last_at.desc(), Miss.id.desc()).limit(KEPT_BY_TIME)
    kept = select(by_hits.subquery().c.id).union(select(by_time.subquery().c.id)).subquery()
    return select(kept.c.id)


def number_of_misses() -> int:
    """How many addresses are remembered."""
    return db.session.scalar(select(func.count()).select_from(Miss)) or 0


def wait_for_turn() -> None:
    """Let the processes that count misses pass one at a time, since they lock rows in any order.

    SQLite has a single writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("octavo misses"))))


def _redirects() -> Select[int, str, str | None, str | None, str | None]:
    return select(Alias.id, Alias.path, Alias.target, Post.title, Post.path).outerjoin(
        Post, Post.id == Alias.post_id
    )


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(set(keys)))
    while batch := list(islice(rest, BATCH)):
        yield batch
