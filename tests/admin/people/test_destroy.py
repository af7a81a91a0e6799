"""Shutting people out, letting them in, and deleting them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask

from blog.account.models import Login
from blog.db import db, writing
from blog.media.models import Media
from blog.people.models import User
from blog.posts.models import Post
from tests.stage.reader import Reader


@pytest.mark.parametrize("htmx", [False, True])
def test_who_is_disabled_is_out_at_once_and_back_when_enabled(
    app: Flask, sign_in: Callable[..., Reader], htmx: bool
) -> None:
    owner, writer = sign_in("owner"), sign_in("author")
    browser = owner.htmx if htmx else owner
    assert writer.who
    address = f"/admin/people/{writer.who.id}"
    answer = browser.post(f"{address}/suspension")
    assert answer.status_code == (200 if htmx else 303)
    assert "disabled" in owner.get("/admin/people/").find("#people").text()
    assert writer.get("/admin/").status_code == 303
    with app.app_context():
        assert db.session.query(Login).filter_by(user_id=writer.who.id).count() == 0
    assert browser.post(f"{address}/readmission").status_code == (200 if htmx else 303)
    with app.app_context():
        assert db.session.get_one(User, writer.who.id).can_sign_in
    assert writer.get("/admin/").status_code == 303  # The old session is over for good.


@pytest.mark.parametrize("htmx", [False, True])
def test_nobody_disables_or_deletes_themselves(
    app: Flask, sign_in: Callable[..., Reader], htmx: bool
) -> None:
    owner, _ = sign_in("owner"), sign_in("owner")
    assert owner.who
    browser = owner.htmx if htmx else owner
    answer = browser.post(f"/admin/people/{owner.who.id}/suspension")
    assert answer.status_code == 422
    assert "another owner must do this" in answer.find("#people .error").text()
    answer = browser.post(f"/admin/people/{owner.who.id}/deletion", data={"heir": "nobody"})
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.get_one(User, owner.who.id).can_sign_in


def test_the_posts_and_pictures_of_who_leaves_go_to_the_heir(
    app: Flask, sign_in: Callable[..., Reader], author: User, make_post: Callable[..., Post],
    reader: Reader,
) -> None:  # fmt: skip
    owner, heir = sign_in("owner"), sign_in("editor").who
    assert heir
    kept = make_post(author=author)
    with app.app_context(), writing():
        picture = Media(
            name="a.webp", type="image/webp", bytes=1, width=1, height=1, user_id=author.id
        )
        db.session.add(picture)
    answer = owner.post(f"/admin/people/{author.id}/deletion", data={"heir": str(heir.id)})
    assert (answer.status_code, answer.location) == (303, "/admin/people/?done=removed")
    with app.app_context():
        assert db.session.get(User, author.id) is None
        assert db.session.get_one(Post, kept.id).author_id == heir.id
        assert db.session.query(Media).one().user_id == heir.id
    assert reader.get(str(kept.path)).status_code == 200
    assert reader.get(f"/author/{heir.slug}").status_code == 200


def test_posts_may_stay_without_an_author(
    app: Flask, sign_in: Callable[..., Reader], author: User, make_post: Callable[..., Post],
    reader: Reader,
) -> None:  # fmt: skip
    kept = make_post(author=author)
    answer = sign_in("owner").post(f"/admin/people/{author.id}/deletion", data={"heir": "nobody"})
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get_one(Post, kept.id).author_id is None
    assert reader.get(str(kept.path)).status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize("heir", ["", "987654", "soup", None])
@pytest.mark.parametrize("htmx", [False, True])
def test_nobody_is_deleted_before_it_is_said_who_gets_the_posts(
    app: Flask, sign_in: Callable[..., Reader], author: User, heir: str | None, htmx: bool
) -> None:
    owner = sign_in("owner")
    browser = owner.htmx if htmx else owner
    given = {"heir": str(author.id) if heir is None else heir}
    answer = browser.post(f"/admin/people/{author.id}/deletion", data=given)
    assert answer.status_code == 422
    assert answer.html.css_first("#heir-error")
    with app.app_context():
        assert db.session.get(User, author.id)


def test_of_two_owners_who_demote_each_other_at_once_one_stays(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    browsers = [sign_in("owner"), sign_in("owner")]
    people = [browser.who for browser in browsers]
    barrier, statuses = Barrier(2), []

    def demote(browser: Reader, victim: User | None) -> None:
        assert victim
        given = {"name": victim.name, "slug": victim.slug, "role": "author",
                 "email": f"{victim.slug}@example.org", "bio": ""}  # fmt: skip
        barrier.wait()
        statuses.append(browser.post(f"/admin/people/{victim.id}", data=given).status_code)

    threads = [
        Thread(target=demote, args=pair) for pair in zip(browsers, reversed(people), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert db.session.query(User).filter_by(role="owner").count() == 1
    # The slower one is no owner any more, or even signed out.
    assert sorted(statuses)[0] == 303
    assert sorted(statuses)[1] in (303, 401, 403)
