"""Rules: the lists of words and networks, more of them, one of them, and trying them out."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.rules import bp
from blog.admin.rules.forms import RuleForm, RulesForm, TrialForm
from blog.audit.actions import note
from blog.db import db, now, writing
from blog.hypermedia import render_either
from blog.moderation import queries
from blog.moderation.actions import add_rules
from blog.moderation.lists import Match, act_of, found
from blog.moderation.models import Rule
from blog.numbers import LARGEST_NUMBER
from blog.typed import one_line

NUMBER = "<number:rule_id>"
LONGEST_SEARCH = 200
MOST_RULES = 2_000
# The networks that somebody wrote, and those that a comment came from, stand on one page.
KINDS = {"word": ("word",), "network": ("network", "sender")}


@bp.get("/rules/")
def index() -> str:
    """One page of the rules of a kind, newest first."""
    kind = request.args.get("kind", "word")
    q = one_line(request.args.get("q"))[:LONGEST_SEARCH]
    before = request.args.get("before", type=int)
    is_lost = "before" in request.args and (before is None or not 0 < before <= LARGEST_NUMBER)
    if kind not in KINDS or is_lost:
        abort(404)
    page = queries.page_of(KINDS[kind], q, before)
    return render_template(
        "admin/rules/index.html", kind=kind, q=q, before=before, found=page, at=now()
    )


@bp.route("/rules/new", methods=["GET", "POST"])
def new() -> str | Response:
    """The form for new rules, one a line."""
    is_sent = request.method == "POST"
    form = RulesForm(request.form) if is_sent else RulesForm(kind=_kind_asked())
    if is_sent and form.validate() and _add(form):
        return redirect(url_for("admin.rules.index", kind=form.kind.data, done="added"), 303)
    return make_response(
        render_template("admin/rules/new.html", form=form), 422 if form.errors else 200
    )


@bp.route(f"/rules/{NUMBER}", methods=["GET", "POST"])
def edit(rule_id: int) -> str | Response:
    """What a rule does, and how long."""
    rule = queries.rule_by_id(rule_id) or abort(404)
    form = RuleForm(request.form) if request.method == "POST" else RuleForm(act=rule.act)
    if request.method == "POST" and form.validate():
        with writing():
            rule = queries.rule_by_id(rule_id) or abort(404)
            rule.act, rule.ends_at = form.act.data, _end(form.lasts)
            note(person(), "rule.change", _named(rule), rule.id)
            kind = _tab(rule)
        return redirect(url_for("admin.rules.index", kind=kind, done="changed"), 303)
    page = render_template("admin/rules/edit.html", rule=rule, form=form, tab=_tab(rule))
    return make_response(page, 422 if form.errors else 200)


@bp.post(f"/rules/{NUMBER}/deletion")
def destroy(rule_id: int) -> Response:
    """Take the rule from the list."""
    with writing():
        rule = queries.rule_by_id(rule_id) or abort(404)
        kind = _tab(rule)
        note(person(), "rule.delete", _named(rule), rule.id)
        db.session.delete(rule)
    q, before = request.args.get("q"), request.args.get("before")
    place = url_for("admin.rules.index", kind=kind, q=q, before=before, done="removed")
    return redirect(place, 303)


@bp.route("/rules/trial", methods=["GET", "POST"])
def trial() -> Response:
    """What the lists would do to a text; nothing is stored."""
    form = TrialForm(request.form)
    met: list[Match] | None = None
    if request.method == "POST" and form.validate():
        lines = (form.text.data or "").splitlines()
        address = form.address.data or ""
        met = found(queries.rules(now()), texts=["\n".join(lines)], address=address)
    context = {"form": form, "met": met, "act": act_of(met or [])}
    if request.method == "GET":
        return make_response(render_template("admin/rules/trial.html", **context))
    page = render_either("admin/rules/_trial.html", "admin/rules/trial.html", **context)
    return make_response(page, 422 if form.errors else 200)


def _add(form: RulesForm) -> bool:
    """Store what a valid form holds; tells whether it was possible, else the form says why not."""
    patterns = list(form.each())
    try:
        with writing():
            if queries.how_many() + len(patterns) > MOST_RULES:
                form.refuse(_("There can be at most 2,000 rules. Please delete some first."))
                return False
            added = add_rules(form.kind.data, patterns, form.act.data, _end(form.lasts), person())
            if added:
                note(person(), "rule.add", ", ".join(added))
    except IntegrityError:
        form.refuse(_("Somebody added one of these at this moment. Please try again."))
        return False
    if not added:
        form.refuse(_("All of these are in the list already."))
    return bool(added)


def _end(lasts: timedelta | None) -> datetime | None:
    return now() + lasts if lasts else None


def _kind_asked() -> str:
    kind = request.args.get("kind", "word")
    return kind if kind in KINDS else "word"


def _tab(rule: Rule) -> str:
    return "word" if rule.kind == "word" else "network"


def _named(rule: Rule) -> str:
    """What the log calls it: the hash of a network says nothing, and must not outlive it."""
    return _("the network of a comment") if rule.kind == "sender" else rule.pattern
