"""Redirects: the list, one more, tables in and out, and the addresses asked for in vain."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.redirects import bp
from blog.admin.redirects.forms import RedirectForm, TableForm
from blog.audit.actions import note
from blog.db import db, writing
from blog.hypermedia import wants_fragment
from blog.numbers import LARGEST_NUMBER
from blog.posts.queries import wait_for_turn
from blog.redirects import queries
from blog.redirects.actions import lead_on, remove
from blog.redirects.leads import Fault, Lead, lead
from blog.redirects.table import Row, read_table, written_table
from blog.typed import one_line, seen

LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Told:
    """A row of a table, and what became of it: added, changed, kept, or the reason why not."""

    row: Row
    word: str
    reason: str = ""


@bp.get("/redirects/")
def index() -> str:
    """One page of the redirects, newest first."""
    q = one_line(request.args.get("q"))[:LONGEST_SEARCH]
    before = request.args.get("before", type=int)
    if "before" in request.args and (before is None or not 0 < before <= LARGEST_NUMBER):
        abort(404)
    found = queries.redirects(q, before)
    return render_template("admin/redirects/index.html", q=q, before=before, found=found)


@bp.route("/redirects/new", methods=["GET", "POST"])
def new() -> str | Response:
    """The form for one redirect."""
    form = RedirectForm(request.form) if request.method == "POST" else _prefilled()
    if request.method == "POST" and form.validate() and _add(form):
        return redirect(url_for("admin.redirects.index", done="added"), 303)
    page = render_template("admin/redirects/new.html", form=form)
    return make_response(page, 422 if form.errors else 200)


@bp.post("/redirects/<number:redirect_id>/deletion")
def destroy(redirect_id: int) -> Response:
    """Let the old address answer 404 again."""
    with writing():
        row = queries.by_id(redirect_id) or abort(404)
        note(person(), "redirect.delete", row.path, row.id)
        remove(row)
    place = {name: request.args[name] for name in ("q", "before") if request.args.get(name)}
    return redirect(url_for("admin.redirects.index", **place, done="removed"), 303)  # type: ignore[arg-type]


@bp.get("/redirects/export.csv")
def export() -> Response:
    """All redirects as a table that `table` takes back."""
    pairs = ((one.path, one.lead) for one in queries.all_redirects() if one.lead)
    response = make_response("".join(written_table(pairs)))
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = 'attachment; filename="redirects.csv"'
    return response


@bp.route("/redirects/table", methods=["GET", "POST"])
def table() -> str | Response:
    """Many redirects from a CSV table: good rows count, and of every row it is told what it is."""
    form, told = TableForm(request.form), None
    if request.method == "POST":
        told = _lead_all(form)
    page = render_template("admin/redirects/table.html", form=form, told=told)
    return make_response(page, 422 if form.text.errors or form.file.errors else 200)


@bp.get("/redirects/misses")
def misses() -> str:
    """Addresses that readers asked for in vain."""
    return render_template("admin/redirects/misses.html", misses=queries.misses())


@bp.post("/redirects/misses/<number:miss_id>/deletion")
def forgetting(miss_id: int) -> Response:
    """Forget one of them until it is asked for again."""
    with writing():
        miss = queries.miss_by_id(miss_id) or abort(404)
        path = miss.path
        note(person(), "redirect.forget", path)
        db.session.delete(miss)
    if wants_fragment():
        return make_response(render_template("admin/redirects/_forgotten.html", path=path))
    return redirect(url_for("admin.redirects.misses", done="forgotten"), 303)


def _prefilled() -> RedirectForm:
    return RedirectForm(data={"source": request.args.get("source", "")})


def _add(form: RedirectForm) -> bool:
    """Store what a valid form holds; tells whether it was possible, else the form says why not."""
    try:
        wanted = lead(form.source.data or "", form.target.data or "")
        with writing():
            wait_for_turn()  # No post may take the address meanwhile.
            (told,) = lead_on([wanted])
            if isinstance(told, Fault):
                raise told
            note(person(), "redirect.add", wanted.path)
    except Fault as fault:
        form.refuse(fault.field, fault.reason)
        return False
    return True


def _lead_all(form: TableForm) -> list[Told] | None:
    """What became of every row, in order; None where there is no table, and the form says why."""
    try:
        rows = read_table(_given(form))
    except ValueError as fault:
        form.refuse(str(fault))
        return None
    read = [_read(row) for row in rows]
    leads = [found for found in read if isinstance(found, Lead)]
    with writing():
        wait_for_turn()
        outcomes = iter(lead_on(leads, may_change=True))
        told = [
            _told(row, next(outcomes) if isinstance(found, Lead) else found)
            for row, found in zip(rows, read, strict=True)
        ]
        done = [one.word for one in told]
        if {"added", "changed"} & set(done):
            numbers = f"{done.count('added')} added, {done.count('changed')} changed"
            note(person(), "redirect.import", numbers)
    return told


def _given(form: TableForm) -> str:
    file = request.files.get("file")
    raw = file.read() if file else b""
    if not raw and not (form.text.data or "").strip():
        raise ValueError(_("Please choose a file, or paste the table."))
    try:
        return seen(raw.decode("utf-8")) if raw else form.text.data or ""
    except UnicodeDecodeError:
        raise ValueError(
            _("This file is not text in UTF-8. Please save it as CSV UTF-8.")
        ) from None


def _read(row: Row) -> Lead | Fault:
    try:
        return lead(row.source, row.target)
    except Fault as fault:
        return fault


def _told(row: Row, outcome: str | Fault) -> Told:
    if isinstance(outcome, Fault):
        return Told(row, "refused", outcome.reason)
    return Told(row, outcome)
