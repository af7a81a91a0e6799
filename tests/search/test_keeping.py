"""The index follows whatever changes a post or a comment, by every way in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import delete, update

from blog.comments.actions import add_comment, change, withdraw
from blog.comments.models import Comment
from blog.db import db, now, reading, writing
from blog.importing.records import BlogRecord, Export, PostRecord
from blog.importing.store import store
from blog.labels import actions as labels
from blog.labels.queries import by_exact_name
from blog.posts import actions
from blog.posts.models import Post
from blog.sample.load import load, remove
from blog.search import actions as indexing
from blog.search.asking import asked
from blog.search.jobs import Indexing, rebuild
from blog.search.models import IndexedComment, IndexedPost
from blog.search.queries import comment_matches, matches, post_matches
from tests.admin.posts.editor import fields
from tests.stage.reader import Reader

MakePost = Callable[..., Post]
Find = Callable[[str], list[int]]
OLD = datetime(2019, 5, 1, tzinfo=UTC)


@pytest.fixture
def found(app: Flask) -> Find:
    """The numbers of the posts that readers find."""

    def find(text: str) -> list[int]:
        with app.app_context(), reading():
            return matches(asked(text), now())

    return find


@pytest.fixture
def noticed(app: Flask) -> Find:
    """The numbers of the comments that moderators find."""

    def find(text: str) -> list[int]:
        with app.app_context(), reading():
            return list(db.session.scalars(comment_matches(asked(text))))

    return find


@pytest.fixture
def at_work(app: Flask) -> Callable[[], AbstractContextManager[object]]:
    """`with at_work():` is a write transaction in the application's context."""

    class Work:
        def __enter__(self) -> None:
            self.context, self.transaction = app.app_context(), writing()
            self.context.__enter__()
            self.transaction.__enter__()

        def __exit__(self, *fault: object) -> None:
            self.transaction.__exit__(*fault)  # type: ignore[arg-type]
            self.context.__exit__(*fault)  # type: ignore[arg-type]

    return Work


@pytest.fixture
def index_anew_while(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Indexes all anew; once that has read the first of them, something else is done."""

    def run(module: ModuleType, name: str, act: Callable[[], None]) -> None:
        other, index = Thread(target=act), getattr(module, name)

        def index_slowly(read: Post | Comment) -> None:
            if other.ident is None:
                other.start()
                other.join(1)  # Done by then, unless it is let wait.
            index(read)

        monkeypatch.setattr(module, name, index_slowly)
        with app.app_context():
            Indexing()()
        other.join()

    return run


Work = Callable[[], AbstractContextManager[object]]


def test_what_the_editor_saves_is_found_and_what_it_replaced_is_not(
    sign_in: Callable[..., Reader], found: Find
) -> None:
    owner = sign_in("owner")
    owner.post("/admin/posts/new", data={"title": "Vellum", "source": "Skin of calves."})
    assert found("vellum") == []
    editor = owner.get("/admin/posts/1/edit")
    owner.post("/admin/posts/1/publication", data=fields(editor, labels="Writing stuff"))
    assert found("vellum calves") == found('label:"writing stuff" calves') == [1]
    editor = owner.get("/admin/posts/1/edit")
    owner.post("/admin/posts/1/edit", data=fields(editor, title="Parchment", source="Sheep."))
    assert (found("parchment sheep"), found("vellum"), found("calves")) == ([1], [], [])
    owner.post("/admin/posts/1/withdrawal", data=fields(owner.get("/admin/posts/1/edit")))
    assert found("parchment") == []
    owner.post("/admin/posts/1/publication", data=fields(owner.get("/admin/posts/1/edit")))
    assert found("parchment") == [1]


def test_what_an_import_brings_and_renews_is_found(app: Flask, found: Find) -> None:
    one = PostRecord(
        id="7", kind="post", status="published", title="Quills", html="<p>Of geese.</p>",
        path="/2019/05/quills.html", published_at=OLD, updated_at=OLD, labels=("Feathers",),
    )  # fmt: skip
    later = replace(one, html="<p>Of swans.</p>", labels=(), updated_at=OLD + timedelta(days=1))
    with app.app_context():
        store(Export(BlogRecord(), (one,)), format="blogger")
        assert found("quills geese") == found("label:feathers") == [1]
        store(Export(BlogRecord(), (later,)), format="blogger")
    assert (found("swans"), found("geese"), found("feathers")) == ([1], [], [])


def test_the_sample_is_found_until_it_goes(app: Flask, found: Find, at_work: Work) -> None:
    with app.app_context():
        load()
    assert len(found("the")) > 5
    with app.app_context():
        remove()
    assert found("the") == []
    with app.app_context():
        assert db.session.scalars(post_matches(asked("the"))).all() == []


def test_a_label_carries_its_new_name_into_the_index(
    app: Flask, make_post: MakePost, found: Find, at_work: Work
) -> None:
    one, two = make_post(labels=["Ink"]), make_post(labels=["Paper mill"])
    work = Indexing()

    def changed(act: Callable[..., None], *arguments: str) -> None:
        name, *rest = arguments
        with at_work():
            act(by_exact_name(name), *(by_exact_name(other) or other for other in rest))
        with app.app_context():
            work()

    changed(labels.rename, "Ink", "Gall", "gall")
    assert (found("label:gall"), found("gall"), found("label:ink")) == ([one.id], [one.id], [])
    changed(labels.merge, "Gall", "Paper mill")
    assert found('label:"paper mill"') == [two.id, one.id]
    assert found("label:paper") == found("label:gall") == []
    changed(labels.remove, "Paper mill")
    assert found('label:"paper mill"') == found("mill") == []


def test_posts_stand_by_their_publication_and_go_when_they_are_erased(
    make_post: MakePost, found: Find, at_work: Work
) -> None:
    one, two, three = (make_post(source="woodcut") for _ in range(3))
    assert found("woodcut") == [three.id, two.id, one.id]
    with at_work():
        actions.appoint(db.session.get_one(Post, one.id), now() - timedelta(hours=1))
        actions.trash(db.session.get_one(Post, two.id))
    assert found("woodcut") == [one.id, three.id]
    with at_work():
        actions.appoint(db.session.get_one(Post, one.id), now() + timedelta(hours=1))
        actions.erase(db.session.get_one(Post, three.id))
        actions.restore(db.session.get_one(Post, two.id))
        actions.publish(db.session.get_one(Post, two.id))
    assert found("woodcut") == [two.id]


def test_posts_of_one_moment_all_have_a_place(make_post: MakePost, found: Find) -> None:
    posts = [make_post(source="same", published_at=OLD).id for _ in range(40)]
    assert found("same") == posts[::-1]


def test_what_was_there_before_the_index_is_found_soon(
    app: Flask,
    make_post: MakePost,
    make_comment: Callable[..., Comment],
    found: Find,
    at_work: Work,
) -> None:
    post = make_post(source="Seen by an older version.")
    comment = make_comment(post, "A remark.")
    with at_work():
        db.session.execute(delete(IndexedPost))
        db.session.execute(update(Post).values(text="Seen by a newer version."))
    assert found("older") == found("newer") == []
    with app.app_context():
        Indexing()()
    assert (found("older"), found("newer")) == ([], [post.id])
    steps: list[int] = []
    with app.app_context():
        rebuild(steps.append)
        assert list(db.session.scalars(comment_matches(asked("remark")))) == [comment.id]
    assert sum(steps) == 2


def test_comments_are_found_by_writer_and_words_until_they_are_erased(
    post: Post, noticed: Find, at_work: Work
) -> None:
    with at_work():
        made = add_comment(
            db.session.get_one(Post, post.id), name="Zoë", source="Lovely *margins*!",
            email="zoe@example.com", state="spam",
        )  # fmt: skip
        number = made.id
    for text in ("zoe", "margins", "zoe@example.com", '"lovely margins"'):
        assert noticed(text) == [number], text
    with at_work():
        comment = db.session.get_one(Comment, number)
        change(comment, source="Gutters.", html="<p>Gutters.</p>", state="spam", verdict="")
    assert (noticed("gutters"), noticed("margins")) == ([number], [])
    with at_work():
        withdraw(db.session.get_one(Comment, number))
    assert noticed("gutters") == noticed("zoe") == []


@pytest.mark.postgresql
def test_words_taken_back_while_comments_are_indexed_anew_do_not_stay(
    post: Post, make_comment: Callable[..., Comment], noticed: Find, at_work: Work,
    index_anew_while: Callable[..., None],
) -> None:  # fmt: skip
    comment = make_comment(post, "A hasty remark.")
    with at_work():
        db.session.execute(update(IndexedComment).values(edition=0))

    def take_back() -> None:
        with at_work():
            withdraw(db.session.get_one(Comment, comment.id))

    index_anew_while(indexing, "index_comment", take_back)
    assert noticed("hasty") == []


@pytest.mark.postgresql
def test_words_that_an_import_renews_while_posts_are_indexed_anew_are_found(
    app: Flask, found: Find, at_work: Work, index_anew_while: Callable[..., None]
) -> None:
    one = PostRecord(
        id="7", kind="post", status="published", title="Quills", html="<p>Of geese.</p>",
        path="/2019/05/quills.html", published_at=OLD, updated_at=OLD,
    )  # fmt: skip
    later = replace(one, html="<p>Of swans.</p>", updated_at=OLD + timedelta(days=1))

    def take_in(record: PostRecord) -> None:
        with app.app_context():
            store(Export(BlogRecord(), (record,)), format="blogger")

    take_in(one)
    with at_work():
        db.session.execute(update(IndexedPost).values(edition=0))
    index_anew_while(actions, "index_post", lambda: take_in(later))
    assert (found("swans"), found("geese")) == ([1], [])
