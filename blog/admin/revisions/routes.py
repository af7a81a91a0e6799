"""Revisions over HTTP: the list, one beside what the post says now, and bringing it back."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.revisions import bp
from blog.admin.revisions.queries import revision, revisions_of
from blog.audit.actions import note
from blog.db import writing
from blog.numbers import LARGEST_NUMBER
from blog.people.policy import may
from blog.posts.actions import rendered
from blog.posts.diffs import lines
from blog.posts.editing import Stale, draft_of, save
from blog.posts.models import Post, Revision
from blog.posts.queries import by_id, wait_for_turn

LIST = "/posts/<number:post_id>/revisions"
ONE = f"{LIST}/<number:version>"


@bp.get(LIST)
def index(post_id: int) -> str:
    """Every version that was saved, newest first."""
    post = by_id(post_id) or abort(404)
    page = revisions_of(post, _number("below"))
    return render_template("admin/revisions/index.html", post=post, page=page)


@bp.get(ONE)
def show(post_id: int, version: int) -> str:
    """One version beside what the post says now, or beside the version of `against`."""
    post = by_id(post_id) or abort(404)
    return _page(post, version, _number("against"))


@bp.post(f"{ONE}/restoration")
def restoration(post_id: int, version: int) -> Response:
    """Make what the post said then its newest version; what it says now stays a revision."""
    post = by_id(post_id) or abort(404)
    chosen, _saver = revision(post, version) or abort(404)
    draft = replace(
        draft_of(post),
        title=chosen.title,
        source=chosen.source,
        source_format=chosen.source_format,
    )
    made, base = rendered(draft), request.form.get("version", type=int) or 0
    try:
        with writing():
            wait_for_turn()
            post, who = by_id(post_id) or abort(404), person() or abort(401)
            if not may(who, "edit", post):
                abort(403)
            if save(post, draft, made, who, base_version=base):
                note(who, f"{post.kind}.revert", post.title, post.id)
    except Stale:
        post = by_id(post_id) or abort(404)
        return make_response(_page(post, version, None, is_stale=True), 409)
    return redirect(url_for("admin.posts.edit", post_id=post_id, done="restored"), 303)


def _page(post: Post, version: int, against: int | None, is_stale: bool = False) -> str:
    then, saver = revision(post, version) or abort(404)
    later: Post | Revision = post
    if against is not None:
        later = (revision(post, against) or abort(404))[0]
    return render_template(
        "admin/revisions/show.html",
        post=post,
        then=then,
        saver=saver,
        later=later,
        title_lines=lines(then.title, later.title),
        text_lines=lines(then.source, later.source),
        is_stale=is_stale,
    )


def _number(name: str) -> int | None:
    """The version that the address names; 404 where it is none."""
    if name not in request.args:
        return None
    number = request.args.get(name, type=int)
    return number if number is not None and 0 <= number <= LARGEST_NUMBER else abort(404)
