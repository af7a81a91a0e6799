"""Our own feeds, and the sitemap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from blog.comments.policy import are_shown
from blog.db import now
from blog.feeds import bp
from blog.feeds.channels import comment_feed, post_feed
from blog.feeds.formats import answer, sitemap_answer
from blog.feeds.queries import (
    SITEMAP_SIZE,
    latest_change,
    sitemap_pages,
    sitemap_parts,
    sitemap_posts,
)
from blog.feeds.windows import own_window
from blog.hosts import absolute
from blog.labels.queries import by_slugs, counts, moved
from blog.posts.queries import by_id
from blog.site.queries import site
from blog.templating import address


@bp.get("/feed.atom")
def atom() -> Response:
    """The newest posts as Atom."""
    return answer(post_feed(own_window()), "atom")


@bp.get("/feed.rss")
def rss() -> Response:
    """The newest posts as RSS 2.0."""
    return answer(post_feed(own_window()), "rss")


@bp.get("/feed.json")
def json() -> Response:
    """The newest posts as JSON Feed."""
    return answer(post_feed(own_window()), "json")


@bp.get("/label/<slug>/feed.atom")
def label_atom(slug: str) -> Response:
    """The newest posts of a label, or of `a+b`, as Atom; 404 while there are none."""
    return _of_label(slug, "atom")


@bp.get("/label/<slug>/feed.rss")
def label_rss(slug: str) -> Response:
    """The same as RSS."""
    return _of_label(slug, "rss")


@bp.get("/label/<slug>/feed.json")
def label_json(slug: str) -> Response:
    """The same as JSON Feed."""
    return _of_label(slug, "json")


@bp.get("/comments/feed.atom")
def comments() -> Response:
    """The newest comments under all posts, as Atom."""
    return answer(comment_feed(own_window()), "atom")


@bp.get("/comments/<number:post_id>/feed.atom")
def post_comments(post_id: int) -> Response:
    """The newest comments under one post, as Atom."""
    post = by_id(post_id)
    if not post or not post.is_public(now()) or not are_shown(post):
        abort(404)
    return answer(comment_feed(own_window(), post), "atom")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """The parts of the sitemap; none where search engines are not wanted."""
    documents: list[tuple[str, datetime | None]] = []
    if site().is_indexed:
        for number, changed in sitemap_parts(now()):
            documents.append((url_for("feeds.sitemap_part", number=number), changed))
        for endpoint in ("feeds.sitemap_of_pages", "feeds.sitemap_of_labels"):
            documents.append((url_for(endpoint), None))
    return sitemap_answer("feeds/sitemap_index.xml", documents=_whole(documents))


@bp.get("/sitemap-<int(min=1, max=429496):number>.xml")
def sitemap_part(number: int) -> Response:
    """The posts of one range of numbers."""
    return _part([(address(path), changed) for path, changed in sitemap_posts(now(), number)])


@bp.get("/sitemap-pages.xml")
def sitemap_of_pages() -> Response:
    """The home page and the pages outside the stream."""
    pages = [(address(path), changed) for path, changed in sitemap_pages(now())]
    return _part([(url_for("posts.index"), latest_change(now())), *pages][:SITEMAP_SIZE])


@bp.get("/sitemap-labels.xml")
def sitemap_of_labels() -> Response:
    """The labels that posts carry."""
    return _part(
        [(url_for("labels.show", slug=label.slug), None) for label in counts(now())[:SITEMAP_SIZE]]
    )


def _of_label(slug: str, kind: str) -> Response:
    labels = by_slugs(slug)
    if not labels:
        return redirect(url_for(f"feeds.label_{kind}", slug=moved(slug) or abort(404)), 301)
    feed = post_feed(own_window(), labels=labels)
    if not feed.entries:
        abort(404)
    return answer(feed, kind)


def _part(urls: Sequence[tuple[str, datetime | None]]) -> Response:
    if not site().is_indexed:
        abort(404)
    return sitemap_answer("feeds/sitemap.xml", urls=_whole(urls))


def _whole(urls: Sequence[tuple[str, datetime | None]]) -> list[tuple[str, datetime | None]]:
    return [(absolute(url), changed) for url, changed in urls]
