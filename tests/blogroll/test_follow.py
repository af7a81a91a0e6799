"""The list of links, and how the newest post of each comes into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from blog.blogroll.fetching import Answer, NotFetched
from blog.blogroll.jobs import follow
from blog.db import now
from tests.stage.reader import Reader
from tests.stage.widgets import SetWidget

HOME, FEED = "https://friend.example/", "https://friend.example/feed"
LINKS = f"A friend | {HOME}\nhttps://www.other.example/blog/"


class Net:
    """Sites of others: what each address answers, and who was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str, bytes]] = {}
        self.asked: list[tuple[str, str]] = []

    def __call__(self, address: str, etag: str) -> Answer:
        self.asked.append((address, etag))
        if address not in self.pages:
            raise NotFetched("unreachable")
        status, kind, body = self.pages[address]
        if etag == '"1"' and status == 200:
            return Answer(address, 304, "", "", b"")
        return Answer(address, status, kind, '"1"', body)


def feed(title: str, moment: str) -> tuple[int, str, bytes]:
    entry = (
        f"<entry><title>{title}</title><link href='/{title}'/><updated>{moment}</updated></entry>"
    )
    return 200, "text/xml", f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode()


@pytest.fixture
def net() -> Net:
    return Net()


@pytest.fixture
def ask(app: Flask, net: Net) -> Callable[[], list[str | None]]:
    """Lets the job run until nothing is due."""

    def run() -> list[str | None]:
        asked: list[str | None] = []
        while not asked or asked[-1]:
            with app.app_context():
                asked.append(follow(net))
        return asked[:-1]

    return run


def test_a_friends_newest_post_comes_by_the_feed_that_their_page_names(
    reader: Reader, net: Net, ask: Callable[[], list[str | None]], place: Callable[..., None]
) -> None:
    place("links", links=LINKS, has_newest=True, order="newest")
    assert reader.get("/").texts("#widget-1 li") == ["A friend", "other.example/blog"]
    page = f'<link rel="alternate" type="application/atom+xml" href="{FEED}">'.encode()
    net.pages = {
        HOME: (200, "text/html; charset=utf-8", page), FEED: feed("Bread", "2026-11-01T00:00:00Z"),
        "https://www.other.example/blog/": feed("Salt", "2026-11-02T00:00:00Z"),
    }  # fmt: skip
    assert ask() == [HOME, "https://www.other.example/blog/"]
    shown = reader.get("/")
    assert shown.texts("#widget-1 li > a") == ["other.example/blog", "A friend"]
    assert shown.texts("#widget-1 li p") == ["Salt", "Bread"]
    assert shown.find("#widget-1 li:last-child p a").attributes["href"] == f"{FEED[:-4]}Bread"
    assert shown.find("#widget-1 time").text() == "November 2, 2026"


def test_each_is_asked_every_few_hours_and_what_is_known_outlives_trouble(
    reader: Reader,
    sign_in: Callable[..., Reader],
    net: Net,
    ask: Callable[[], list[str | None]],
    place: Callable[..., None],
) -> None:
    place("links", links=FEED, has_newest=True)
    net.pages = {FEED: feed("Bread", "2026-11-01T00:00:00Z")}
    assert ask() == [FEED]
    assert ask() == []
    with time_machine.travel(now() + timedelta(hours=3, minutes=1)):
        assert ask() == [FEED]
        assert net.asked[-1] == (FEED, '"1"')
    assert reader.get("/").texts("#widget-1 li p") == ["Bread"]
    troubles: Mapping[str, tuple[int, str, bytes] | None] = {
        "nothing at its address": (404, "text/xml", b""), "no feed": (200, "text/html", b"<p>Hi"),
        "refused to answer": (500, "", b""), "could not be reached": None,
    }  # fmt: skip
    for days, (words, answer) in enumerate(troubles.items(), 1):
        net.pages = {FEED: answer} if answer else {}
        with time_machine.travel(now() + timedelta(days=days)):
            assert ask() == [FEED]
        assert reader.get("/").texts("#widget-1 li p") == ["Bread"]
        assert words in sign_in("owner").get("/admin/widgets/1").find("#own-links-hint").text()


def test_nobody_is_asked_unless_the_owner_wants_it_and_what_is_dropped_is_forgotten(
    app: Flask,
    reader: Reader,
    net: Net,
    ask: Callable[[], list[str | None]],
    place: Callable[..., None],
    count_queries: Callable[[], Any],
) -> None:
    place("links", links=LINKS)
    assert ask() == []
    place("links", links=FEED, has_newest=True)
    net.pages = {FEED: feed("Bread", "2026-11-01T00:00:00Z")}
    assert ask() == [FEED]
    asked = len(net.asked)
    with count_queries() as queries:
        reader.get("/widgets/1")
    assert len(queries) == 2, queries  # The settings, and the feeds.
    assert len(net.asked) == asked
    place("links", links=LINKS)
    assert ask() == []
    place("links", links=FEED, has_newest=True)
    assert not reader.get("/").html.css("#widget-1 li p")


def test_a_crash_while_asking_keeps_nobody_else_waiting(
    app: Flask, place: Callable[..., None]
) -> None:
    place("links", links=LINKS, has_newest=True)
    asked = []

    def crashes(address: str, etag: str) -> Answer:
        asked.append(address)
        raise ZeroDivisionError

    for _turn in range(2):
        with app.app_context(), pytest.raises(ZeroDivisionError):
            follow(crashes)
    assert asked == [HOME, "https://www.other.example/blog/"]
    with app.app_context():
        assert follow(crashes) is None


@pytest.mark.sqlite
def test_the_list_is_read_as_people_write_it(
    reader: Reader, set_widget: SetWidget, stored_widget: Callable[[], dict[str, Any]]
) -> None:
    typed = (
        "A | B | https://a.example/\n\nhttps://b.example/ | Bea\nCéline c.example/x\n"
        "d.example\nhttps://a.example/"
    )
    assert set_widget("links", links=typed, order="typed").status_code == 303
    assert reader.get("/").texts("#widget-1 li") == ["A B", "Bea", "Céline", "d.example"]
    links = [str(a.attributes["href"]) for a in reader.get("/").html.css("#widget-1 a")]
    assert links[1:] == ["https://b.example/", "https://c.example/x", "https://d.example"]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("https://a.example\nJust words", "Line 2"),
        ("A | javascript:alert(1)", "Line 1"),
        ("A | file:///etc/passwd", "Line 1"),
        ("\n".join(f"https://{n}.example" for n in range(101)), "at most 100 links"),
    ],
)
def test_a_line_that_is_no_link_is_named(set_widget: SetWidget, typed: str, told: str) -> None:
    answer = set_widget("links", links=typed, order="typed")
    assert answer.status_code == 422
    assert told in answer.find("#own-links-error").text()
    assert answer.find("#own-links").text().strip() == typed
