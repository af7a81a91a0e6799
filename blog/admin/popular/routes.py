"""Popular posts over HTTP: the ranking, leaving posts out, clearing views, and bringing some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.popular import bp, queries
from blog.admin.popular.forms import SeedForm
from blog.audit.actions import note
from blog.db import now, writing
from blog.popular.actions import DAYS, exclude, include
from blog.popular.jobs import renew
from blog.posts.models import Post
from blog.posts.queries import by_id
from blog.richtext.characters import scrubbed
from blog.site.queries import site
from blog.views.actions import clear_all_views, clear_views, seed_views
from blog.views.counting import MOST_PER_NETWORK
from blog.views.seeding import SeedRefused, SeedRow, read_seed

NUMBER = "<number:post_id>"


@dataclass(frozen=True)
class Told:
    """How many rows of a file were taken, and the addresses in it that no post answers to."""

    rows: int
    missing: list[str]


@bp.get("/popular/")
def index() -> str:
    """The ranking of a range with its views, what is left out, and how all that is counted."""
    range_ = request.args.get("range") or site().popular_range
    return render_template(
        "admin/popular/index.html",
        range=range_ if range_ in DAYS else abort(404),
        posts=queries.ranked(range_, now()),
        left_out=queries.left_out(),
        most_per_network=MOST_PER_NETWORK,
    )


@bp.post(f"/popular/{NUMBER}/exclusion")
def exclusion(post_id: int) -> Response:
    """Keep a post out of the popular ones."""
    return _changed(post_id, exclude, "popular.exclude", "left-out")


@bp.post(f"/popular/{NUMBER}/inclusion")
def inclusion(post_id: int) -> Response:
    """Let it be among them again."""
    return _changed(post_id, include, "popular.include", "let-in")


@bp.route(f"/popular/{NUMBER}/clearing", methods=["GET", "POST"])
def clearing(post_id: int) -> str | Response:
    """Ask whether the post should begin at no views, and let it."""
    if request.method == "GET":
        return render_template(
            "admin/popular/clearing.html", post=by_id(post_id), **_to_lose(post_id)
        )
    return _changed(post_id, clear_views, "popular.clear", "cleared")


@bp.route("/popular/clearing", methods=["GET", "POST"])
def emptying() -> str | Response:
    """Ask whether the whole blog should begin at no views, and let it."""
    if request.method == "GET":
        return render_template("admin/popular/emptying.html", **_to_lose())
    with writing():
        clear_all_views()
        note(person(), "popular.empty")
    return _renewed("cleared")


@bp.route("/popular/table", methods=["GET", "POST"])
def table() -> Response:
    """Views that were counted elsewhere, from a CSV file; a faulty one changes nothing."""
    form, told = SeedForm(request.form), None
    if request.method == "POST":
        told = _seed(form)
    page = render_template("admin/popular/table.html", form=form, told=told)
    return make_response(page, 422 if form.text.errors or form.file.errors else 200)


def _to_lose(post_id: int | None = None) -> dict[str, object]:
    lost = queries.to_lose(post_id)
    return {"views": lost.views, "since": lost.first and format_date(lost.first, "long")}


def _changed(post_id: int, act: Callable[[Post], bool], action: str, done: str) -> Response:
    with writing():
        post = by_id(post_id) or abort(404)
        if act(post):
            note(person(), action, post.title, post.id)
    return _renewed(done)


def _renewed(done: str) -> Response:
    """Back to the list, which tells the change at once."""
    renew()
    place = {"range": request.args["range"]} if request.args.get("range") in DAYS else {}
    return redirect(url_for("admin.popular.index", **place, done=done), 303)  # type: ignore[arg-type]


def _seed(form: SeedForm) -> Told | None:
    """What became of the file; None where nothing was taken, and the form says why."""
    try:
        rows = _rows(form)
    except SeedRefused as refused:
        form.refuse(_("Nothing was taken yet. Please mend what is said below."))
        form.faults = refused.faults
        return None
    except ValueError as fault:
        form.refuse(str(fault))
        return None
    with writing():
        missing = seed_views(rows)
        note(person(), "popular.seed", str(len(rows)))
    renew()
    return Told(len(rows), missing)


def _rows(form: SeedForm) -> list[SeedRow]:
    file = request.files.get("file")
    raw = file.read() if file else b""
    if not raw.strip() and not (form.text.data or "").strip():
        raise ValueError(_("Please choose a file, or paste the table."))
    try:
        text = scrubbed(raw.decode("utf-8")) if raw else form.text.data or ""
    except UnicodeDecodeError:
        raise ValueError(
            _("This file is not text in UTF-8. Please save it as CSV UTF-8.")
        ) from None
    return read_seed(StringIO(text))
