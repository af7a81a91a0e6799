"""What the lists would do to a text, before any reader writes one like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.stage.reader import Reader

pytestmark = pytest.mark.sqlite

SignIn = Callable[..., Reader]

TRIAL = "/admin/rules/trial"


@pytest.fixture
def owner(sign_in: SignIn) -> Reader:
    browser = sign_in("owner")
    for kind, act, pattern in [
        ("word", "hold", "paper"), ("word", "refuse", "casino*"), ("word", "allow", "washi"),
        ("network", "refuse", "203.0.113.0/24"),
    ]:  # fmt: skip
        fields = {"kind": kind, "act": act, "days": "", "patterns": pattern}
        assert browser.post("/admin/rules/new", data=fields).status_code == 303
    return browser


@pytest.mark.parametrize(
    ("text", "address", "sentence", "met"),
    [
        ("Some paper.", "", "It would be held.", ["Hold: paper"]),
        ("Washi paper.", "", "It would be let through.", ["Let through: washi", "Hold: paper"]),
        ("Casinos on paper", "", "It would be refused.", ["Refuse: casino*", "Hold: paper"]),
        ("", "203.0.113.7", "It would be refused.", ["Refuse: 203.0.113.0/24"]),
        ("Hello.", "198.51.100.7", "No rule meets it.", []),
    ],
)
def test_it_tells_which_rules_meet_a_text(
    owner: Reader, text: str, address: str, sentence: str, met: list[str]
) -> None:
    for browser in (owner, owner.htmx):
        answer = browser.post(TRIAL, data={"text": text, "address": address})
        assert answer.status_code == 200
        assert answer.texts("#trial-result b") == [sentence]
        assert answer.texts("#trial-result li") == met
        assert answer.find("#trial").attributes["data-announce"] == sentence
        assert answer.find("#trial textarea").text().strip() == text
    assert "<h1" not in answer.text


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("text", {"text": "", "address": ""}),
        ("text", {"text": "x" * 5001}),
        ("address", {"address": "203.0.113.0/24"}),
        ("address", {"text": "x", "address": "nowhere"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    owner: Reader, field: str, fields: dict[str, str]
) -> None:
    for browser in (owner, owner.htmx):
        answer = browser.post(TRIAL, data=fields)
        assert answer.status_code == 422
        assert answer.find(f"#{field}-error").text()
        assert answer.find("#trial[data-announce]")
        assert not answer.html.css("#trial-result")


def test_trying_needs_a_text_first(owner: Reader) -> None:
    page = owner.get(TRIAL)
    assert page.find("form#trial textarea")
    assert not page.html.css("#trial-result, .error")
