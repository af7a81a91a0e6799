"""What becomes of a post: draft, scheduled, public, in the trash, gone; and what is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from blog.audit.models import AuditLine
from blog.db import db, now
from blog.labels.models import Label
from blog.posts.models import Month, Post
from tests.admin.posts.editor import fields
from tests.stage.reader import Reader

SignIn = Callable[..., Reader]
MakePost = Callable[..., Post]
Stored = Callable[[int], Post]


@pytest.fixture
def counted(app: Flask) -> Callable[[], dict[str, int]]:
    """How many public posts each month and each label holds."""

    def read() -> dict[str, int]:
        with app.app_context():
            months = {f"{one.year}-{one.month:02}": one.posts for one in db.session.query(Month)}
            labels = {one.name: one.posts for one in db.session.query(Label)}
            return {name: posts for name, posts in (months | labels).items() if posts}

    return read


def test_a_time_ahead_schedules_it(sign_in: SignIn, stored: Stored, reader: Reader) -> None:
    owner = sign_in("owner")
    sent = {"title": "Soon", "source": "x", "published_at": "2999-01-01T10:00"}
    answer = owner.post("/admin/posts/new/publication", data=sent)
    assert answer.location == "/admin/posts/1/edit?done=scheduled"
    assert stored(1).published_at == datetime(2999, 1, 1, 10, tzinfo=UTC)
    assert reader.get(str(stored(1).path)).status_code == 404
    assert "Goes out" in owner.get("/admin/posts/1/edit").find(".state").text()


def test_what_is_scheduled_can_go_out_now(
    sign_in: SignIn, make_post: MakePost, reader: Reader
) -> None:
    made = make_post(published_at=now() + timedelta(days=9))
    owner = sign_in("owner")
    sent = fields(owner.get(f"/admin/posts/{made.id}/edit"), published_at="")
    assert owner.post(f"/admin/posts/{made.id}/edit", data=sent).status_code == 422
    answer = owner.post(f"/admin/posts/{made.id}/publication", data=sent)
    assert answer.location.endswith("done=published")
    assert reader.get(str(made.path)).status_code == 200


@pytest.mark.parametrize("typed", ["", "2001-01-01T10:00"])
@pytest.mark.sqlite
def test_to_schedule_takes_a_time_ahead(sign_in: SignIn, typed: str, stored: Stored) -> None:
    sent = {"title": "T", "source": "x", "published_at": typed}
    answer = sign_in("owner").post("/admin/posts/new/schedule", data=sent)
    assert (answer.status_code, bool(answer.find("#published_at-error").text())) == (422, True)


@pytest.mark.sqlite
def test_times_are_those_of_the_blog(
    sign_in: SignIn, change_setting: Callable[[str, object], None], stored: Stored
) -> None:
    change_setting("time_zone", "Europe/Berlin")
    owner = sign_in("owner")
    sent = {"title": "T", "source": "x"}
    missing = owner.post("/admin/posts/new", data=sent | {"published_at": "2027-03-28T02:30"})
    assert "clocks" in missing.find("#published_at-error").text()
    assert missing.find("#published_at").attributes["value"] == "2027-03-28T02:30"
    owner.post("/admin/posts/new", data=sent | {"published_at": "2027-10-31T02:30"})
    assert stored(1).published_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    shown = owner.get("/admin/posts/1/edit").find("#published_at").attributes["value"]
    assert shown == "2027-10-31T02:30"


@pytest.mark.sqlite
def test_the_second_of_two_times_of_one_name_survives_a_save(
    sign_in: SignIn,
    change_setting: Callable[[str, object], None],
    make_post: MakePost,
    stored: Stored,
) -> None:
    change_setting("time_zone", "Europe/Berlin")
    second = datetime(2025, 10, 26, 1, 30, 12, tzinfo=UTC)
    made = make_post(published_at=second)
    owner = sign_in("owner")
    address = f"/admin/posts/{made.id}/edit"
    owner.post(address, data=fields(owner.get(address), source="New."))
    assert (stored(made.id).published_at, stored(made.id).version) == (second, 2)


def test_another_time_moves_the_post_to_another_month(
    sign_in: SignIn, make_post: MakePost, counted: Callable[[], dict[str, int]]
) -> None:
    made = make_post(published_at=datetime(2025, 3, 5, 9, tzinfo=UTC), labels=["Paper"])
    owner = sign_in("owner")
    address = f"/admin/posts/{made.id}/edit"
    assert counted() == {"2025-03": 1, "Paper": 1}
    owner.post(address, data=fields(owner.get(address), published_at="2024-02-01T10:00"))
    assert counted() == {"2024-02": 1, "Paper": 1}
    owner.post(address, data=fields(owner.get(address), published_at="2999-02-01T10:00"))
    assert counted() == {}
    owner.post(
        address, data=fields(owner.get(address), published_at="2024-02-01T10:00", labels="Ink")
    )
    assert counted() == {"2024-02": 1, "Ink": 1}


def test_a_post_goes_from_public_to_the_trash_and_back(
    sign_in: SignIn,
    make_post: MakePost,
    reader: Reader,
    counted: Callable[[], dict[str, int]],
    stored: Stored,
    app: Flask,
) -> None:
    made = make_post(title="Ink", labels=["Paper"])
    owner, base = sign_in("owner"), f"/admin/posts/{made.id}"
    here = str(made.path)

    assert owner.post(f"{base}/withdrawal").location.endswith("done=unpublished")
    assert (reader.get(here).status_code, counted()) == (404, {})
    assert owner.post(f"{base}/publication").location.endswith("done=published")
    assert (reader.get(here).status_code, counted()["Paper"]) == (200, 1)
    assert stored(made.id).published_at == made.published_at
    assert owner.post(f"{base}/trash").location.endswith("done=trashed")
    assert (reader.get(here).status_code, counted()) == (410, {})
    assert owner.post(f"{base}/restoration").location.endswith("done=restored")
    assert (reader.get(here).status_code, stored(made.id).status) == (404, "draft")
    with app.app_context():
        acts = [line.action for line in db.session.query(AuditLine).order_by(AuditLine.id)]
    assert acts == ["post.unpublish", "post.publish", "post.trash", "post.restore"]


def test_old_addresses_of_what_is_in_the_trash_are_gone_with_it(
    sign_in: SignIn, post: Post, reader: Reader
) -> None:
    owner = sign_in("owner")
    editor = owner.get(f"/admin/posts/{post.id}/edit")
    owner.post(f"/admin/posts/{post.id}/trash", data=fields(editor, path="/elsewhere.html"))
    assert reader.get("/elsewhere.html").status_code == 410
    assert reader.get(str(post.path)).status_code == 410


def test_what_was_typed_is_saved_by_every_button(
    sign_in: SignIn, post: Post, stored: Stored
) -> None:
    owner = sign_in("owner")
    editor = owner.get(f"/admin/posts/{post.id}/edit")
    owner.post(f"/admin/posts/{post.id}/trash", data=fields(editor, source="Typed."))
    assert (stored(post.id).source, stored(post.id).status) == ("Typed.", "trashed")


def test_only_what_is_in_the_trash_can_go_for_good(
    sign_in: SignIn, post: Post, reader: Reader, make_comment: Callable[..., object]
) -> None:
    make_comment(post)
    owner = sign_in("owner")
    assert owner.get(f"/admin/posts/{post.id}/deletion").status_code == 404
    assert owner.post(f"/admin/posts/{post.id}/deletion").status_code == 404
    owner.post(f"/admin/posts/{post.id}/trash")
    assert "Nobody can bring it back" in owner.get(f"/admin/posts/{post.id}/deletion").text
    assert owner.post(f"/admin/posts/{post.id}/deletion").status_code == 303
    assert reader.get(str(post.path)).status_code == 404
    assert owner.get(f"/admin/posts/{post.id}/edit").status_code == 404


def test_a_contributor_takes_a_draft_out_of_the_trash_again(
    sign_in: SignIn, stored: Stored
) -> None:
    writer = sign_in("contributor")
    writer.post("/admin/posts/new", data={"title": "Mine", "source": "x"})
    writer.post("/admin/posts/1/trash")
    writer.post("/admin/posts/1/restoration")
    assert stored(1).status == "draft"
    assert writer.post("/admin/posts/1/withdrawal").status_code == 403


def test_what_was_published_meanwhile_is_out_of_a_contributors_reach(
    sign_in: SignIn, stored: Stored
) -> None:
    writer = sign_in("contributor")
    writer.post("/admin/posts/new", data={"title": "Mine", "source": "x"})
    opened = writer.get("/admin/posts/1/edit")
    sign_in("editor").post("/admin/posts/1/publication")
    assert writer.post("/admin/posts/1/edit", data=fields(opened, source="y")).status_code == 403
    assert stored(1).source == "x"


def test_an_old_tab_takes_nothing_out_of_the_trash(
    sign_in: SignIn, make_post: MakePost, stored: Stored, app: Flask
) -> None:
    made, owner = make_post(status="trashed"), sign_in("owner")
    for act in ("withdrawal", "trash"):
        owner.post(f"/admin/posts/{made.id}/{act}")
        assert stored(made.id).status == "trashed"
    with app.app_context():
        assert not db.session.query(AuditLine).all()
