"""Finds what earlier imports have brought in, by the names it had in the old system."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select, text

from blog.comments.models import Comment
from blog.db import db
from blog.importing.models import ImportRun
from blog.labels.models import Label
from blog.posts.models import Post


def posts_by_legacy_id(ids: Iterable[str]) -> dict[str, Post]:
    """Posts of any state, by the id they were imported under."""
    found = db.session.scalars(select(Post).where(Post.legacy_id.in_(list(ids))))
    return {str(post.legacy_id): post for post in found}


def comments_by_legacy_id(ids: Iterable[str]) -> dict[str, Comment]:
    """Comments of any state, by the id they were imported under."""
    found = db.session.scalars(select(Comment).where(Comment.legacy_id.in_(list(ids))))
    return {str(comment.legacy_id): comment for comment in found}


def number_known(ids: Iterable[str]) -> int:
    """How many of these ids are those of posts or comments that came in before."""
    wanted = list(ids)
    posts = select(func.count()).select_from(Post).where(Post.legacy_id.in_(wanted))
    comments = select(func.count()).select_from(Comment).where(Comment.legacy_id.in_(wanted))
    return (db.session.scalar(posts) or 0) + (db.session.scalar(comments) or 0)


def public_ids(legacy_ids: Iterable[str]) -> list[int]:
    """The numbers of the published posts and pages among these, in no order."""
    found = select(Post.id).where(Post.legacy_id.in_(list(legacy_ids)), Post.status == "published")
    return list(db.session.scalars(found))


def next_run() -> ImportRun | None:
    """The run that has waited longest, or was cut off."""
    at_work = ImportRun.state.in_(("waiting", "running"))
    return db.session.scalar(select(ImportRun).where(at_work).order_by(ImportRun.id).limit(1))


def latest_runs(limit: int) -> list[ImportRun]:
    """The latest runs, newest first."""
    return list(db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)))


def files_at_work() -> set[str]:
    """The names of the uploads that a run still needs at once."""
    at_work = ImportRun.state.in_(("waiting", "running"))
    return set(db.session.scalars(select(ImportRun.file).where(at_work)))


def number_of_labels() -> int:
    return db.session.scalar(select(func.count()).select_from(Label)) or 0


def rest_without_limit() -> None:
    """Let this transaction stand while texts are rendered; PostgreSQL would end it."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
