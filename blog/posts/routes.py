"""The home page, and posts and pages at their own addresses."""

from __future__ import annotations

from flask import abort, make_response, redirect, render_template, request
from itsdangerous import BadSignature, SignatureExpired
from werkzeug.wrappers import Response

from blog.addresses import asked_path, moved, rule_twin
from blog.db import now
from blog.headers import keep_private
from blog.media.models import Media
from blog.people.models import User
from blog.posts import bp
from blog.posts.lists import asked_cursor
from blog.posts.models import Post
from blog.posts.paths import path_key
from blog.posts.previews import author_of, picture_of, post_id_of
from blog.posts.queries import alias_target, by_id, by_key, home, labels_of
from blog.series.queries import surroundings
from blog.site.queries import site
from blog.widgets.frame import stand_on


@bp.get("/")
def index() -> str:
    """The pinned and the newest posts; older ones by cursor."""
    stand_on("home")
    page = home(site().posts_per_page, now(), before=asked_cursor())
    return render_template("posts/index.html", page=page, is_first="before" not in request.args)


@bp.get("/<path:path>")
def show(path: str) -> str | Response:
    """A post or page by its stored path; else the 301 or the error that the address deserves."""
    key = _asked_key()
    found = {post.path_key: (post, author, media) for post, author, media in by_key(*_twins(key))}
    if key in found:
        return _show_post(*found[key])
    for post, _author, _media in found.values():  # It differs by its final slash only.
        if post.is_public(now()):
            return moved(str(post.path))
    return _elsewhere(key)


@bp.get("/preview/<token>")
def preview(token: str) -> Response:
    """What is not public yet, for who has the link; from the day it is public, the post itself."""
    keep_private()
    try:
        post = by_id(post_id_of(token)) or abort(404)
    except SignatureExpired:
        return _unlisted(render_template("posts/expired.html"), 410)
    except BadSignature:
        abort(404)
    if post.status == "trashed":
        abort(410)
    if post.is_public(now()):
        return redirect(request.script_root + str(post.path), 302)
    stand_on("pages" if post.kind == "page" else "posts", post.id)
    labels = labels_of([post.id]).get(post.id, ())
    page = render_template(
        "posts/preview.html",
        post=post, author=author_of(post), media=picture_of(post), labels=labels,
    )  # fmt: skip
    return _unlisted(page, 200)


def _unlisted(page: str, status: int) -> Response:
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _asked_key() -> str:
    return path_key(asked_path())


def _twins(key: str) -> tuple[str, str]:
    return key, key[:-1] if key.endswith("/") else f"{key}/"


def _show_post(post: Post, author: User | None, media: Media | None) -> str:
    if not post.is_public(now()):
        abort(410 if post.status == "trashed" and post.was_public else 404)
    stand_on("pages" if post.kind == "page" else "posts", post.id)
    return render_template(
        f"posts/{'page' if post.kind == 'page' else 'show'}.html",
        post=post,
        author=author,
        media=media,
        around=None if post.kind == "page" else surroundings(post, now()),
    )


def _elsewhere(key: str) -> Response:
    """The 301 of an alias or of a rule that differs by its final slash, else 404."""
    lead = alias_target(*_twins(key))
    if lead:
        target, post = lead
        if target:
            return redirect(request.script_root + target if target[0] == "/" else target, 301)
        if post and post.is_public(now()):
            return moved(str(post.path))
        if post and post.status == "trashed" and post.was_public:
            abort(410)
    return rule_twin(request.path) or abort(404)
