"""Arranging and setting widgets over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.widgets import bp
from blog.admin.widgets.plan import plan, said
from blog.admin.widgets.settings import Settings, trial_of
from blog.audit.actions import note
from blog.db import writing
from blog.hypermedia import render_either, wants_fragment
from blog.widgets.actions import (
    MOST,
    ArrangementFull,
    Overtaken,
    WidgetGone,
    add,
    change,
    move,
    place,
    remove,
    reset,
    undo,
)
from blog.widgets.kinds import KINDS, name_of
from blog.widgets.placements import ZONES, Placement
from blog.widgets.queries import can_be_undone, placement_by_id, version

STEPS = {"up": -1, "down": 1}
# No widget has a greater number: its address is none, instead of that of a removed one.
NUMBER = "<number:placement_id>"


@bp.get("/")
def index() -> str:
    """The zones of a page, and what stands in each."""
    act, number = request.args.get("act", ""), request.args.get("widget", type=int)
    return _arrangement(act, said(act, placement_by_id(number) if number else None))


@bp.post("/")
def create() -> Response | tuple[str, int]:
    """Add a widget of a kind to a zone."""
    kind, zone = request.form.get("kind", ""), _zone()
    if kind not in KINDS or zone not in KINDS[kind].zones:
        abort(400)
    try:
        with writing():
            added = add(kind, zone)
            note(person(), "widget.add", name_of(added), added.id)
    except ArrangementFull:
        why = _("There are %(most)d widgets, as many as there may be. Please remove one first.",
                most=MOST)  # fmt: skip
        return _arrangement(problem=why), 422
    return _done("added", added, focus=f"settings-{added.id}")


@bp.post(f"/{NUMBER}/position")
def position(placement_id: int) -> Response | tuple[str, int]:
    """Let it change places with the one above or below."""
    step = STEPS.get(request.form.get("direction", "")) or abort(400)
    return _moved(placement_id, lambda: move(placement_id, step))


@bp.post(f"/{NUMBER}/zone")
def zone(placement_id: int) -> Response | tuple[str, int]:
    """Move it to another zone."""
    wanted, known = _zone(), placement_by_id(placement_id)
    if known and wanted not in KINDS[known.kind].zones:
        abort(400)
    return _moved(placement_id, lambda: place(placement_id, wanted))


@bp.post(f"/{NUMBER}/deletion")
def destroy(placement_id: int) -> Response | tuple[str, int]:
    """Take it away; one press brings it back, as it was."""
    try:
        with writing():
            removed = remove(placement_id)
            note(person(), "widget.remove", name_of(removed), removed.id)
    except WidgetGone:
        return _gone()
    return _done("removed", removed, focus="undo")


@bp.post("/standard")
def standard() -> Response | tuple[str, int]:
    """Put all widgets back to how they stand on a new blog."""
    with writing():
        reset()
        note(person(), "widget.reset")
    return _done("reset", focus="undo")


@bp.post("/restoration")
def restoration() -> Response | tuple[str, int]:
    """Take the last act back."""
    try:
        with writing():
            undo(request.form.get("version", -1, type=int))
            note(person(), "widget.undo")
    except Overtaken:
        why = _("The widgets were changed in another window since. Please look at them first.")
        return _arrangement(problem=why), 409
    return _done("undone")


@bp.route(f"/{NUMBER}", methods=["GET", "POST"])
def edit(placement_id: int) -> Response | tuple[str, int]:
    """The settings of one widget."""
    known = placement_by_id(placement_id)
    if known is None:
        return _gone() if request.method == "POST" else abort(404)
    settings = Settings(known, request.form if request.method == "POST" else None)
    if request.method == "POST" and settings.validate():
        return _save(settings)
    return _page(settings), 422 if settings.has_errors else 200


@bp.post(f"/{NUMBER}/preview")
def preview(placement_id: int) -> Response | tuple[str, int]:
    """The widget as it would be with what stands in the form, which is not saved."""
    known = placement_by_id(placement_id)
    if known is None:
        return _gone()
    settings = Settings(known, request.form)
    is_sound = settings.validate()
    return _page(settings, is_trial=True), 200 if is_sound else 422


def _moved(number: int, act: Callable[[], bool]) -> Response | tuple[str, int]:
    """Where it stands after the act; the log tells of it only if that is another place."""
    try:
        with writing():
            has_moved, moved = act(), placement_by_id(number)
            if has_moved and moved:
                note(person(), "widget.move", name_of(moved), moved.id)
    except WidgetGone:
        return _gone()
    return _done("moved" if has_moved else "stays", moved)


def _save(settings: Settings) -> Response | tuple[str, int]:
    wanted = settings.wanted()
    try:
        with writing():
            changed = change(wanted, seen=settings.seen)
            if changed.edition != settings.seen:
                note(person(), "widget.change", name_of(changed), changed.id)
    except WidgetGone:
        return _gone()
    except Overtaken:
        return _overtaken(wanted.id)
    return redirect(url_for(".edit", placement_id=changed.id, done="saved"), 303)


def _overtaken(number: int) -> Response | tuple[str, int]:
    """What was typed, once more: whoever saves that now has been told what it replaces."""
    settings = Settings(placement_by_id(number) or abort(404), request.form)
    settings.seen = settings.placement.edition
    settings.validate()
    return _page(settings, is_overtaken=True), 409


def _page(settings: Settings, *, is_trial: bool = False, is_overtaken: bool = False) -> str:
    """The form with the widget beside it; htmx is given the widget alone when it tries settings."""
    is_sound = not settings.has_errors
    return render_template(
        "admin/widgets/_preview.html" if is_trial and wants_fragment()
        else "admin/widgets/edit.html",
        settings=settings, placement=settings.placement, kind=settings.kind,
        name=name_of(settings.placement), is_trial=is_trial, is_overtaken=is_overtaken,
        version=version() if "done" in request.args and can_be_undone() else None,
        trial=trial_of(settings.wanted()) if is_sound else None,
    )  # fmt: skip


def _zone() -> str:
    found = request.form.get("zone", "")
    return found if found in ZONES else abort(400)


def _done(
    act: str, placement: Placement | None = None, focus: str = ""
) -> Response | tuple[str, int]:
    """The arrangement as it stands after an act, and a sentence on it."""
    if wants_fragment():
        return _arrangement(act, said(act, placement), focus=focus), 200
    number = placement.id if placement else None
    anchor = f"placement-{number}" if number and placement_by_id(number) else None
    return redirect(url_for(".index", act=act, widget=number, _anchor=anchor), 303)


def _gone() -> tuple[str, int]:
    why = _("That widget is gone: it was removed in another window. These are the ones there are.")
    return _arrangement(problem=why), 409


def _arrangement(act: str = "", sentence: str = "", *, problem: str = "", focus: str = "") -> str:
    zones = plan()
    return render_either(
        "admin/widgets/_arrangement.html", "admin/widgets/index.html",
        zones=zones, sentence=sentence, problem=problem, focus=focus, version=version(),
        is_full=sum(len(zone.rows) for zone in zones) >= MOST,
        can_be_undone=bool(sentence) and act != "stays" and can_be_undone(),
    )  # fmt: skip
