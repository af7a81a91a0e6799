"""Whoever changes what hangs on posts waits for those who save posts: nobody waits in a ring."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from blog.db import db, writing
from blog.labels.queries import by_exact_name
from blog.media.models import Media
from blog.people.queries import hold_owners
from blog.posts.models import Post
from blog.posts.queries import wait_for_turn
from tests.stage.reader import Reader


@pytest.mark.postgresql
def test_labels_people_pictures_and_redirects_wait_while_a_post_is_saved(
    app: Flask,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    make_picture: Callable[..., Media],
) -> None:
    post, picture, author = make_post(labels=["Ink", "Pen"]), make_picture(), sign_in("author").who
    owner = sign_in("owner")
    assert author is not None
    with app.app_context():
        ink = by_exact_name("Ink")
        assert ink is not None
        label = ink.id
    acts = {
        f"/admin/labels/{label}": {"name": "Inks", "slug": ""},
        f"/admin/labels/{label}/merger": {"into": "Pen"},
        f"/admin/labels/{label}/deletion": {},
        f"/admin/people/{author.id}/deletion": {"heir": "nobody"},
        f"/admin/media/{picture.id}/deletion": {},
        "/admin/redirects/new": {"source": "/old", "target": str(post.path)},
        "/admin/redirects/table": {"text": f"from,to\n/older,{post.path}"},
        f"/admin/posts/{post.id}/withdrawal": {},
    }

    def act(address: str) -> int:
        return owner.htmx.post(address, data=acts[address]).status_code

    with app.app_context(), writing():
        wait_for_turn()
        with ThreadPoolExecutor(len(acts)) as pool:
            answers = dict(zip(acts, pool.map(act, acts), strict=True))
        db.session.rollback()
    assert set(answers.values()) == {503}, answers
    assert act(f"/admin/labels/{label}/merger") in (200, 303)


@pytest.mark.postgresql
def test_who_changes_people_holds_up_nobody_who_writes(
    app: Flask, sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    owner, draft = sign_in("owner"), make_post(status="draft")

    def publish() -> int:
        return owner.post(f"/admin/posts/{draft.id}/publication").status_code

    with app.app_context(), writing():
        assert hold_owners()
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(publish).result() == 303
