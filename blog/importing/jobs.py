"""What runs beside requests: looking at uploaded exports and bringing them in.

A run that was cut off is taken up again: the importer finds what it has brought in already.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

import structlog
from flask import Flask, current_app

from blog.db import db, reading, writing
from blog.importing import blogger
from blog.importing.matching import legacy_id
from blog.importing.models import ImportRun
from blog.importing.overview import overview
from blog.importing.queries import files_at_work, next_run, public_ids
from blog.importing.records import Export, ImportRefused, SeveralBlogs
from blog.importing.runs import begin, end, fail, refuse
from blog.importing.store import store
from blog.importing.uploads import discard_old_uploads, discard_upload, upload_path

POSTS_SHOWN = 20

log = structlog.get_logger("blog.importing")


class ImportWork:
    """Sees to the waiting runs, one after the other, in a thread of its own: they may take long."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def __call__(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        with reading():
            is_due = next_run() is not None
        if is_due:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
            self._thread = threading.Thread(target=_work, args=(app,), name="import", daemon=True)
            self._thread.start()


def do_next_run() -> bool:
    """Do the present stage of the run that has waited longest; tells whether there was one."""
    with writing():
        run = next_run()
        if run is None:
            return False
        is_hopeful = begin(run)
        db.session.flush()
        db.session.refresh(run)
        db.session.expunge(run)
    if is_hopeful:
        _do(run)
    return True


def forget_uploads() -> None:
    """Delete the exports that nobody came back for."""
    with reading():
        needed = files_at_work()
    discard_old_uploads(needed)


def _work(app: Flask) -> None:
    with app.app_context():
        while do_next_run():
            db.session.remove()


def _do(run: ImportRun) -> None:
    file = upload_path(run.file)
    try:
        export = blogger.read(file, blog=run.blog or None)
        found = _brought_in(run, export) if run.stage == "import" else _looked_at(export)
    except SeveralBlogs as several:
        _close(run.id, {"names": list(several.names)})
    except ImportRefused as refused:
        # The reader knows the file by the name that it has here.
        _close(run.id, problem=str(refused).replace(file.name, run.filename, 1))
        discard_upload(run.file)
    except Exception:
        # Whatever went wrong, the other runs have their turn, and this one can be tried again.
        log.exception("import failed", run=run.id)
        db.session.rollback()
        _close(run.id)
    else:
        _close(run.id, found)
        if run.stage == "import":
            discard_upload(run.file)


def _looked_at(export: Export) -> dict[str, object]:
    with reading():
        return {"look": overview(export)}


def _brought_in(run: ImportRun, export: Export) -> dict[str, object]:
    _note_progress(run.id, 0, total=len(export.posts) + len(export.comments))
    report = store(export, format="blogger", step=lambda number: _note_progress(run.id, number))
    newest = sorted(
        (record for record in export.posts if record.status == "published"),
        key=lambda record: str(record.published_at),
        reverse=True,
    )
    with reading():
        shown = public_ids(legacy_id(record) for record in newest[:POSTS_SHOWN])
    told = {"settings": report.settings, "samples_removed": report.samples_removed}
    return {"result": {**report.as_json(), **told}, "shown": shown}


def _note_progress(run_id: int, number: int, *, total: int | None = None) -> None:
    with writing():
        run = db.session.get(ImportRun, run_id)
        if run:
            run.done += number
            run.total = run.total if total is None else total


def _close(run_id: int, found: Mapping[str, object] | None = None, *, problem: str = "") -> None:
    with writing():
        run = db.session.get(ImportRun, run_id)
        if run is None:  # The owner has given it up in the meantime.
            return
        if problem:
            refuse(run, problem)
        elif found is None:
            fail(run)
        else:
            end(run, **found)
