"""The library, the upload, and what is done to one picture."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict, FileStorage
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.media import bp
from blog.admin.media.forms import SOURCE, DeletionForm, DescriptionForm, FilterForm, UploadForm
from blog.admin.media.queries import library
from blog.audit.actions import note
from blog.db import db, now, writing
from blog.hypermedia import as_fragment, wants_fragment
from blog.media.actions import (
    discard_files,
    files_in_turn,
    keep_picture,
    name_of,
    prepare_picture,
    remove_picture,
)
from blog.media.decoding import LARGEST, Refused
from blog.media.models import Media
from blog.media.queries import by_name, placed, uses
from blog.media.queries import choices as newest_choices
from blog.numbers import row_number
from blog.people.models import User
from blog.people.policy import may
from blog.posts.lists import asked_cursor
from blog.posts.queries import wait_for_turn
from blog.typed import one_line
from blog.widgets.kinds import name_of as widget_name

PICTURES_PER_PAGE = 24


@dataclass(frozen=True)
class Result:
    """What became of one file: a picture, or a sentence why not."""

    filename: str
    picture: Media | None = None
    problem: str = ""
    is_known: bool = False


@bp.get("/")
def index() -> str:
    """All pictures, the newest first, and the form that brings more."""
    return _library(UploadForm(), [])


@bp.post("/")
def create() -> Response:
    """Take pictures in; each file has its own result."""
    form = UploadForm(CombinedMultiDict([request.form, request.files]))
    results = (
        [_stored(file, form.alt.data) for file in form.pictures.data] if form.validate() else []
    )
    kept = [result.picture for result in results if result.picture]
    is_whole = bool(kept) and len(kept) == len(results)
    if wants_fragment():
        target = SOURCE if form.is_for_a_text else ""
        page = render_template(
            "admin/media/_drop.html", target=target, upload=form, results=results
        )
        return make_response(page, 201 if kept else 422)
    if not is_whole:
        return make_response(_library(form, results), 422)
    done = "known" if all(result.is_known for result in results) else "added"
    if len(kept) == 1:
        return redirect(url_for("admin.media.show", media_id=kept[0].id, done=done), 303)
    return redirect(url_for("admin.media.index", done=done), 303)


@bp.get("/choices")
def choices() -> Response:
    """The pictures to choose a post's own from, as radio buttons of the editor's form."""
    q, chosen = one_line(request.args.get("q")), row_number(request.args.get("featured"))
    found = newest_choices(q, chosen_id=chosen)
    return as_fragment(
        render_template("admin/media/_choices.html", choices=found, chosen=chosen, q=q)
    )


@bp.get("/<number:media_id>")
def show(media_id: int) -> str:
    """One picture: what it shows, how to put it into a text, and where it is used."""
    return _page(media_id)


@bp.post("/<number:media_id>/description")
def description(media_id: int) -> Response:
    """Say what the picture shows. Texts that it stands in already keep their own words."""
    form = DescriptionForm(request.form)
    if not form.validate():
        return make_response(_page(media_id, described=form), 422)
    with writing():
        picture = db.session.get(Media, media_id) or abort(404)
        picture.alt = form.alt.data or ""
        note(person(), "media.edit", picture.called, picture.id)
    return redirect(url_for("admin.media.show", media_id=media_id, done="saved"), 303)


@bp.post("/<number:media_id>/deletion")
def destroy(media_id: int) -> Response:
    """Delete it; while it is used, only if the box for that is ticked."""
    form = DeletionForm(request.form)
    # Asked before the transaction: to look through all texts takes long, and nothing that
    # changes meanwhile is lost by it.
    picture = db.session.get(Media, media_id) or abort(404)
    if not form.anyway.data and (placed(picture) or uses(picture)):
        return make_response(_page(media_id, deletion=form, is_refused=True), 422)
    with writing():
        wait_for_turn()  # Posts lose a picture, while others may be at work on them.
        picture = db.session.get(Media, media_id) or abort(404)
        name = picture.name
        note(person(), "media.erase", picture.called, picture.id)
        remove_picture(picture)
    discard_files([name])  # Only now: had the change failed, the row would have lost its files.
    return redirect(url_for("admin.media.index", done="erased"), 303)


def _stored(file: FileStorage, alt: str | None) -> Result:
    called = one_line(file.filename).replace("\\", "/").rpartition("/")[2]
    content = file.read(LARGEST + 1)
    found = by_name(name_of(content))
    if found:
        return Result(called, found, is_known=True)
    try:
        return Result(called, _kept(content, called, alt or ""))
    except Refused as refused:
        return Result(called, problem=refused.sentence)


def _kept(content: bytes, called: str, alt: str) -> Media:
    prepared, who = prepare_picture(content), person()
    try:
        with files_in_turn(), writing():
            picture = keep_picture(
                prepared, alt=alt, filename=called, user_id=who.id if who else None
            )
            note(who, "media.create", picture.called, picture.id)
    except BaseException:
        discard_files([prepared.name])  # Written, but their row did not come to stay.
        raise
    return picture


def _library(upload: UploadForm, results: list[Result]) -> str:
    form, who = FilterForm(request.args), person()
    page = library(
        PICTURES_PER_PAGE, q=form.q.data or "", show=form.show.data or "",
        mine=who.id if who else None, before=asked_cursor(),
    )  # fmt: skip
    return render_template(
        "admin/media/index.html",
        form=form,
        page=page,
        upload=upload,
        results=results,
        target="",
        is_filtered=bool(form.q.data or form.show.data),
    )


def _page(
    media_id: int,
    *,
    described: DescriptionForm | None = None,
    deletion: DeletionForm | None = None,
    is_refused: bool = False,
) -> str:
    picture = db.session.get(Media, media_id) or abort(404)
    return render_template(
        "admin/media/show.html",
        picture=picture,
        described=described or DescriptionForm(obj=picture),
        deletion=deletion or DeletionForm(),
        is_refused=is_refused,
        uses=uses(picture),
        widgets=[(one.id, widget_name(one)) for one in placed(picture)],
        brought_by=db.session.get(User, picture.user_id) if picture.user_id else None,
        at=now(),
        may_edit=may(person(), "edit", picture),
        may_erase=may(person(), "erase", picture),
    )
