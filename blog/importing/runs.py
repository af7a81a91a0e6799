"""The stages of an import that was begun in the admin. Verbs on one run; no request, no commit."""

from __future__ import annotations

from blog.db import db, now
from blog.importing.models import ImportRun
from blog.people.models import User

# A run that ends its process each time, e.g. for want of memory, must not do so for ever.
MOST_ATTEMPTS = 3
LONGEST_FILENAME = 300


def add_run(who: User | None, file: str, filename: str) -> ImportRun:
    """Have an upload looked at."""
    run = ImportRun(user_id=who.id if who else None, file=file, filename=filename)
    run.filename = filename[:LONGEST_FILENAME]
    run.report = {"stage": "look"}
    db.session.add(run)
    db.session.flush()
    return run


def choose_blog(run: ImportRun, name: str) -> None:
    """Have one blog of several looked at."""
    run.blog = name[:LONGEST_FILENAME]
    _wait(run, "look")


def ask_for_import(run: ImportRun) -> None:
    """Have it brought in."""
    _wait(run, "import")


def begin(run: ImportRun) -> bool:
    """Take the run up, for the first time or after it was cut off; False where it is hopeless."""
    attempts = int(str(run.report.get("attempts", 0))) + 1
    run.report = {**run.report, "attempts": attempts}
    run.state, run.done = "running", 0
    if attempts > MOST_ATTEMPTS:
        fail(run)
    return run.state == "running"


def end(run: ImportRun, **found: object) -> None:
    """The stage is done, with that to tell."""
    run.report = {**run.report, **found}
    run.state, run.ended_at = "done", now()


def refuse(run: ImportRun, problem: str) -> None:
    """The file cannot be imported; `problem` is the reader's one sentence."""
    run.state, run.problem, run.ended_at = "refused", problem, now()


def fail(run: ImportRun) -> None:
    """Something is wrong on our side; the log knows what."""
    run.state, run.ended_at = "failed", now()


def _wait(run: ImportRun, stage: str) -> None:
    kept: dict[str, object] = {
        name: run.report[name] for name in ("look", "names") if name in run.report
    }
    run.report = {**kept, "stage": stage}
    run.state, run.problem, run.done, run.ended_at = "waiting", "", 0, None
