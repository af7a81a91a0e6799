"""Numbers that no row can have, in addresses of the admin: nothing is there, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.stage.reader import Reader

NUMBERS = [str(2**31), str(10**30), "9" * 4500]
ASKED = [
    "/admin/media/choices?featured={}",
    "/admin/settings/look/logo?before={}",
    "/admin/posts/?author={}",
    "/admin/comments/?post={}",
    "/admin/labels/?after={}",
]


@pytest.mark.parametrize("number", NUMBERS, ids=["int", "bigint", "endless"])
def test_nothing_stands_at_a_number_that_no_row_has(
    app: Flask, sign_in: Callable[..., Reader], number: str
) -> None:
    owner, asked = sign_in("owner"), 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin.") and "<number:" in rule.rule:
            values = dict.fromkeys(rule.arguments, 7)
            address = app.url_map.bind("").build(rule.endpoint, values).replace("/7", f"/{number}")
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            # Where a rule takes no such number, the rule of all addresses answers, by GET alone.
            assert owner.open(address, method=method).status_code in (404, 405), address
            asked += 1
    assert asked > 30


@pytest.mark.parametrize("number", NUMBERS, ids=["int", "bigint", "endless"])
def test_a_list_asked_for_by_such_a_number_still_answers(
    sign_in: Callable[..., Reader], number: str
) -> None:
    owner = sign_in("owner")
    for address in ASKED:
        assert owner.get(address.format(number)).status_code in (200, 404), address


def test_no_logo_comes_from_such_a_picture(sign_in: Callable[..., Reader]) -> None:
    sent = {"media_id": NUMBERS[1]}
    assert sign_in("owner").post("/admin/settings/look/logo", data=sent).status_code == 422
