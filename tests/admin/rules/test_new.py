"""New rules: words and networks, several at once, and what is told where one is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.db import db, now
from blog.moderation.models import Rule
from tests.stage.reader import Answer, Reader

SignIn = Callable[..., Reader]

ROOM = "/admin/rules/"


def add(browser: Reader, patterns: str, **more: str) -> Answer:
    fields = {"kind": "word", "act": "hold", "days": "", "patterns": patterns}
    return browser.post(f"{ROOM}new", data=fields | more)


def kept(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        found = db.session.execute(select(Rule.kind, Rule.pattern, Rule.act).order_by(Rule.id))
        return [(kind, pattern, act) for kind, pattern, act in found]


def test_words_are_added_one_a_line(app: Flask, sign_in: SignIn) -> None:
    editor = sign_in("editor")
    page = editor.get(f"{ROOM}new")
    assert page.find("form.sheet textarea[name=patterns][required]")
    answer = add(editor, "Casino*\n\n  Buy   NOW \ncasino*\n博彩\n💰", act="refuse")
    assert (answer.status_code, answer.location) == (303, f"{ROOM}?kind=word&done=added")
    words = ["casino*", "buy now", "博彩", "💰"]
    assert kept(app) == [("word", word, "refuse") for word in words]
    listed = editor.get(answer.location)
    assert listed.texts(".entry b") == words[::-1]
    assert listed.texts(".entry .hint") == ["Refuse · for good"] * 4
    with app.app_context():
        (line,) = db.session.scalars(select(AuditLine))
    assert (line.action, line.subject) == ("rule.add", "casino*, buy now, 博彩, 💰")


def test_networks_are_kept_in_their_shortest_form_and_end(app: Flask, sign_in: SignIn) -> None:
    owner = sign_in("owner")
    form = owner.get(f"{ROOM}new?kind=network")
    assert form.find("select[name=kind] option[selected]").attributes["value"] == "network"
    lines = "203.0.113.9/24\n198.51.100.7\n2001:DB8:0::/32"
    answer = add(owner, lines, kind="network", days="7", act="allow")
    assert answer.location == f"{ROOM}?kind=network&done=added"
    patterns = ["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32"]
    assert kept(app) == [("network", pattern, "allow") for pattern in patterns]
    assert owner.get(answer.location).texts(".entry .hint")[0].startswith("Let through · until")
    with app.app_context():
        ends_at = db.session.scalars(select(Rule.ends_at)).first()
    assert ends_at is not None
    assert timedelta(days=6.9) < ends_at - now() <= timedelta(days=7)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("kind", "patterns", "reason"),
    [
        ("word", "", "Please write at least one line."),
        ("word", "casino\nx", "Line 2, “x”: Please write at least two letters"),
        ("word", "!?", "Please write at least two letters"),
        ("word", "*", "Please write at least two letters"),
        ("word", "x" * 201, "at most 200 characters"),
        ("network", "203.0.113.0/24\ncasino", "Line 2, “casino”: This is no network."),
        ("network", "203.0.113.256", "This is no network."),
        ("network", "0.0.0.0/0", "This network is too wide"),
        ("network", "::/0", "This network is too wide"),
    ],
)
def test_what_can_be_no_rule_is_told_beside_the_lines(
    app: Flask, sign_in: SignIn, kind: str, patterns: str, reason: str
) -> None:
    answer = add(sign_in("owner"), patterns, kind=kind)
    assert answer.status_code == 422
    assert reason in answer.find("#patterns-error").text()
    assert answer.find("textarea[name=patterns]").text().strip() == patterns
    assert kept(app) == []


def test_what_is_there_is_not_added_again(app: Flask, sign_in: SignIn) -> None:
    owner = sign_in("owner")
    add(owner, "casino")
    assert add(owner, "CASINO\nbet", act="refuse").status_code == 303
    assert kept(app) == [("word", "casino", "hold"), ("word", "bet", "refuse")]
    answer = add(owner, "casino\nbet")
    assert answer.status_code == 422
    assert "in the list already" in answer.find("#patterns-error").text()
    assert len(kept(app)) == 2


@pytest.mark.sqlite
def test_there_are_only_so_many(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.admin.rules.routes.MOST_RULES", 2)
    answer = add(sign_in("owner"), "one\ntwo\nthree")
    assert answer.status_code == 422
    assert "Please delete some" in answer.find("#patterns-error").text()
    assert kept(app) == []


@pytest.mark.sqlite
def test_authors_make_no_rules(sign_in: SignIn) -> None:
    author = sign_in("author")
    assert author.get(ROOM).status_code == 403
    assert add(author, "casino").status_code == 403
    assert "Rules" not in author.get("/admin/").texts(".rooms a")
