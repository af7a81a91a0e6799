"""Settings that are several words, as they are set by command, by the admin or by other code."""

from __future__ import annotations

import pytest
from flask import Flask

from blog.db import writing
from blog.site.actions import change_setting, parse_value
from blog.site.checks import LIMITS, SettingRefused
from blog.site.queries import Site, read_site

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", ()),
        ("all", ("all",)),
        (" links, first ", ("first", "links")),
        ("old,old", ("old",)),
    ],
)
def test_which_comments_wait_is_set_by_their_names(
    app: Flask, text: str, value: tuple[str, ...]
) -> None:
    with app.app_context(), writing():
        change_setting("comments_hold", parse_value("comments_hold", text))
        assert read_site().comments_hold == value


def test_every_whole_number_has_its_bounds() -> None:
    assert {name for name, value in vars(Site()).items() if type(value) is int} == set(LIMITS)


@pytest.mark.parametrize("wrong", ["some", "1", ("first", 2), "first links"])
def test_a_wrong_name_is_told_those_that_there_are(app: Flask, wrong: object) -> None:
    with app.test_request_context():
        given = parse_value("comments_hold", wrong) if isinstance(wrong, str) else wrong
        with pytest.raises(SettingRefused, match="first, links, old, all"):
            change_setting("comments_hold", given)
