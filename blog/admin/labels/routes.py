"""Labels over HTTP: the list, adding, renaming, merging and deleting.

What changes a label waits for its turn among those who change posts, who hold labels, too.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.labels import bp
from blog.admin.labels.forms import LabelForm, MergeForm
from blog.admin.labels.queries import labels, names, number_of_carriers, twin
from blog.audit.actions import note
from blog.db import now, writing
from blog.labels import actions
from blog.labels.models import Label
from blog.labels.queries import by_id, for_change, is_slug_taken
from blog.numbers import LARGEST_NUMBER
from blog.posts.queries import wait_for_turn
from blog.typed import one_line

NUMBER = "<number:label_id>"
LONGEST_SEARCH = 200


@bp.get("/labels/")
def index() -> str:
    """Every label with its counts, or those whose name holds some text."""
    text = one_line(request.args.get("q"))[:LONGEST_SEARCH]
    after = request.args.get("after", type=int)
    page = labels(now(), text, after if after and 0 < after <= LARGEST_NUMBER else None)
    return render_template("admin/labels/index.html", page=page, text=text)


@bp.route("/labels/new", methods=["GET", "POST"])
def new() -> Response:
    """A label that no post carries yet."""
    form = LabelForm(request.form, twin_of=_twin_of(0), slug_is_taken=is_slug_taken)
    if request.method == "GET" or not form.validate():
        return _shown_new(form)
    with writing():
        wait_for_turn()
        is_free = form.validate()  # Somebody else may have taken the name in the meantime.
        if is_free:
            made = actions.add(form.name.data or "", form.slug.data or "")
            made.is_series = form.is_series.data
            note(person(), "label.create", made.name, made.id)
    if not is_free:
        return _shown_new(form)
    return redirect(url_for(".index", done="added"), 303)


@bp.route(f"/labels/{NUMBER}", methods=["GET", "POST"])
def edit(label_id: int) -> Response:
    """What a label is called, and whether its posts are a series.

    Where it is another's name, merging is offered.
    """
    label = by_id(label_id) or abort(404)
    form = _form(label, request.form)
    if request.method == "GET" or not form.validate():
        return _shown(label, form, MergeForm())
    is_renamed = False
    with writing():
        wait_for_turn()
        for label in for_change(label_id):
            form = _form(label, request.form)
            if form.validate():
                is_renamed = _rename(label, form)
                _let_be_series(label, form.is_series.data)
    if form.errors:
        return _shown(by_id(label_id) or abort(404), form, MergeForm())
    return redirect(url_for(".index", done="renamed" if is_renamed else "saved"), 303)


@bp.post(f"/labels/{NUMBER}/merger")
def merger(label_id: int) -> Response:
    """Let another label take this one's posts and address."""
    label = by_id(label_id) or abort(404)
    form = MergeForm(request.form, find=_twin_of(label_id))
    if not form.validate():
        return _shown(label, _form(label), form)
    with writing():
        wait_for_turn()
        found = for_change(label_id, form.target)
        if len(found) < 2:
            abort(404)
        note(person(), "label.merge", f"{found[0].name} → {found[1].name}", found[1].id)
        actions.merge(*found)
    return redirect(url_for(".index", done="merged"), 303)


@bp.post(f"/labels/{NUMBER}/deletion")
def destroy(label_id: int) -> Response:
    """Take it from all posts, and its address with it."""
    with writing():
        wait_for_turn()
        for label in for_change(label_id) or abort(404):
            note(person(), "label.delete", label.name, label.id)
            actions.remove(label)
    return redirect(url_for(".index", done="erased"), 303)


def _rename(label: Label, form: LabelForm) -> bool:
    """Tells whether it is called otherwise now."""
    name = form.name.data or ""
    slug = form.slug.data or actions.free_slug(name, by_other_than=label)
    if (name, slug) == (label.name, label.slug):
        return False
    note(person(), "label.rename", f"{label.name} → {name}", label.id)
    actions.rename(label, name, slug)
    return True


def _let_be_series(label: Label, is_series: bool) -> None:
    if is_series == label.is_series:
        return
    note(person(), "label.series" if is_series else "label.no-series", label.name, label.id)
    label.is_series = is_series


def _form(label: Label, given: MultiDict[str, str] | None = None) -> LabelForm:
    return LabelForm(
        given,
        name=label.name,
        slug=label.slug,
        is_series=label.is_series,
        # A name that stays is no other label's, even where another differs by its case alone.
        twin_of=lambda name: None if name == label.name else _twin_of(label.id)(name),
        slug_is_taken=lambda slug: is_slug_taken(slug, by_other_than=label),
    )


def _shown_new(form: LabelForm) -> Response:
    page = render_template("admin/labels/new.html", form=form)
    return make_response(page, 422 if form.errors else 200)


def _shown(label: Label, form: LabelForm, merging: MergeForm) -> Response:
    page = render_template(
        "admin/labels/edit.html",
        label=label,
        form=form,
        merging=merging,
        twin=by_id(form.twin) if form.twin else None,
        posts=number_of_carriers(label.id),
        names=names(label.id),
    )
    return make_response(page, 422 if form.errors or merging.errors else 200)


def _twin_of(label_id: int) -> Callable[[str], int | None]:
    def number(name: str) -> int | None:
        found = twin(name, label_id)
        return found.id if found else None

    return number
