"""Addresses of Blogger and WordPress that lead to ours by one redirect; `feeds` has their feeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from blog.addresses import asked_path, moved
from blog.comments.places import address_of
from blog.comments.policy import are_shown
from blog.comments.queries import by_id as comment_by_id
from blog.cursor import Cursor
from blog.db import now
from blog.feeds.windows import moment
from blog.labels.models import Label
from blog.labels.queries import by_old_name, by_slugs
from blog.labels.queries import moved as moved_label
from blog.legacy import bp, feeds
from blog.legacy.queries import by_wordpress_number, comment_by_anchor
from blog.posts.paths import path_key
from blog.posts.queries import by_key, latest

__all__ = ["bp", "feeds"]  # To import its addresses is to have them.

YEAR, MONTH = "<int(fixed_digits=4):year>", "<int(fixed_digits=2):month>"
DAY = "<int(fixed_digits=2):day>"
JOINT = r"\+(?=[^+])"  # The plus of `A+B`, not one of those that end `C++`.


@bp.before_app_request
def follow() -> Response | None:
    """The redirect that a parameter of another system deserves, on one of our own addresses."""
    if not request.args or request.method not in ("GET", "HEAD"):
        return None
    if request.endpoint == "posts.index":
        return _older_than("posts.index") or _numbered()
    if request.endpoint == "search.index" and not request.args.get("q"):
        return _older_than("posts.index")
    if request.endpoint == "posts.show" and "showComment" in request.args:
        return _shown_comment()
    return None


@bp.get("/search/label/<path:name>")
def label(name: str) -> Response:
    """Blogger's page of a label, or of `A+B`."""
    slug = _slug(by_old_name(name.rstrip("/"), JOINT))
    return _older_than("labels.show", slug=slug) or _moved_to("labels.show", slug=slug)


@bp.get(f"/{YEAR}_{MONTH}_archive.html")
@bp.get(f"/{YEAR}_{MONTH}_{DAY}_archive.html")
def archive(year: int, month: int, day: int = 1) -> Response:
    """Blogger's page of a month, or of a week in it."""
    if not 1 <= month <= 12:
        abort(404)
    return _moved_to("archive.show", year=year, month=month)


@bp.get("/category/<path:name>/")
@bp.get("/tag/<path:name>/")
def term(name: str) -> Response:
    """WordPress's page of a category, below its parents, or of a tag."""
    last = name.rpartition("/")[2]
    return _moved_to("labels.show", slug=_slug(by_slugs(last) or by_slugs(moved_label(last) or "")))


@bp.get("/page/<int:number>/")
def page(number: int) -> Response:
    """WordPress's numbered pages: what stood on one stands elsewhere by now."""
    return _moved_to("posts.index")


def _slug(labels: Sequence[Label]) -> str:
    """Where posts with all of the labels are; 404 while readers may see none of them."""
    if not labels or not latest(1, now(), labels=labels).posts:
        abort(404)
    return "+".join(sorted(label.slug for label in labels))


def _older_than(endpoint: str, **values: str) -> Response | None:
    """The redirect for Blogger's `updated-max`: the posts strictly before that moment."""
    at = moment(request.args.get("updated-max"))
    return _moved_to(endpoint, **values, before=str(Cursor(at, 0))) if at else None


def _numbered() -> Response | None:
    """The redirect for WordPress's `?p=123`."""
    number = request.args.get("p", type=int)
    post = by_wordpress_number(number) if number else None
    return moved(str(post.path)) if post and post.is_public(now()) else None


def _shown_comment() -> Response | None:
    """The redirect for Blogger's `?showComment=123`: where that comment stands now."""
    key = path_key(asked_path())
    post = next((post for post, _author, _media in by_key(key)), None)
    if not post or not post.is_public(now()) or not are_shown(post):
        return None
    shown = request.args["showComment"]
    number = comment_by_anchor(post.id, f"c{shown}") if shown.isdecimal() else None
    comment = comment_by_id(number) if number else None
    return redirect(address_of(post, comment), 302) if comment else None


def _moved_to(endpoint: str, **values: Any) -> Response:
    return redirect(url_for(endpoint, **values), 301)
