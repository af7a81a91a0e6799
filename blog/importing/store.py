"""Stores what a reader of exports hands over: in batches, each whole or not at all.

Everything is found again by its old id, so a run that was cut off is finished by the next one, and
a run with nothing new changes nothing. Rendering takes the time, so it stands between the write
transactions and not inside them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import TypeVar

from blog.addresses import has_rule
from blog.comments.actions import add_comment, hide
from blog.comments.models import Comment
from blog.db import db, now, reading, writing
from blog.importing.queries import (
    comments_by_legacy_id,
    number_of_labels,
    posts_by_legacy_id,
    rest_without_limit,
)
from blog.importing.records import AuthorRecord, CommentRecord, Export, PostRecord, Skipped
from blog.importing.report import Report
from blog.importing.settings import take_settings
from blog.media.actions import discard_files
from blog.people.actions import add_author
from blog.people.models import User
from blog.people.queries import by_legacy_key
from blog.popular.actions import renew_ranking
from blog.posts.actions import (
    Removed,
    add_alias,
    add_post,
    keep_rendered,
    label,
    place,
    place_by_pattern,
    publish,
    recount_months,
    remove_untouched_samples,
    uncount,
)
from blog.posts.models import Post
from blog.posts.paths import clean_path, is_reserved, path_key
from blog.posts.queries import is_key_taken, labels_of
from blog.richtext import Rendered, render_comment, render_post
from blog.site.queries import site

BATCH = 100
LONGEST_LEGACY_ID = 300
LONGEST_AUTHOR_KEY = 500
LONGEST_LABEL = 200
LONGEST_PATH = 900  # A suffix still has room in the column.

T = TypeVar("T")
Step = Callable[[int], None]


def store(
    export: Export, *, format: str, is_trial: bool = False, step: Step | None = None
) -> Report:
    """Bring an export in, or with `is_trial` only find out what that would change.

    `step` is told after each batch how many posts and comments it held.
    """
    return _Storing(export, format, is_trial, step or (lambda number: None)).run()


class _Storing:
    """One run: its report, and the people met so far."""

    def __init__(self, export: Export, format: str, is_trial: bool, step: Step) -> None:
        self.export, self.format, self.is_trial, self.step = export, format, is_trial, step
        self.report = Report(skipped=list(export.skipped))
        self.people: dict[str, int | None] = {}
        self.language = ""

    def run(self) -> Report:
        try:
            if self.is_trial:  # All of it is one transaction, in which much is rendered.
                rest_without_limit()
            removed = self._prepare()
            for posts in _batches(sorted(self.export.posts, key=_placed_late), BATCH):
                self._take_posts(posts)
            for comments in _batches(self.export.comments, BATCH):
                self._take_comments(comments)
            with self._transaction():
                renew_ranking()
        finally:
            db.session.rollback()  # Nothing is left open, and after a trial nothing remains.
        if not self.is_trial:
            discard_files(removed.pictures)
        if self.report.changes:
            self.report.notes += [*self.export.lost, *self.export.repairs]
        return self.report

    def _transaction(self) -> AbstractContextManager[None]:
        return _pretending() if self.is_trial else writing()

    def _prepare(self) -> Removed:
        """Settings come first, because the time zone decides months and the language rendering."""
        with self._transaction():
            removed = remove_untouched_samples() if self._has_entries() else Removed()
            zone = site().time_zone
            self.report.settings, notes = take_settings(self.export.blog)
            self.report.notes += notes if self.report.settings else []
            if site().time_zone != zone:
                recount_months()
            self.language = site().language
        self.report.samples_removed = removed.posts
        return removed

    def _has_entries(self) -> bool:
        return bool(self.export.posts or self.export.comments)

    # Posts and pages

    def _take_posts(self, records: Sequence[PostRecord]) -> None:
        rendered = self._rendered(self._news(records))
        with self._transaction():
            labels_before = number_of_labels()
            known = posts_by_legacy_id(map(_legacy_id, records))
            for record in records:
                post = known.get(_legacy_id(record))
                if post is None:
                    self._add(record, rendered[record.id])
                elif self._is_news(post, record):
                    self._renew(post, record, rendered[record.id])
            self.report.labels += number_of_labels() - labels_before
        self.step(len(records))

    def _news(self, records: Sequence[PostRecord]) -> list[PostRecord]:
        """Those that are not here yet, or stand otherwise in the export than here."""
        with nullcontext() if self.is_trial else reading():
            known = posts_by_legacy_id(map(_legacy_id, records))
            news = []
            for record in records:
                post = known.get(_legacy_id(record))
                if post is None or self._is_news(post, record):
                    news.append(record)
        return news

    def _is_news(self, post: Post, record: PostRecord) -> bool:
        moment = _updated_at(record)
        return not (moment and moment < post.updated_at) and _differs(post, record)

    def _rendered(self, records: Sequence[PostRecord]) -> dict[str, Rendered]:
        return {
            record.id: render_post(
                record.html, "html", blog_language=self.language, title=record.title
            )
            for record in records
        }

    def _add(self, record: PostRecord, rendered: Rendered) -> None:
        post = Post(
            kind=record.kind,
            origin="import",
            legacy_id=_legacy_id(record),
            author_id=self._author(record.author),
            created_at=record.published_at or _updated_at(record) or now(),
        )
        _write(post, record, rendered)
        add_post(post)
        self._place(post, record)
        self._settle(post, record, rendered)

    def _renew(self, post: Post, record: PostRecord, rendered: Rendered) -> None:
        """A newer export knows better, but never better than who changed the post here."""
        if post.version > 1 or post.status == "trashed":
            why = "changed in the export, but also here: it stays as it is here"
            self.report.skipped.append(Skipped(record.kind, record.id, why))
            return
        uncount(post)
        old_path = post.path if post.was_public else None
        _write(post, record, rendered)
        if _wants_to_move(post, record):
            self._place(post, record)
            if old_path and old_path != post.path:
                db.session.flush()
                add_alias(old_path, post=post)
        self._settle(post, record, rendered)

    def _place(self, post: Post, record: PostRecord) -> None:
        """The old path to the letter; where another post has it, a variant of it."""
        path = _lasting_path(record)
        if path:
            if not place(post, path):
                self._note_move(post, record)
        elif record.status != "draft":
            place_by_pattern(post, name=_number(record.id))
            if record.path:
                self._note_move(post, record)

    def _note_move(self, post: Post, record: PostRecord) -> None:
        name = record.title or "without a title"
        self.report.notes.append(
            f"path {str(record.path)[:LONGEST_PATH]} was taken, too long or impossible: "
            f"the {record.kind} “{name}” is at {post.path}"
        )

    def _settle(self, post: Post, record: PostRecord, rendered: Rendered) -> None:
        label(post, (name[:LONGEST_LABEL] for name in record.labels))
        if record.status == "draft":
            post.status, post.published_at = "draft", None
            db.session.flush()
        else:
            publish(post, _published_at(record))
        counts = self.report.pages if record.kind == "page" else self.report.posts
        counts[record.status] += 1
        self.report.losses.update(rendered.lost)

    def _author(self, record: AuthorRecord | None) -> int | None:
        if record is None:
            return None
        key = self._author_key(record)
        if self._person(key) is None:
            self.people[key] = add_author(record.name[:200], legacy_key=key, origin="import").id
            self.report.authors += 1
        return self.people[key]

    def _person(self, key: str) -> int | None:
        """The person's number, remembered for the run; None for a stranger."""
        if key not in self.people:
            found = by_legacy_key(key)
            self.people[key] = found.id if found else None
        return self.people[key]

    def _author_key(self, record: AuthorRecord) -> str:
        return _fitting(f"{self.format}:{record.key}", LONGEST_AUTHOR_KEY)

    # Comments

    def _take_comments(self, records: Sequence[CommentRecord]) -> None:
        rendered = {record.id: render_comment(record.html, "html") for record in records}
        with self._transaction():
            ids = {_legacy_id(one) for one in records}
            known = comments_by_legacy_id(ids | {_fitting(one.parent or "") for one in records})
            posts = posts_by_legacy_id({_fitting(one.post or "") for one in records})
            for record in records:
                found = known.get(_legacy_id(record))
                post = posts.get(_fitting(record.post or ""))
                if found is not None:
                    self._withdraw(found, record)
                elif post is None:
                    self._skip_orphan(record)
                else:
                    parent = known.get(_fitting(record.parent or ""))
                    known[_legacy_id(record)] = self._say(post, record, parent, rendered[record.id])
        self.step(len(records))

    def _say(self, post: Post, record: CommentRecord, parent: Comment | None, html: str) -> Comment:
        self.report.comments[record.state] += 1
        return add_comment(
            post,
            name=record.author.name,
            source=record.html,
            source_format="html",
            html=html,
            parent=parent if parent and parent.post_id == post.id else None,
            url=record.author.url,
            user=self._known_author(record.author),
            created_at=record.created_at or record.updated_at or post.published_at,
            state=record.state,
            origin="import",
            anchor=record.anchor[:100] or None,
            legacy_id=_legacy_id(record),
        )

    def _known_author(self, record: AuthorRecord) -> User | None:
        """The author of posts who wrote this comment, if that is sure.

        It goes by the profile alone: anybody may have typed the author's name.
        """
        found = self._person(self._author_key(record)) if record.url else None
        return db.session.get(User, found) if found else None

    def _withdraw(self, comment: Comment, record: CommentRecord) -> None:
        """What its writer has removed over there since does not stay here either."""
        if record.state == "deleted" and hide(comment):
            comment.source = comment.html = ""
            self.report.comments["deleted"] += 1

    def _skip_orphan(self, record: CommentRecord) -> None:
        why = "the post or page it stands on is not in the export"
        self.report.skipped.append(Skipped("comment", record.id, why))


@contextmanager
def _pretending() -> Iterator[None]:
    """Everything is tried on the database, and nothing is committed."""
    yield
    db.session.flush()


def _batches(records: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(records), size):
        yield records[start : start + size]


def _placed_late(record: PostRecord) -> bool:
    """Drafts come after all others: a path that two claim belongs to the one that readers know."""
    return record.status == "draft"


def _write(post: Post, record: PostRecord, rendered: Rendered) -> None:
    post.title, post.description = record.title, record.description
    post.source, post.source_format = record.html, "html"
    post.comments_policy = record.comments
    post.updated_at = _updated_at(record) or now()
    keep_rendered(post, rendered)


def _differs(post: Post, record: PostRecord) -> bool:
    is_draft = record.status == "draft"
    here = (post.title, post.source, post.description, post.comments_policy, post.status)
    there = (
        record.title,
        record.html,
        record.description,
        record.comments,
        "draft" if is_draft else "published",
    )
    labels = {name for _slug, name in labels_of([post.id]).get(post.id, ())}
    moment = _published_at(record)
    return (
        here != there
        or labels != {name[:LONGEST_LABEL].strip() for name in record.labels}
        or (not is_draft and moment is not None and moment != post.published_at)
        or _wants_to_move(post, record)
    )


def _wants_to_move(post: Post, record: PostRecord) -> bool:
    """Whether the export has it at a path that is free here and not its own."""
    path = _lasting_path(record)
    if path is None or is_reserved(path):
        return False
    wanted = path_key(path)
    return wanted != post.path_key and not (
        has_rule(wanted) or is_key_taken(wanted, by_other_than=post.id)
    )


def _lasting_path(record: PostRecord) -> str | None:
    """The path that it had, None where it can have that no more."""
    path = clean_path(record.path) if record.path else ""
    is_possible = 0 < len(path) <= LONGEST_PATH and "\0" not in path_key(path)
    return path if is_possible else None


def _published_at(record: PostRecord) -> datetime | None:
    return record.published_at or record.updated_at


def _updated_at(record: PostRecord) -> datetime | None:
    return record.updated_at or record.published_at


def _legacy_id(record: PostRecord | CommentRecord) -> str:
    return _fitting(record.id)


def _fitting(key: str, longest: int = LONGEST_LEGACY_ID) -> str:
    """The key to the letter; one too long for its column ends in a hash of the whole."""
    if len(key) <= longest:
        return key
    return key[: longest - 32] + hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def _number(legacy_id: str) -> str:
    found = re.search(r"\d+$", legacy_id)
    return found[0] if found else hashlib.blake2b(legacy_id.encode(), digest_size=4).hexdigest()
