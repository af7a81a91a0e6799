"""The first page of the admin."""

from __future__ import annotations

from collections.abc import Callable

from tests.stage.reader import Reader


def test_a_stranger_is_led_to_the_door(reader: Reader) -> None:
    answer = reader.get("/admin/")
    assert (answer.status_code, answer.location) == (303, "/account/sign-in?next=/admin/")


def test_it_is_kept_out_of_every_cache(sign_in: Callable[..., Reader]) -> None:
    assert sign_in("contributor").get("/admin/").headers["Cache-Control"] == "private, no-store"
