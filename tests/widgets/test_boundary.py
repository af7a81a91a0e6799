"""A widget can fail; the page around it cannot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from blog.headers import PRIVATE, PUBLIC
from blog.posts.models import Post
from blog.widgets.breaker import REST
from blog.widgets.copies import OLDEST
from blog.widgets.kinds import KINDS, Link, Spot
from tests.stage.faults import FAULTS, Break, Clock, asks_nonsense, hangs, raises, without
from tests.stage.reader import Reader
from tests.stage.routes import contents

# The standard arrangement's.
ARCHIVE = "widget-5"


# What may differ between the databases.
ASKING = [name for name in FAULTS if name.startswith(("asks", "hangs"))]


@pytest.fixture
def leave_the_rest_whole(
    reader: Reader,
    make_post: Callable[..., Post],
    break_kind: Break,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> Callable[[str], None]:
    """Holds that a widget with that fault leaves a link and an otherwise identical page."""
    return lambda fault: _leaves_the_rest_whole(reader, make_post, break_kind, clock, caplog, fault)


@pytest.mark.parametrize("fault", ASKING)
def test_a_widget_that_fails_at_the_database_leaves_the_rest_of_the_page_whole(
    leave_the_rest_whole: Callable[[str], None], fault: str
) -> None:
    leave_the_rest_whole(fault)


@pytest.mark.sqlite
@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - ASKING))
def test_a_widget_that_fails_by_itself_leaves_the_rest_of_the_page_whole(
    leave_the_rest_whole: Callable[[str], None], fault: str
) -> None:
    leave_the_rest_whole(fault)


def _leaves_the_rest_whole(
    reader: Reader,
    make_post: Callable[..., Post],
    break_kind: Break,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    make_post()
    address = str(make_post(labels=["Paper"]).path)
    whole = reader.get(address)
    clock.moment += OLDEST + 1  # No copy is left that could stand in.
    broken = break_kind("archive", FAULTS[fault])
    with caplog.at_level(logging.ERROR):
        spoilt, again = reader.get(address), reader.get(address)
    assert (spoilt.status_code, spoilt.text) == (200, again.text)
    assert spoilt.find(f"#{ARCHIVE}.placeholder a[href]")
    for page in (spoilt, again):
        assert page.headers["Cache-Control"] == PRIVATE, "no cache may keep it beyond the fault"
        assert "ETag" not in page.headers
    assert without(spoilt.text, ARCHIVE) == without(whole.text, ARCHIVE)
    assert len(broken.calls) == 1, "it rests after it has failed"
    [told] = faults_in(caplog)
    assert (told["widget"], told["placement"]) == ("archive", 5)
    broken.mend()
    clock.moment += REST
    healed = reader.get(address)
    assert healed.text == whole.text
    assert healed.headers["Cache-Control"] == whole.headers["Cache-Control"] == PUBLIC


def test_a_widget_that_gets_over_a_failed_statement_spoils_no_other(
    reader: Reader, make_post: Callable[..., Post], break_kind: Break
) -> None:
    def gets_over_it() -> str:
        with suppress(DBAPIError):
            asks_nonsense()
        return '<h2 id="widget-4-title">Not much</h2>'

    make_post()
    post = make_post(labels=["Paper"])
    break_kind("labels", gets_over_it)
    page = reader.get(str(post.path))
    assert page.texts("#widget-4 h2") == ["Not much"]
    assert page.texts("#widget-5 h2, #widget-1 h2") == ["Archive", "Popular posts from this blog"]


@pytest.mark.parametrize("fault", [raises, hangs])
def test_the_last_good_copy_stands_in_for_a_failing_widget(
    reader: Reader, post: Post, break_kind: Break, clock: Clock, fault: Callable[[], str]
) -> None:
    whole = {address: reader.get(address).text for address in ("/", str(post.path))}
    break_kind("archive", fault)
    assert {address: reader.get(address).text for address in whole} == whole
    assert reader.get("/").headers["Cache-Control"] == PRIVATE, "a copy may be old"
    clock.moment += OLDEST + 1
    assert reader.get("/").find(f"#{ARCHIVE}.placeholder")


@pytest.mark.sqlite
def test_a_copy_belongs_to_one_placement_as_it_is_set_and_one_post(
    reader: Reader,
    make_post: Callable[..., Post],
    break_kind: Break,
    clock: Clock,
    change_setting: Callable[[str, object], None],
) -> None:
    first, second = make_post(), make_post()
    assert reader.get(str(first.path)).html.css(f"#{ARCHIVE}")
    broken = break_kind("archive", raises)
    assert reader.get(str(second.path)).find(f"#{ARCHIVE}.placeholder")
    assert not reader.get(str(first.path)).html.css(".placeholder")
    change_setting("language", "de")
    assert reader.get(str(first.path)).find(f"#{ARCHIVE}.placeholder")
    assert len(broken.calls) == 1


@pytest.mark.sqlite
def test_only_pages_make_copies(app: Flask, reader: Reader, make_post: Callable[..., Post]) -> None:
    post = make_post()
    copies = app.extensions["boundary"].copies
    for number in range(1, 20):  # Else whoever asks for many pushes those of pages out.
        assert reader.get(f"/widgets/5?post={number}").status_code == 200
    assert not copies._kept
    reader.get(str(post.path))
    assert copies._kept


@pytest.mark.sqlite
def test_nobody_is_shown_a_copy_of_what_somebody_signed_in_saw(
    reader: Reader,
    sign_in: Callable[[str], Reader],
    post: Post,
    break_kind: Break,
) -> None:
    sign_in("owner").get(str(post.path))
    break_kind("archive", raises)
    assert reader.get(str(post.path)).find(f"#{ARCHIVE}.placeholder")


@pytest.mark.sqlite
def test_a_widget_that_cannot_even_name_its_link_has_one(
    reader: Reader, post: Post, break_kind: Break
) -> None:
    def no_link(spot: Spot) -> Link:
        raise KeyError

    break_kind("archive", raises)
    KINDS["archive"] = replace(KINDS["archive"], link=no_link)
    assert reader.get("/").find(f"#{ARCHIVE} a").attributes["href"] == "/"


@pytest.mark.sqlite
def test_a_fault_is_told_at_length_once_and_then_shortly(
    reader: Reader,
    post: Post,
    break_kind: Break,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    break_kind("archive", raises)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            reader.get("/")
            clock.moment += REST
    told = faults_in(caplog)
    assert [bool(one["exc_info"]) for one in told] == [True, False, False]
    assert {one["error"] for one in told} == {"ZeroDivisionError: a fault of the test"}


def test_after_its_rest_one_request_alone_tries_again(
    reader: Reader, post: Post, break_kind: Break, clock: Clock
) -> None:
    broken = break_kind("archive", raises)
    for seconds, calls in ((0, 1), (REST - 1, 1), (1, 2), (0, 2), (REST - 1, 2), (1, 3)):
        clock.moment += seconds
        reader.get("/")
        assert len(broken.calls) == calls


def test_rows_that_the_page_has_read_outlive_a_failing_widget_on_it(
    app: Flask,
    make_post: Callable[..., Post],
    make_comment: Callable[..., object],
    sign_in: Callable[[str], Reader],
    break_kind: Break,
    count_queries: Callable[..., object],
) -> None:
    """Whoever edits sees all that a post page can show; nothing is read twice, nothing written."""
    post, owner = make_post(labels=["Paper"]), sign_in("owner")
    make_comment(post, "A comment.")
    before = contents(app)
    with count_queries() as asked:  # type: ignore[attr-defined]
        whole = owner.get(str(post.path))
    break_kind("popular", hangs)
    with count_queries() as once_more:  # type: ignore[attr-defined]
        spoilt = owner.get(str(post.path))
    assert without(spoilt.text, "widget-1") == without(whole.text, "widget-1")
    assert len(once_more) == len(asked)
    assert contents(app) == before


def faults_in(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What the log says of parts that failed."""
    found: list[Any] = [one.msg for one in caplog.records if one.levelno == logging.ERROR]
    return found
