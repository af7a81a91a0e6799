"""Looks now and then what is new in the feeds of others; no request of a reader ever does."""

from __future__ import annotations

from blog.blogroll import actions
from blog.blogroll.fetching import Answer, Fetch, NotFetched, fetched
from blog.blogroll.news import News, NoFeed, feed_of, newest
from blog.blogroll.queries import feeds, followed_addresses, has_left_over, next_due
from blog.db import now, reading, writing


def follow(fetch: Fetch = fetched) -> str | None:
    """Ask the one link whose turn it is; tells which, None where none is due.

    One at a time: a slow server holds up the other jobs for its few seconds, and no longer.
    """
    with reading():
        addresses = followed_addresses()
        due, is_tidy = next_due(addresses, now()), not has_left_over(addresses)
        known = feeds([due]).get(due) if due else None
        feed, etag = (known.feed, known.etag) if known else ("", "")
    if not is_tidy:
        with writing():
            actions.forget_all_but(addresses)
    if due:
        with writing():
            actions.begin(due, now())
        _ask(due, feed, etag, fetch)
    return due


def _ask(address: str, feed: str, etag: str, fetch: Fetch) -> None:
    try:
        answer = _feed(address, fetch(feed or address, etag), fetch)
        is_unchanged = answer.status == 304 and bool(etag)
        news = None if is_unchanged else _newest(answer)
    except NotFetched as trouble:
        with writing():
            actions.note_fault(address, trouble.fault)
        return
    with writing():
        if news is None:
            actions.keep_unchanged(address)
        else:
            actions.keep(address, news, answer.address, answer.etag)


def _feed(address: str, answer: Answer, fetch: Fetch) -> Answer:
    """The feed itself, where what came is a page that names one."""
    if answer.status == 200 and "html" in answer.type.lower():
        named = feed_of(answer.body, answer.address)
        if not named:
            raise NotFetched("no-feed")
        return fetch(named, "")
    return answer


def _newest(answer: Answer) -> News:
    if answer.status != 200:
        raise NotFetched("gone" if answer.status in (404, 410) else "refused")
    try:
        return newest(answer.body, answer.address, now())
    except NoFeed:
        raise NotFetched("no-feed") from None
