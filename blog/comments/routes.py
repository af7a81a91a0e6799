"""Comments over HTTP: pages of threads, one comment's own address, and the form."""

from __future__ import annotations

from math import ceil

import structlog
from flask import abort, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from blog.account.session import has_form_token, person
from blog.comments import bp, stamps
from blog.comments.forms import CommentForm
from blog.comments.mentions import rendered
from blog.comments.models import WAITING
from blog.comments.own import claim, own_ids
from blog.comments.places import address_of, waiting_address
from blog.comments.policy import are_open, are_shown
from blog.comments.queries import arrivals as arrived
from blog.comments.queries import (
    by_id,
    continuation,
    entry_of,
    is_shown,
    page_of,
    place_of,
    post_with_news,
)
from blog.comments.section import alone, rest
from blog.comments.sending import Refused, Sent, send
from blog.comments.threads import ORDERS, Entry, Thread
from blog.comments.writer import empty_form, filled_form, is_own, keep
from blog.cursor import Cursor
from blog.db import db, now
from blog.headers import keep_private
from blog.hypermedia import as_fragment, render_either, wants_fragment
from blog.numbers import LARGEST_NUMBER
from blog.posts.models import Post
from blog.posts.queries import by_id as post_by_id
from blog.site.queries import Site

log = structlog.get_logger("blog.comments")

POST_NUMBER = "<number:post_id>"
NUMBER = "<number:comment_id>"


@bp.get(f"/comments/{POST_NUMBER}")
def index(post_id: int) -> str:
    """A page of the post's threads (`after`), or of one long thread (`thread`)."""
    post = _readable(post_id)
    return _page(post, _asked_thread(post))


@bp.get(f"/comments/{POST_NUMBER}/thread")
def thread(post_id: int) -> Response:
    """The same comments as a fragment."""
    post = _readable(post_id)
    return as_fragment(
        render_template("comments/_thread.html", post=post, thread=_asked_thread(post))
    )


@bp.get(f"/comments/{POST_NUMBER}/section")
def section(post_id: int) -> Response:
    """All that stands below the post, as a fragment; 503 while it fails, and when to ask again."""
    post = _readable(post_id)
    html = alone(post)
    if html is None:
        raise ServiceUnavailable(retry_after=ceil(rest(post)))
    return as_fragment(html)


@bp.get(f"/comments/{POST_NUMBER}/news")
def news(post_id: int) -> Response:
    """How many comments have come `since`, as a fragment; the same bytes until another comes."""
    since = _asked_cursor("since")
    found = post_with_news(post_id, since) or abort(404)
    _check_readable(found[0])
    return as_fragment(
        render_template("comments/_news.html", post=found[0], since=since, news=found[1])
    )


@bp.get(f"/comments/{POST_NUMBER}/arrivals")
def arrivals(post_id: int) -> Response:
    """The comments that have come `since`, as a fragment that takes the place of the news."""
    post, since = _readable(post_id), _asked_cursor("since")
    found = arrived(post.id, since)
    return as_fragment(
        render_template("comments/_arrivals.html", post=post, since=since, entries=found)
    )


@bp.get(f"/comments/{POST_NUMBER}/{NUMBER}")
def show(post_id: int, comment_id: int) -> Response:
    """Where a comment stands: one redirect to its page and anchor."""
    post = _readable(post_id)
    comment = by_id(comment_id)
    if comment is None or comment.post_id != post.id:
        abort(404)
    if comment.state in WAITING and is_own(comment):
        return redirect(waiting_address(post, comment), 302)
    if not is_shown(comment):
        abort(404)
    return redirect(address_of(post, comment), 302)


@bp.get(f"/comments/{POST_NUMBER}/{NUMBER}/reply")
def new(post_id: int, comment_id: int) -> str:
    """The form that answers a comment, below that comment."""
    post = _readable(post_id)
    answered = _answered(post, comment_id)
    if answered is None or not are_open(post):
        abort(404)
    form = empty_form(comment_id)
    return _form_page(post, form, answered)


@bp.get(f"/comments/{POST_NUMBER}/stamp")
def stamp(post_id: int) -> Response:
    """What a form fetches when its first field is touched: since when somebody writes."""
    post = _readable(post_id)
    keep_private()
    return as_fragment(render_template("comments/_stamp.html", stamp=stamps.stamp(post.id)))


@bp.post(f"/comments/{POST_NUMBER}")
def create(post_id: int) -> Response:
    """A new comment, or the form again with what is wrong with it."""
    form = CommentForm(request.form)
    try:
        form = filled_form(request.form)
        return _create(_readable(post_id), form)
    except (OperationalError, PoolTimeout) as error:
        return _busy(post_id, form, error)


@bp.post(f"/comments/{POST_NUMBER}/preview")
def preview(post_id: int) -> Response:
    """How the comment would look, above its form; nothing is stored."""
    post, form = _readable(post_id), filled_form(request.form)
    if not are_open(post):
        form.refuse(_("Comments on this post are closed."))
    if not form.validate() or form.form_errors:
        return _again(post, form, 422)
    context = {
        "post": post, "post_id": post.id, "form": form, "entry": _sketch(post, form),
        "answered": _answered(post, form.parent_id) if form.parent_id else None,
        "is_again": False, "is_page": not wants_fragment(),
    }  # fmt: skip
    return make_response(render_either("comments/_preview.html", "comments/new.html", **context))


def _create(post: Post, form: CommentForm) -> Response:
    is_valid = form.validate()
    if person() and not has_form_token():
        form.refuse(_("This form was open for too long. Please send it again."))
        is_valid = False
    if not is_valid:
        return _again(post, form, 422)
    outcome = send(post.id, form)
    if isinstance(outcome, Refused):
        form.refuse(outcome.reason)
        response = _again(post, form, outcome.status)
        if outcome.status == 429:
            response.headers["Retry-After"] = str(int(outcome.wait.total_seconds()))
        return response
    return _sent(post, form, outcome)


def _sent(post: Post, form: CommentForm, sent: Sent) -> Response:
    if sent.is_own:
        claim(sent.comment_id)
    if not wants_fragment():
        lead = url_for("comments.show", post_id=post.id, comment_id=sent.comment_id)
        return keep(form, redirect(lead, 303))
    post = _readable(post.id)
    section = render_template(
        "comments/_comments.html",
        post=post,
        thread=_thread_around(post, sent),
        form=empty_form(),
        fresh=sent.comment_id,
    )
    return keep(form, make_response(section, 201))


def _thread_around(post: Post, sent: Sent) -> Thread:
    """The page where the form stood; for a reply's form, the page of the comment it answers."""
    comment = by_id(sent.comment_id)
    parent = by_id(comment.parent_id) if comment and comment.parent_id else None
    if parent is None or {"after", "thread"} & request.args.keys():
        return _asked_thread(post)
    place = place_of(post, parent)
    after = Cursor.parse(place.after) if place.after else None
    if place.root_id is None:
        return page_of(post, after, own_ids())
    return continuation(post, place.root_id, after, own_ids()) or page_of(post, None, own_ids())


def _again(post: Post, form: CommentForm, status: int) -> Response:
    """The form with its errors and all that was typed: alone, or as a page around it."""
    answered = _answered(post, form.parent_id) if form.parent_id else None
    return make_response(
        render_either(
            "comments/_form.html",
            "comments/new.html",
            post=post,
            post_id=post.id,
            form=form,
            answered=answered,
            is_again=True,
        ),
        status,
    )


def _busy(post_id: int, form: CommentForm, error: Exception) -> Response:
    """The database does not answer: nothing is stored, so nothing typed may be lost."""
    log.error("comment not stored", post=post_id, error=str(error.args[0] if error.args else error))
    db.session.rollback()
    g.setdefault("login", None)
    g.setdefault("site", Site())  # The page must not need the database: that is what is broken.
    form.refuse(_("The blog is busy just now and could not store this. Please send it again."))
    context = {"post_id": post_id, "form": form, "answered": None, "is_again": True}
    response = make_response(
        render_either("comments/_form.html", "comments/busy.html", **context), 503
    )
    response.headers["Retry-After"] = "5"
    return response


def _readable(post_id: int) -> Post:
    """The post if readers may see it and its comments; 404 otherwise."""
    post = post_by_id(post_id) or abort(404)
    _check_readable(post)
    return post


def _check_readable(post: Post) -> None:
    if not post.is_public(now()) or not are_shown(post):
        abort(404)


def _sketch(post: Post, form: CommentForm) -> Entry:
    return Entry(
        id=0, parent_id=form.parent_id, root_id=None, replies=0, user_id=None,
        author_name=form.name.data or "", author_url="",
        html=rendered(form.text.data or "", post.id, form.parent_id),
        state="pending", anchor=None, created_at=now(), shown_at=None, edited_at=None,
        answered_name=None,
    )  # fmt: skip


def _answered(post: Post, comment_id: int) -> Entry | None:
    comment = by_id(comment_id)
    return entry_of(comment_id) if comment and comment.post_id == post.id else None


def _asked_thread(post: Post) -> Thread:
    """The page of comments that the address names; 404 where it names none."""
    after = _asked_cursor("after") if "after" in request.args else None
    order = request.args.get("order", "")
    if order and order not in ORDERS:
        abort(404)
    if "thread" not in request.args:
        return page_of(post, after, own_ids(), order)
    root_id = request.args.get("thread", type=int)
    if root_id is None or not 0 < root_id <= LARGEST_NUMBER:
        abort(404)
    return continuation(post, root_id, after, own_ids()) or abort(404)


def _asked_cursor(name: str) -> Cursor:
    cursor = Cursor.parse(request.args.get(name, "")) or abort(404)
    if not 0 <= cursor.id <= LARGEST_NUMBER:
        abort(404)
    return cursor


def _page(post: Post, thread: Thread) -> str:
    return render_template("comments/index.html", post=post, thread=thread, form=empty_form())


def _form_page(post: Post, form: CommentForm, answered: Entry | None) -> str:
    return render_template(
        "comments/new.html",
        post=post,
        post_id=post.id,
        form=form,
        answered=answered,
        is_again=False,
    )
