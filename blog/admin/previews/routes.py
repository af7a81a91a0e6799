"""Previews over HTTP: of what is being typed, which writes nothing, and links to a saved draft.

Whoever makes a link stands in the log: it shows to others what is not public.
"""

from __future__ import annotations

from flask import abort, make_response, request, url_for
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.posts.forms import parted
from blog.admin.previews import bp
from blog.admin.previews.forms import LARGEST_FORM, PreviewForm
from blog.audit.actions import note
from blog.db import writing
from blog.hosts import absolute
from blog.hypermedia import render_either
from blog.posts.models import Post
from blog.posts.previews import author_of, left_out, new_token, picture_of, sketch
from blog.posts.queries import by_id


@bp.url_value_preprocessor
def take_long_texts(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Let a form of this room be as large as a long post."""
    request.max_content_length = request.max_form_memory_size = LARGEST_FORM


@bp.post("/previews/")
def create() -> str:
    """What the editor holds, as readers would see it; without htmx as a whole page of the blog."""
    form = PreviewForm(request.form)
    post, lost = _drawn(form)
    return render_either(
        "admin/previews/_preview.html",
        "admin/previews/create.html",
        post=post,
        author=author_of(post),
        media=picture_of(post),
        labels=[("", name) for name in parted(form.labels.data or "")],
        losses=left_out(lost),
    )


@bp.post("/posts/<number:post_id>/preview-link")
def link(post_id: int) -> Response:
    """A new link that shows the saved draft to whoever has it."""
    with writing():
        post = by_id(post_id) or abort(404)
        note(person(), f"{post.kind}.share", post.title, post.id)
    token, ends_at = new_token(post.id)
    address = absolute(url_for("posts.preview", token=token))
    page = render_either(
        "admin/previews/_link.html",
        "admin/previews/link.html",
        post=post,
        address=address,
        ends_at=ends_at,
    )
    return make_response(page, 201)


def _drawn(form: PreviewForm) -> tuple[Post, dict[str, int]]:
    who = person()
    post, made = sketch(
        form.title.data or "",
        form.source.data or "",
        form.source_format.data or "markdown",
        kind=form.kind.data,
        written_language=form.language.data,
        written_direction=form.direction.data or None,
        featured_id=form.featured.data,
        author_id=form.author.data or _author_id(form) or (who and who.id),
    )
    return post, made.lost


def _author_id(form: PreviewForm) -> int | None:
    """Who wrote the saved post; the form names an author only to those who may change it."""
    saved = by_id(int(form.post_id.data)) if form.post_id.data else None
    return saved.author_id if saved else None
