"""The application with two places where a test can hold it: before and after a comment's COMMIT.

The process that finds a file named `before` or `after` in the folder takes it away, leaves one with
its own number there, and waits to be killed.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from flask import Flask, has_request_context, request
from sqlalchemy import event
from sqlalchemy.orm import Session

from blog import create_app
from blog.db import db

FOLDER = "OCTAVO_TEST_HELD"  # The variable that names the folder.
PLACES = ("before", "after")


def make() -> Flask:
    """The application of the environment's settings, for gunicorn."""
    app = create_app()
    with app.app_context():
        event.listen(db.engine, "commit", lambda connection: _hold("before"))
    event.listen(Session, "after_commit", lambda session: _hold("after"))
    return app


def _hold(place: str) -> None:
    if not has_request_context() or request.method != "POST":
        return
    folder = Path(os.environ[FOLDER])
    try:
        (folder / place).rename(folder / f"{os.getpid()}.{place}")
    except FileNotFoundError:
        return
    time.sleep(60)
