"""The exports that were sent to the blog: files that stay until they are imported, or for a day."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from flask import current_app

from blog.db import now

KEPT = timedelta(days=1)


class Sent(Protocol):
    """A file that a form brought."""

    def save(self, dst: Path) -> None: ...


def keep_upload(sent: Sent) -> str:
    """Write the file into the data folder; gives the name that it has there."""
    name = f"{secrets.token_hex(12)}.upload"
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    sent.save(folder / name)
    return name


def upload_path(name: str) -> Path:
    return _folder() / name


def discard_upload(name: str) -> None:
    upload_path(name).unlink(missing_ok=True)


def discard_old_uploads(needed: set[str]) -> None:
    """Delete what nobody has imported within a day, but for what a run needs at once."""
    for file in _folder().glob("*.upload"):
        is_old = datetime.fromtimestamp(file.stat().st_mtime, now().tzinfo) < now() - KEPT
        if is_old and file.name not in needed:
            file.unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = current_app.config["BLOG"].data_dir
    return folder / "uploads"
