"""Stores what a reader of exports hands over: in batches, each whole or not at all.

Everything is found again by its old id, so a run that was cut off is finished by the next one, and
a run with nothing new changes nothing. Rendering takes the time, so it stands between the write
transactions and not inside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TypeVar

from blog.comments.actions import add_comment, hide
from blog.comments.models import Comment
from blog.db import db, now, reading, writing
from blog.importing.matching import (
    LONGEST_LABEL,
    LONGEST_PATH,
    differs,
    fitting,
    lasting_path,
    legacy_id,
    number,
    placed_late,
    published_at,
    updated_at,
    wants_to_move,
)
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
    add_post,
    keep_rendered,
    label,
    publish,
    remove_untouched_samples,
)
from blog.posts.counting import recount_months, uncount
from blog.posts.models import Post
from blog.posts.placing import add_alias, place, place_by_pattern
from blog.richtext import Rendered, render_comment, render_post
from blog.search.actions import index_comment
from blog.site.queries import site

BATCH = 100
LONGEST_AUTHOR_KEY = 500

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
            for posts in _batches(sorted(self.export.posts, key=placed_late), BATCH):
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
            known = posts_by_legacy_id(map(legacy_id, records))
            for record in records:
                post = known.get(legacy_id(record))
                if post is None:
                    self._add(record, rendered[record.id])
                elif self._is_news(post, record):
                    self._renew(post, record, rendered[record.id])
            self.report.labels += number_of_labels() - labels_before
        self.step(len(records))

    def _news(self, records: Sequence[PostRecord]) -> list[PostRecord]:
        """Those that are not here yet, or stand otherwise in the export than here."""
        with nullcontext() if self.is_trial else reading():
            known = posts_by_legacy_id(map(legacy_id, records))
            news = []
            for record in records:
                post = known.get(legacy_id(record))
                if post is None or self._is_news(post, record):
                    news.append(record)
        return news

    def _is_news(self, post: Post, record: PostRecord) -> bool:
        moment = updated_at(record)
        return not (moment and moment < post.updated_at) and differs(post, record)

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
            legacy_id=legacy_id(record),
            author_id=self._author(record.author),
            created_at=record.published_at or updated_at(record) or now(),
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
        if wants_to_move(post, record):
            self._place(post, record)
            if old_path and old_path != post.path:
                db.session.flush()
                add_alias(old_path, post=post)
        self._settle(post, record, rendered)

    def _place(self, post: Post, record: PostRecord) -> None:
        """The old path to the letter; where another post has it, a variant of it."""
        path = lasting_path(record)
        if path:
            if not place(post, path):
                self._note_move(post, record)
        elif record.status != "draft":
            place_by_pattern(post, name=number(record.id))
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
            publish(post, published_at(record))
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
        return fitting(f"{self.format}:{record.key}", LONGEST_AUTHOR_KEY)

    # Comments

    def _take_comments(self, records: Sequence[CommentRecord]) -> None:
        rendered = {record.id: render_comment(record.html, "html") for record in records}
        with self._transaction():
            ids = {legacy_id(one) for one in records}
            known = comments_by_legacy_id(ids | {fitting(one.parent or "") for one in records})
            posts = posts_by_legacy_id({fitting(one.post or "") for one in records})
            for record in records:
                found = known.get(legacy_id(record))
                post = posts.get(fitting(record.post or ""))
                if found is not None:
                    self._withdraw(found, record)
                elif post is None:
                    self._skip_orphan(record)
                else:
                    parent = known.get(fitting(record.parent or ""))
                    known[legacy_id(record)] = self._say(post, record, parent, rendered[record.id])
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
            legacy_id=legacy_id(record),
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
            index_comment(comment)
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


def _write(post: Post, record: PostRecord, rendered: Rendered) -> None:
    post.title, post.description = record.title, record.description
    post.source, post.source_format = record.html, "html"
    post.comments_policy = record.comments
    post.updated_at = updated_at(record) or now()
    keep_rendered(post, rendered)
