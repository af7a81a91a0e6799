"""Making the ranking from views. No request, no commit."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, insert

from blog.db import db, now
from blog.popular.models import PopularRank
from blog.popular.queries import existing, most_discussed, most_viewed, stored_ranking
from blog.posts.models import Post
from blog.site.queries import site
from blog.views.queries import wait_for_turn

# How many days each range holds, today included; all has no beginning.
DAYS = {"week": 7, "month": 30, "year": 365, "all": None}
RANKS = 50

Ranking = dict[str, list[tuple[int, int]]]


def renew_ranking() -> bool:
    """Make the ranking anew where it has changed; tells whether it has."""
    fresh = fresh_ranking()
    if fresh == stored_ranking():
        return False
    write_ranking(fresh)
    return True


def fresh_ranking() -> Ranking:
    """(post, views) of every range by the views as they stand; writes nothing.

    Where too few posts were viewed, those with most comments follow, then the newest.
    """
    at = now()
    today = at.astimezone(site().zone).date()
    discussed: list[int] | None = None
    found: Ranking = {}
    for name, days in DAYS.items():
        first = today - timedelta(days=days - 1) if days else None
        order = most_viewed(first, today, RANKS, at)
        if len(order) < RANKS:
            # Only here all posts are looked through, which takes its time on a large blog.
            discussed = most_discussed(RANKS, at) if discussed is None else discussed
            known = {post for post, _ in order}
            order += [(post, 0) for post in discussed if post not in known]
        if order:
            found[name] = order[:RANKS]
    return found


def exclude(post: Post) -> bool:
    """Leave it out: pages show it among the popular ones no more. False where it is out already."""
    was_ranked, post.is_ranked = post.is_ranked, False
    return was_ranked


def include(post: Post) -> bool:
    """Let it have the place that its views earn, once that is renewed; False where it may."""
    was_ranked, post.is_ranked = post.is_ranked, True
    return not was_ranked


def write_ranking(ranking: Ranking) -> None:
    """Put that ranking in the place of the old one, but for posts deleted meanwhile."""
    wait_for_turn()
    posts = existing({post for order in ranking.values() for post, _ in order})
    rows = [
        {"range": name, "rank": rank, "post_id": post, "views": views}
        for name, order in ranking.items()
        for rank, (post, views) in enumerate(order, 1)
        if post in posts
    ]
    db.session.execute(delete(PopularRank).execution_options(synchronize_session=False))
    if rows:
        db.session.execute(insert(PopularRank), rows)
