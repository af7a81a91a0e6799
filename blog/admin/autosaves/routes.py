"""Autosaves over HTTP: keep one, look at what it changes, throw it away."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.autosaves import bp
from blog.admin.autosaves.forms import AutosaveForm
from blog.admin.autosaves.queries import autosave_of
from blog.admin.previews.forms import LARGEST_FORM
from blog.audit.actions import note
from blog.db import writing
from blog.hypermedia import wants_fragment
from blog.people.models import User
from blog.people.policy import may
from blog.posts.autosaving import drop, keep, slot_of
from blog.posts.diffs import lines
from blog.posts.models import Autosave, Post
from blog.posts.queries import by_id
from blog.richtext.characters import scrubbed


@bp.url_value_preprocessor
def take_long_texts(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Let a form of this room be as large as a long post."""
    request.max_content_length = request.max_form_memory_size = LARGEST_FORM


@bp.post("/autosaves/")
def create() -> Response | str:
    """Keep what the editor holds; the post itself stays as it is."""
    form = AutosaveForm(request.form)
    if not form.validate():
        abort(400)
    post_id = int(form.post_id.data or 0) or None
    with writing():
        kind = _checked_kind(post_id, form.kind.data or "post")
        slot = slot_of(post_id, kind)
        version = int(form.version.data or 0)
        saved_at = keep(_who().id, slot, request.form, post_id=post_id, version=version)
    if wants_fragment():
        return render_template("admin/autosaves/_autosave.html", saved_at=saved_at)
    return redirect(editor_address(slot), 303)


@bp.get("/autosaves/<slot>")
def show(slot: str) -> str:
    """What is typed beside what is saved."""
    kept = autosave_of(_who(), slot) or abort(404)
    post = _post_of(kept)
    source = scrubbed(kept.fields.get("source", ""))
    return render_template(
        "admin/autosaves/show.html",
        kept=kept,
        post=post,
        title_lines=lines(post.title if post else "", kept.fields.get("title", "")),
        text_lines=lines(post.source if post else "", source),
        lead=editor_address(slot),
    )


@bp.post("/autosaves/<slot>/deletion")
def destroy(slot: str) -> Response | str:
    """Throw away what is typed; what is saved stays."""
    with writing():
        kept = autosave_of(_who(), slot) or abort(404)
        drop(_who().id, slot)
        note(person(), "autosave.erase", kept.fields.get("title", ""), kept.post_id)
    if wants_fragment():
        return render_template("admin/autosaves/_found.html", kept=None)
    return redirect(editor_address(slot, wants_autosave=False, done="removed"), 303)


def editor_address(slot: str, *, wants_autosave: bool = True, done: str | None = None) -> str:
    """The editor of that slot, filled from what was typed."""
    kind, _, number = slot.partition("-")
    autosave = 1 if wants_autosave else None
    if kind == "post":
        return url_for("admin.posts.edit", post_id=int(number), autosave=autosave, done=done)
    chosen = "page" if number == "page" else None
    return url_for("admin.posts.new", kind=chosen, autosave=autosave, done=done)


def _checked_kind(post_id: int | None, kind: str) -> str:
    """The kind of what is typed, if this person may write it."""
    post = (by_id(post_id) or abort(404)) if post_id else None
    if not (may(person(), "edit", post) if post else may(person(), "create", kind)):
        abort(403)
    return post.kind if post else kind


def _post_of(kept: Autosave) -> Post | None:
    """The post that was typed at, if this person may still see its source."""
    post = by_id(kept.post_id) if kept.post_id else None
    return post if post and may(person(), "edit", post) else None


def _who() -> User:
    return person() or abort(401)
