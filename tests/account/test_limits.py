"""How often one may try: counted in the database, whoever claims to come from where."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from blog.account.jobs import forget_what_is_over
from blog.account.limits import KNOWN_FOR, PER_ACCOUNT, PER_NETWORK, SPAN
from blog.account.models import Attempt, KnownNetwork
from blog.account.queries import attempt_times
from blog.config import Config
from blog.db import db, now
from tests.account.conftest import EMAIL, PASSWORD, add
from tests.stage.reader import Answer, Reader

MOST = PER_ACCOUNT["sign_in"]


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask]) -> Flask:
    """A blog behind one proxy, so that tests choose where somebody comes from."""
    return make_app(replace(config, trusted_proxies=1))


def try_it(
    browser: Reader, password: str = "wrong", email: str = EMAIL, at: str = "192.0.2.1"
) -> Answer:
    return browser.post(
        "/account/sign-in",
        data={"email": email, "password": password},
        headers={"X-Forwarded-For": at},
    )


def test_after_ten_failures_the_eleventh_waits(olga: int, reader: Reader) -> None:
    assert [try_it(reader).status_code for _ in range(MOST)] == [422] * MOST
    answer = try_it(reader, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= SPAN.total_seconds() + 1
    assert "wait" in answer.find("[role=alert]").text()
    assert answer.find("[name=email]").attributes["value"] == EMAIL


def test_the_wait_is_over_after_a_quarter_of_an_hour(olga: int, reader: Reader) -> None:
    for _ in range(MOST):
        try_it(reader)
    waited = int(try_it(reader).headers["Retry-After"])
    with time_machine.travel(now() + timedelta(seconds=waited), tick=True):
        assert try_it(reader, PASSWORD).status_code == 303


def test_what_was_right_does_not_count(olga: int, reader: Reader) -> None:
    assert {try_it(reader, PASSWORD).status_code for _ in range(MOST + 5)} == {303}


def test_an_unknown_name_is_limited_alike(olga: int, reader: Reader) -> None:
    known = [try_it(reader, at="198.51.100.1").status_code for _ in range(MOST + 1)]
    unknown = [
        try_it(reader, email="nobody@example.org", at="198.51.100.1").status_code
        for _ in range(MOST + 1)
    ]
    assert known == unknown == [422] * MOST + [429]


def test_others_failures_do_not_lock_the_owner_out(olga: int, reader: Reader) -> None:
    """Who has signed in from a network gets in there, whatever the rest of the world does."""
    try_it(reader, PASSWORD, at="192.0.2.7")
    for number in range(MOST):
        try_it(reader, at=f"198.51.{number}.1")
    assert try_it(reader, PASSWORD, at="203.0.113.5").status_code == 429
    assert try_it(reader, PASSWORD, at="192.0.2.9").status_code == 303


def test_ones_own_network_is_limited_too(olga: int, reader: Reader, hashes: list[str]) -> None:
    try_it(reader, PASSWORD)
    hashes.clear()
    assert {try_it(reader).status_code for _ in range(MOST)} == {422}
    assert try_it(reader, PASSWORD).status_code == 429
    assert len(hashes) == MOST


def test_a_network_is_limited_over_all_names(app: Flask, reader: Reader, hashes: list[str]) -> None:
    answers = [
        try_it(reader, email=f"person{number}@example.org").status_code
        for number in range(PER_NETWORK + 3)
    ]
    assert answers == [422] * PER_NETWORK + [429] * 3
    assert len(hashes) == PER_NETWORK
    assert try_it(reader, email="else@example.org", at="198.51.100.1").status_code == 422


@pytest.mark.sqlite  # Many requests; that the limit holds on both is shown by those around it.
def test_a_thousand_tries_from_a_thousand_networks_reach_the_hash_ten_times(
    olga: int, reader: Reader, hashes: list[str]
) -> None:
    for number in range(1000):
        try_it(reader, at=f"198.{number // 250}.{number % 250}.1")
    assert len(hashes) == MOST


def test_a_header_that_no_proxy_sets_changes_nothing(
    config: Config, make_app: Callable[[Config], Flask], hashes: list[str]
) -> None:
    app = make_app(replace(config, trusted_proxies=0))
    reader = Reader(app)
    for number in range(PER_NETWORK + 10):
        try_it(reader, email=f"person{number}@example.org", at=f"198.51.{number}.1")
    assert len(hashes) == PER_NETWORK


def test_many_at_once_are_no_more_than_the_limit_allows(
    app: Flask, olga: int, hashes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*asked: Any, **named: Any) -> list[datetime]:
        found = attempt_times(*asked, **named)
        time.sleep(0.02)  # So that several would count before any of them writes.
        return found

    monkeypatch.setattr("blog.account.limits.attempt_times", slowly)

    def attempt(number: int) -> int:
        return try_it(Reader(app), at=f"198.51.{number}.1").status_code

    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(attempt, range(40)))
    assert answers.count(422) == MOST
    assert len(hashes) == MOST


def test_where_a_try_cannot_be_counted_nobody_gets_in(
    olga: int, reader: Reader, hashes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("blog.account.limits.attempt_times", fail)
    assert try_it(reader, PASSWORD).status_code == 500
    assert hashes == []
    assert reader.get("/admin/").status_code == 303


def test_nothing_that_was_typed_is_kept(app: Flask, reader: Reader) -> None:
    try_it(reader, email="someone@example.org")
    with app.app_context():
        row = db.session.query(Attempt).one()
        assert "someone" not in repr(vars(row))
        assert "192.0.2" not in repr(vars(row))


def test_what_limits_nobody_any_more_is_forgotten(app: Flask, reader: Reader) -> None:
    add(app, "Olga", EMAIL, "owner", PASSWORD)
    try_it(reader, PASSWORD)
    try_it(reader)
    with time_machine.travel(now() + KNOWN_FOR + SPAN), app.app_context():
        forget_what_is_over()
        assert db.session.query(Attempt).count() == 0
        assert db.session.query(KnownNetwork).count() == 0
