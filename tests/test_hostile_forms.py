"""The hostile corpus through every field of every form of the admin, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import html5lib
import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.posts.models import Post
from tests.comments.test_hostile import attacks
from tests.stage.forms import Form, forms
from tests.stage.reader import Answer, Reader
from tests.stage.routes import ORDINARY, routes

# What a line of a form takes, and what a text takes.
LINE, TEXT = 180, 4000
# Of the corpus' lines every so many goes through each field here; `make proof` sends them all.
EVERY = 40
# Ends the session that the test needs.
NEVER_SENT = ("/account/sign-out",)
WRITTEN_BY_PEOPLE = ".prose *, .comment .body *"


@pytest.mark.sqlite
def test_no_attack_acts_through_any_field_of_the_admin(
    app: Flask,
    sign_in: Callable[..., Reader],
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    corpus: Path,
) -> None:
    sent = attack_every_field(app, sign_in, make_post, make_comment, attacks(corpus), EVERY)
    assert len(sent) > 100
    crawl(app, sign_in("owner"))
    crawl(app, reader)


@pytest.mark.proof
@pytest.mark.sqlite
def test_the_whole_corpus_acts_through_no_field_of_the_admin(
    app: Flask,
    sign_in: Callable[..., Reader],
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    corpus: Path,
) -> None:
    attack_every_field(app, sign_in, make_post, make_comment, attacks(corpus), 4)
    crawl(app, sign_in("owner"))
    crawl(app, reader)


def attack_every_field(
    app: Flask,
    sign_in: Callable[..., Reader],
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    strings: list[str],
    every: int,
) -> list[str]:
    """Fill every field of every form with attacks and send it; gives the addresses asked.

    No answer is an error of ours, and every page that comes back is strict and inert.
    """
    lines, texts = list(packed(strings, LINE)), list(packed(strings, TEXT))
    numbers, asked = count(), []
    for address in addresses(app, make_post, make_comment):
        browser = sign_in("owner")
        for form in forms(browser.get(address).text):
            rounds = max(1, len(lines) // (every * max(1, len(form.written))))
            for _ in range(rounds if form.written else 1):
                for action in form.actions:
                    asked += send(browser, form, action or address, lines, texts, numbers)
        browser.post("/account/sign-out")
    return asked


def addresses(
    app: Flask, make_post: Callable[..., Post], make_comment: Callable[..., Comment]
) -> Iterator[str]:
    """Every page of the admin, things included; fresh ones each time, since forms delete them."""
    for route in routes(app, unsafe=False):
        if route.endpoint.startswith("admin."):
            post = make_post(status="draft" if "revision" in route.endpoint else "published")
            values = {"post_id": post.id, "comment_id": make_comment(post).id}
            yield route.address(dict(ORDINARY) | values)


def send(
    browser: Reader,
    form: Form,
    action: str,
    lines: list[str],
    texts: list[str],
    numbers: Iterator[int],
) -> list[str]:
    """Send the form once, each free field with the next attack."""
    if action in NEVER_SENT:
        return []

    def attack(name: str) -> str:
        number = next(numbers)
        return texts[number % len(texts)] if name in form.long else lines[number % len(lines)]

    fields = form.filled(attack)
    if form.method == "post":
        kind = "multipart/form-data" if form.has_files else None
        answer = browser.post(action, data=fields, content_type=kind)
    else:
        answer = browser.get(action, query_string=fields)
    assert answer.status_code < 500, f"{action}: {answer.status_code} for {fields}"
    hold_inert(answer, action)
    return [action]


def crawl(app: Flask, browser: Reader) -> None:
    """Follow every link of ours from the home page and the admin's."""
    waiting, seen = ["/", "/admin/", "/feed.atom", "/feed.rss", "/feed.json", "/sitemap.xml"], set()
    while waiting and len(seen) < 400:
        address = waiting.pop(0).partition("#")[0]
        if address in seen:
            continue
        seen.add(address)
        answer = browser.get(address)
        assert answer.status_code < 500, address
        if answer.mimetype == "text/html":
            hold_inert(answer, address)
            links = (node.attributes.get("href") or "" for node in answer.html.css("a[href]"))
            waiting += [link for link in links if link.startswith("/") and link[1:2] != "/"]
    assert len(seen) > 10


def hold_inert(answer: Answer, where: str) -> None:
    """Nothing that somebody wrote can act; the reader has held the page's own markup already."""
    if answer.mimetype != "text/html":
        return
    for node in answer.html.css(WRITTEN_BY_PEOPLE):
        bad = [name for name in node.attributes if name.startswith(("on", "hx-", "data-"))]
        assert not bad, f"{where}: {bad} on {node.html}"
        assert node.tag not in ("script", "style", "form", "object", "embed", "base"), where
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    for element in tree.iter():
        for name in ("href", "src", "action", "formaction"):
            lead = "".join((element.attrib.get(name) or "").split()).lower()
            assert not lead.startswith(("javascript:", "vbscript:", "data:text")), (
                f"{where}: {lead}"
            )


def packed(strings: list[str], size: int) -> Iterator[str]:
    """The attacks joined by blanks into texts of about that size; what is longer, in pieces."""
    text = ""
    for string in strings:
        for start in range(0, len(string), size):
            piece = string[start : start + size]
            if len(text) + len(piece) > size:
                yield text
                text = ""
            text += piece + " "
    yield text
