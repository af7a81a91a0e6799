"""Being signed in: one cookie, one row, and the end of it."""

from __future__ import annotations

from collections.abc import Callable

from tests.stage.reader import Reader


def test_the_end_of_a_session_is_the_end_of_its_cookie(sign_in: Callable[..., Reader]) -> None:
    owner = sign_in("owner")
    assert owner.get("/admin/").status_code == 200
    assert owner.post("/account/sign-out").status_code == 303
    assert owner.get("/admin/").status_code == 303
