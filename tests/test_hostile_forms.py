"""The hostile corpus through every field of every form of the admin, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from blog.comments.models import Comment
from blog.media.models import Media
from blog.posts.models import Post
from tests.comments.test_hostile import attacks
from tests.stage.forms import Form, forms
from tests.stage.reader import Answer, Reader
from tests.stage.routes import routes

# What a line of a form takes, and what a text takes.
LINE, TEXT = 180, 4000
# Of the corpus' lines every so many goes through each form.
EVERY = 8
# Ends the session that the test needs.
NEVER_SENT = ("/account/sign-out",)
WRITTEN_BY_PEOPLE = ".prose *, .comment .body *"


@dataclass
class Attack:
    """Who sends what, what was sent, and what went wrong; it goes on after a fault."""

    browser: Reader
    lines: list[str]
    texts: list[str]
    every: int
    numbers: Iterator[int] = field(default_factory=count)
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def text(self, is_long: bool) -> str:
        """The next attack for a field."""
        choice = self.texts if is_long else self.lines
        return choice[next(self.numbers) % len(choice)]

    def rounds(self, form: Form) -> int:
        """How often a form is sent, so that enough of the corpus goes through it."""
        return max(1, len(self.lines) // (self.every * len(form.written))) if form.written else 1


@pytest.mark.proof
@pytest.mark.sqlite
def test_no_attack_acts_through_any_field_of_the_admin(
    app: Flask,
    sign_in: Callable[..., Reader],
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    make_picture: Callable[..., Media],
    corpus: Path,
) -> None:
    pages = addresses(app, make_post, make_comment, make_picture)
    attack_every_field(pages, sign_in, attacks(corpus), EVERY)
    crawl(app, sign_in("owner"))
    crawl(app, reader)


def test_characters_that_no_page_can_hold_come_back_on_none(
    app: Flask, sign_in: Callable[..., Reader], stranger: Reader, post: Post
) -> None:
    bad = "a\x00b\x08c\ufffe"
    owner = sign_in("owner")
    typed = {"kind": "post", "post_id": str(post.id), "title": bad, "source": bad, "path": bad}
    assert owner.post("/admin/autosaves/", data=typed).status_code == 303
    assert "abc" in owner.get(f"/admin/autosaves/post-{post.id}").text
    assert owner.get(f"/admin/posts/{post.id}/edit?autosave=1").status_code == 200
    carried = stranger.post("/admin/posts/new", data={bad: bad})
    assert carried.status_code == 401
    assert carried.find("[name='carried.abc']").attributes["value"] == "abc"
    table = owner.post("/admin/redirects/table", data={"text": f"from,to\n{bad},{bad}"})
    assert table.status_code == 200


def attack_every_field(
    pages: Iterator[str], sign_in: Callable[..., Reader], strings: list[str], every: int
) -> None:
    """Fill every field of every form with attacks and send it.

    No answer is an error of ours, and every page that comes back is strict and inert.
    """
    lines, texts = list(packed(strings, LINE)), list(packed(strings, TEXT))
    attack = Attack(sign_in("owner"), lines, texts, every)
    known: set[str] = set()
    for address in pages:
        attack_page(attack, address, known, sign_in)
    assert not attack.faults, "\n\n".join(attack.faults)
    assert len(attack.asked) > 100
    assert len(set(map(shape, attack.asked))) > 42


def attack_page(
    attack: Attack, address: str, known: set[str], sign_in: Callable[..., Reader]
) -> None:
    """Attack the page's forms, and those of the pages it leads to; each form once.

    The same one stands beside every comment, and many stand on every page.
    """
    known.add(shape(address))
    page = attack.browser.get(address)
    if has_ended(page):
        attack.browser = sign_in("owner")
        page = attack.browser.get(address)
    for form in forms(page.text):
        names = [name for name, _value in form.kept] + form.written
        look = shape(f"{[action or address for action in form.actions]} {names}")
        if look not in known:
            known.add(look)
            attack_form(attack, form, address, sign_in)
    for link in page.html.css("a[href^='/admin/']"):
        lead = link.attributes.get("href") or ""
        if shape(lead) not in known:
            attack_page(attack, lead, known, sign_in)


def shape(address: str) -> str:
    """The address without its numbers, to know its like."""
    return re.sub(r"\d+", "#", address.partition("?")[0])


def attack_form(attack: Attack, form: Form, address: str, sign_in: Callable[..., Reader]) -> None:
    """Send the form by each of its buttons, as often as it takes; signed in anew where needed."""
    for _round in range(attack.rounds(form)):
        for action in (action or address for action in form.actions):
            if action not in NEVER_SENT and send(attack, form, action):
                attack.browser = sign_in("owner")


def addresses(
    app: Flask,
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    make_picture: Callable[..., Media],
) -> Iterator[str]:
    """Every page of the admin, things included; fresh ones each time, since forms delete them."""
    for route in routes(app, unsafe=False):
        if route.endpoint.startswith("admin."):
            state = "draft" if "revision" in route.endpoint else "published"
            post = make_post(status=state, labels=["Paper"])
            comment, media = make_comment(post), make_picture()
            yield from route.addresses(
                {"post_id": post.id, "comment_id": comment.id, "media_id": media.id}
            )


def send(attack: Attack, form: Form, action: str) -> bool:
    """Send the form once, each free field with the next attack; tells whether the session ended."""
    fields = form.filled(lambda name: attack.text(name in form.long))
    if attack.browser.form_token and "csrf_token" in fields:
        fields["csrf_token"] = [attack.browser.form_token]
    attack.asked.append(action)
    try:
        if form.method == "post":
            kind = "multipart/form-data" if form.has_files else None
            answer = attack.browser.post(action, data=fields, content_type=kind)
        else:
            answer = attack.browser.get(action, query_string=fields)
        assert answer.status_code < 500, answer.status_code
        hold_inert(answer)
    except AssertionError as fault:
        attack.faults.append(f"{action}: {fault}\nfor {fields}")
        return False
    return has_ended(answer)


def has_ended(answer: Answer) -> bool:
    """Whether nobody is signed in any more."""
    return answer.status_code == 401 or "/account/sign-in" in answer.headers.get("Location", "")


def crawl(app: Flask, browser: Reader) -> None:
    """Follow every link of ours from the home page and the admin's."""
    waiting = ["/", "/admin/", "/feed.atom", "/feed.rss", "/feed.json", "/sitemap.xml"]
    seen: set[str] = set()
    while waiting and len(seen) < 400:
        address = waiting.pop(0).partition("#")[0]
        if address in seen:
            continue
        seen.add(address)
        answer = browser.get(address)
        assert answer.status_code < 500, address
        if answer.mimetype == "text/html":
            hold_inert(answer)
            links = (node.attributes.get("href") or "" for node in answer.html.css("a[href]"))
            waiting += [link for link in links if link.startswith("/") and link[1:2] != "/"]
    assert len(seen) > 10


def hold_inert(answer: Answer) -> None:
    """Nothing that somebody wrote can act; the reader has held the page's own markup already."""
    if answer.mimetype != "text/html":
        return
    for node in answer.html.css(WRITTEN_BY_PEOPLE):
        bad = [name for name in node.attributes if name.startswith(("on", "hx-", "data-"))]
        assert not bad, f"{bad} on {node.html}"
        assert node.tag not in ("script", "style", "form", "object", "embed", "base"), node.html
    for node in answer.html.css("[href], [src], [action], [formaction]"):
        for name in ("href", "src", "action", "formaction"):
            lead = "".join((node.attributes.get(name) or "").split()).lower()
            assert not lead.startswith(("javascript:", "vbscript:", "data:text")), lead


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
