"""Bringing another blog in, over HTTP; the work itself is done by `blog.importing.jobs`."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.importing import bp
from blog.admin.importing.forms import ChoiceForm, UploadForm
from blog.admin.importing.queries import posts_of
from blog.audit.actions import note
from blog.db import db, writing
from blog.hypermedia import as_fragment, wants_fragment
from blog.importing.models import ImportRun
from blog.importing.queries import latest_runs
from blog.importing.runs import add_run, ask_for_import, choose_blog
from blog.importing.uploads import discard_upload, keep_upload, upload_path

RUNS_SHOWN = 20


@bp.get("/")
def index() -> str:
    """What can be imported, the form that takes a file, and the latest runs."""
    return render_template(
        "admin/importing/index.html", form=UploadForm(), runs=latest_runs(RUNS_SHOWN)
    )


@bp.post("/")
def create() -> Response | tuple[str, int]:
    """Keep the file, and have it looked at."""
    form = UploadForm(request.files)
    if not form.validate():
        page = render_template(
            "admin/importing/index.html", form=form, runs=latest_runs(RUNS_SHOWN)
        )
        return page, 422
    sent: FileStorage = form.file.data
    name = keep_upload(sent)
    with writing():
        run = add_run(person(), name, (sent.filename or "").replace("\0", ""))
        note(person(), "import.upload", run.filename, run.id)
        number = run.id
    return redirect(url_for(".show", run_id=number), 303)


@bp.get("/<number:run_id>")
def show(run_id: int) -> str:
    """One run: what the file holds, how far its import is, what came of it."""
    return render_template("admin/importing/show.html", **_shown(_found(run_id)))


@bp.get("/<number:run_id>/progress")
def progress(run_id: int) -> Response:
    """The part of that page that changes by itself."""
    return as_fragment(render_template("admin/importing/_progress.html", **_shown(_found(run_id))))


@bp.post("/<number:run_id>/choice")
def choice(run_id: int) -> Response | tuple[str, int]:
    """Say which blog of several is meant."""
    run = _found(run_id)
    form = ChoiceForm(request.form, _names(run))
    if not form.validate():
        return _rendered(run, form), 422
    with writing():
        run = _idle(run_id)
        choose_blog(run, str(form.blog.data))
        note(person(), "import.choose", run.filename, run.id)
    return _seen(run_id)


@bp.post("/<number:run_id>/start")
def start(run_id: int) -> Response | tuple[str, int]:
    """Bring it in."""
    _found(run_id)
    with writing():
        run = _idle(run_id)
        ask_for_import(run)
        note(person(), "import.run", run.filename, run.id)
    return _seen(run_id)


@bp.post("/<number:run_id>/deletion")
def destroy(run_id: int) -> Response:
    """Give a run up, with its file; what it brought in stays."""
    _found(run_id)
    with writing():
        run = _idle(run_id)
        name = run.file
        note(person(), "import.remove", run.filename, run.id)
        db.session.delete(run)
    discard_upload(name)
    return redirect(url_for(".index", done="removed"), 303)


def _found(run_id: int) -> ImportRun:
    return db.session.get(ImportRun, run_id) or abort(404)


def _idle(run_id: int) -> ImportRun:
    """The run, for a write transaction; 409 while it is at work."""
    run = _found(run_id)
    if run.is_at_work:
        abort(409)
    return run


def _seen(run_id: int) -> Response | tuple[str, int]:
    if wants_fragment():
        return _rendered(_found(run_id), None), 200
    return redirect(url_for(".show", run_id=run_id), 303)


def _rendered(run: ImportRun, form: ChoiceForm | None) -> str:
    page = "_progress.html" if wants_fragment() else "show.html"
    return render_template(f"admin/importing/{page}", **_shown(run, form))


def _shown(run: ImportRun, form: ChoiceForm | None = None) -> dict[str, object]:
    shown = run.report.get("shown")
    return {
        "run": run,
        "form": form or ChoiceForm(None, _names(run)),
        "has_file": upload_path(run.file).is_file(),
        "posts": posts_of(shown) if isinstance(shown, list) else [],
        "skipped": _skipped(run),
    }


def _skipped(run: ImportRun) -> list[str]:
    """What was left out of the export, a line each."""
    result = run.report.get("result")
    found = result.get("skipped", []) if isinstance(result, dict) else []
    return [f"{one['kind']} {one['id']}: {one['why']}" for one in found]


def _names(run: ImportRun) -> list[str]:
    names = run.report.get("names")
    return [str(name) for name in names] if isinstance(names, list) else []
