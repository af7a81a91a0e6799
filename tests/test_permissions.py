"""Who reaches what: every address of the admin × every role × one's own and others' things."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import update

from blog.admin.access import RULES
from blog.comments.models import Comment
from blog.db import db, sqlite_module, writing
from blog.media.models import Media
from blog.people.models import User
from blog.people.policy import ROLES, TABLE, may
from blog.posts.models import Post
from tests.stage.reader import Reader
from tests.stage.routes import Route, routes

pytestmark = pytest.mark.sqlite

# Whose a thing is; drafts and public ones differ for contributors.
OWN, FOREIGN = "own", "foreign"


Thing = Post | Comment | Media | User
Named = Sequence[tuple[str, Thing | None]]


@dataclass(frozen=True)
class World:
    """Somebody signed in, and things of theirs and of somebody else."""

    browser: Reader
    things: dict[str, list[tuple[str, Thing]]]


class Kept:
    """The rows as they are now, and the way back to them."""

    def __init__(self, app: Flask) -> None:
        file = str(app.config["BLOG"].data_dir / "octavo.db")
        self._live, self._copy = (sqlite_module().connect(name) for name in (file, ":memory:"))
        self._live.backup(self._copy)
        self._version = self._live.execute("PRAGMA data_version").fetchone()

    def was_written(self) -> bool:
        """Whether anybody else has committed since."""
        return bool(self._live.execute("PRAGMA data_version").fetchone() != self._version)

    def restore(self) -> None:
        """Put all rows back if any was changed."""
        if self.was_written():
            self._copy.backup(self._live)
            self._version = self._live.execute("PRAGMA data_version").fetchone()


def admin(app: Flask) -> Iterator[Route]:
    for unsafe in (False, True):
        for route in routes(app, unsafe=unsafe):
            if route.endpoint.startswith("admin."):
                yield route


def test_every_address_of_the_admin_has_a_line_in_the_rules(app: Flask) -> None:
    assert {route.endpoint for route in admin(app)} == set(RULES)


def test_every_rule_asks_what_the_policy_knows() -> None:
    for endpoint, rule in RULES.items():
        assert (rule.resource, rule.action) in TABLE, endpoint


def test_every_line_of_the_policy_is_asked_for() -> None:
    asked = {(rule.resource, rule.action) for rule in RULES.values()}
    kinds = {("page", action) for resource, action in asked if resource == "post"}
    assert set(TABLE) <= asked | kinds


def test_the_rule_names_the_thing_that_the_address_names(app: Flask) -> None:
    for route in admin(app):
        named = route.variables & {"post_id", "comment_id", "media_id", "person_id"}
        assert named <= {RULES[route.endpoint].key}, route.endpoint


def test_strangers_reach_nothing(app: Flask, reader: Reader) -> None:
    for route in admin(app):
        address = route.address({})
        if route.method == "GET":
            answer = reader.get(address)
            assert answer.status_code == 303, address
            assert answer.location.startswith("/account/sign-in"), address
        else:
            assert reader.post(address).status_code == 401, address
        assert reader.htmx.open(address, method=route.method).status_code == 401, address


def test_who_was_shut_out_is_a_stranger(app: Flask, sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    assert owner.who
    with app.app_context(), writing():
        db.session.execute(
            update(User).where(User.id == owner.who.id).values(disabled_at=owner.who.created_at)
        )
    for route in admin(app):
        if route.method == "GET":
            assert owner.get(route.address({})).status_code == 303, route.endpoint


@pytest.mark.parametrize("role", ROLES)
def test_every_address_opens_to_those_alone_whom_the_policy_names(
    app: Flask, world: Callable[[str], World], role: str
) -> None:
    checked, here, kept = 0, world(role), Kept(app)
    for route in admin(app):
        rule = RULES[route.endpoint]
        named: Named = here.things[rule.key] if rule.key in route.variables else [("any", None)]
        for whose, thing in named:
            with app.app_context():
                # As it is now: what was done to it before may have changed whose it is.
                fresh = cast("Thing | None", thing and db.session.get(type(thing), thing.id))
                is_allowed = may(here.browser.who, rule.action, fresh or rule.resource)
            address = route.address({rule.key: thing.id} if thing else {})
            answer = here.browser.open(address, method=route.method)
            where = f"{role}, {whose}: {route.method} {address}"
            assert (answer.status_code == 403) != is_allowed, f"{where}: {answer.status_code}"
            assert answer.status_code < 500, where
            assert is_allowed or not kept.was_written(), where
            kept.restore()
            checked += 1
    assert checked > len(RULES)


def test_a_thing_that_is_not_there_is_missing_and_not_forbidden(
    app: Flask, sign_in: Callable[..., Reader]
) -> None:
    owner = sign_in("owner")
    for route in admin(app):
        key = RULES[route.endpoint].key
        if key in route.variables:
            answer = owner.open(route.address({key: 987654}), method=route.method)
            assert answer.status_code == 404, route.endpoint


@pytest.fixture
def world(
    app: Flask,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    make_picture: Callable[..., Media],
) -> Callable[[str], World]:
    """Makes a fresh person of a role with things, and the same things of somebody else."""

    def make(role: str) -> World:
        browser, other = sign_in(role), sign_in("author")
        assert browser.who
        assert other.who
        things: dict[str, list[tuple[str, Thing]]] = {
            "post_id": [], "comment_id": [], "media_id": [],
            "person_id": [(OWN, browser.who), (FOREIGN, other.who)],
        }  # fmt: skip
        for whose, who in ((OWN, browser.who), (FOREIGN, other.who)):
            for kind in ("post", "page"):
                for status in ("published", "draft", "trashed"):
                    post = make_post(kind=kind, status=status, author=who)
                    things["post_id"].append((f"{whose} {status} {kind}", post))
                    if (kind, status) == ("post", "published"):
                        things["comment_id"].append((whose, make_comment(post)))
            things["media_id"].append((whose, make_picture(who)))
        return World(browser, things)

    return make
