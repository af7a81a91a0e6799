"""The list of rules: what it shows, and what is done to one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from blog.db import db, now, writing
from blog.moderation.actions import block, forget_ended
from blog.moderation.lists import found
from blog.moderation.models import Rule
from blog.moderation.queries import SIZE, rules
from tests.stage.reader import Reader

SignIn = Callable[..., Reader]
MakeRule = Callable[..., int]

ROOM = "/admin/rules/"


@pytest.fixture
def make_rule(app: Flask) -> MakeRule:
    def make(pattern: str, **columns: object) -> int:
        with app.app_context(), writing():
            rule = Rule(**({"kind": "word", "pattern": pattern, "act": "hold"} | columns))
            db.session.add(rule)
            db.session.flush()
            return rule.id

    return make


@pytest.mark.sqlite
@pytest.mark.parametrize("kind", ["word", "network"])
def test_an_empty_list_says_what_to_do_next(sign_in: SignIn, kind: str) -> None:
    page = sign_in("owner").get(f"{ROOM}?kind={kind}")
    assert len(page.find("p.empty").text()) > 20
    assert page.find(f".head a[href='{ROOM}new?kind={kind}']")


def test_a_rule_is_changed(app: Flask, sign_in: SignIn, make_rule: MakeRule) -> None:
    number = make_rule("casino")
    owner = sign_in("owner")
    page = owner.get(f"{ROOM}{number}")
    assert "casino" in page.find("h1").text()
    answer = owner.post(f"{ROOM}{number}", data={"act": "refuse", "days": "1"})
    assert (answer.status_code, answer.location) == (303, f"{ROOM}?kind=word&done=changed")
    assert "Refuse · until" in owner.get(answer.location).texts(".entry .hint")[0]
    bad = owner.post(f"{ROOM}{number}", data={"act": "explode", "days": "1"})
    assert bad.status_code == 422
    assert bad.find("#act-error")
    assert owner.get("/admin/audit/").text.count("Changed the rule “casino”") == 1


def test_a_rule_is_deleted(app: Flask, sign_in: SignIn, make_rule: MakeRule) -> None:
    number = make_rule("203.0.113.0/24", kind="network")
    owner = sign_in("owner")
    answer = owner.post(f"{ROOM}{number}/deletion?q=203")
    assert answer.location == f"{ROOM}?kind=network&q=203&done=removed"
    assert not owner.get(answer.location).html.css(".entry")
    assert owner.post(f"{ROOM}{number}/deletion").status_code == 404
    assert owner.get(f"{ROOM}{number}").status_code == 404


@pytest.mark.sqlite
def test_the_list_is_searched_and_turned_page_by_page(sign_in: SignIn, make_rule: MakeRule) -> None:
    for number in range(SIZE + 3):
        make_rule(f"word {number}")
    make_rule("100% safe")
    owner = sign_in("owner")
    page = owner.get(ROOM)
    assert len(page.html.css(".entry")) == SIZE
    older = page.find(".turn a").attributes["href"]
    assert owner.get(older).texts(".entry b") == [f"word {number}" for number in (3, 2, 1, 0)]
    assert owner.get(f"{ROOM}?q=0%25").texts(".entry b") == ["100% safe"]
    assert "No rule fits." in owner.get(f"{ROOM}?q=nowhere").text
    for lost in ("kind=sender", "before=x", "before=99999999999"):
        assert owner.get(f"{ROOM}?{lost}").status_code == 404


def test_the_hash_of_a_network_is_shown_to_nobody_and_goes_when_its_day_is_over(
    app: Flask, sign_in: SignIn, make_rule: MakeRule
) -> None:
    make_rule("f00f", kind="sender", act="refuse", ends_at=now() - timedelta(minutes=1))
    make_rule("beef", kind="sender", act="refuse", ends_at=now() + timedelta(hours=1))
    page = sign_in("owner").get(f"{ROOM}?kind=network")
    assert page.texts(".entry b") == ["The network of a comment"] * 2
    assert "f00f" not in page.text
    assert "over since" in page.texts(".entry .hint")[1]
    with app.app_context():
        assert not found(rules(now()), keys=["f00f"])
        assert found(rules(now()), keys=["beef"])
        with writing():
            forget_ended()
            block("beef", None)
        assert list(db.session.scalars(select(Rule.pattern))) == ["beef"]


@pytest.mark.sqlite
def test_the_rules_cost_one_query(
    app: Flask, make_rule: MakeRule, count_queries: Callable[[], object]
) -> None:
    for number in range(5):
        make_rule(f"word {number}")
    with app.app_context(), count_queries() as asked:  # type: ignore[attr-defined]
        rules(now())
    assert len(asked) == 1
