"""Hostile names, websites and texts: nothing active reaches a page."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest
from flask import Flask

from blog.comments.actions import add_comment
from blog.comments.website import clean_website
from blog.db import db, writing
from blog.posts.models import Post
from tests.stage.reader import Reader

pytestmark = pytest.mark.usefixtures("everyone_at_once")

ACTIVE = {"script", "iframe", "object", "embed", "svg", "math", "style", "base", "meta", "form"}


def attacks(corpus: Path) -> list[str]:
    """Every line and every small file of the corpus' hostile strings."""
    found: set[str] = set()
    for folder in ("strings", "xss"):
        for path in sorted((corpus / "hostile" / folder).rglob("*")):
            if path.is_file():
                text = path.read_bytes().decode("utf-8", "replace")
                found.update([text[:5000], *text.splitlines()] if len(text) < 5e5 else [])
    return sorted(found)


def active_parts(page: str) -> list[str]:
    """What in the comments could act: elements, handlers, htmx attributes, addresses."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found = []
    for body in tree.iterfind(".//ol//*"):
        name = body.tag if isinstance(body.tag, str) else ""
        found += [name] * (name in ACTIVE)
        for attribute, value in body.attrib.items():
            is_ours = body.get("class") in ("quiet", "body") and attribute.startswith("hx-")
            if attribute.startswith(("on", "hx-", "data-", "style", "srcdoc")) and not is_ours:
                found.append(attribute)
            scheme = value.strip().lower().partition(":")[0] if ":" in value else ""
            if attribute in ("href", "src", "action") and scheme not in ("", "http", "https",
                                                                         "mailto"):  # fmt: skip
                found.append(value)
    return found


@pytest.mark.proof
@pytest.mark.sqlite
def test_no_corpus_attack_acts_through_name_website_or_text(
    app: Flask, reader: Reader, post: Post, corpus: Path
) -> None:
    strings = attacks(corpus)
    assert len(strings) > 500
    for start in range(0, len(strings), 199):
        with app.app_context(), writing():
            home = Post(
                title="T",
                source="x",
                status="published",
                path=f"/hostile/{start}.html",
                path_key=f"/hostile/{start}.html",
                published_at=post.published_at,
            )
            db.session.add(home)
            db.session.flush()
            top = add_comment(home, name="top", source="top")
            for text in strings[start : start + 199]:
                add_comment(home, name=text, url=text, source=text, parent=top, email=text[:200])
        page = app.test_client().get(f"/hostile/{start}.html")
        assert page.status_code == 200
        assert active_parts(page.text) == []
        assert page.text.count('class="comment"') == len(strings[start : start + 199]) + 1


def test_hostile_texts_typed_into_the_form_come_back_as_text(reader: Reader, post: Post) -> None:
    attack = '"><script>alert(1)</script></textarea><img src=x onerror=alert(1)>'
    answer = reader.post(
        f"/comments/{post.id}",
        data={"name": attack * 3, "email": attack, "website": attack, "text": attack},
    )
    assert answer.status_code == 422
    assert attack in answer.find("textarea").text()
    assert not answer.html.css("main script, main img")


WEBSITES = {
    "example.org": "https://example.org",
    "http://a.example/x?y=1#z": "http://a.example/x?y=1#z",
    "//a.example": "https://a.example",
    "a.example:8080/x": "https://a.example:8080/x",
    "https://münchen.example/ä": "https://münchen.example/ä",
}


@pytest.mark.sqlite
@pytest.mark.parametrize("given", WEBSITES)
def test_a_website_is_http_or_https(given: str) -> None:
    assert clean_website(given) == WEBSITES[given]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "given",
    [
        "javascript:alert(1)", "JaVaScRiPt://a.b/%0aalert(1)", "\x01javascript:alert(1)",
        "data:text/html,x", "vbscript:x", "localhost", "nobody", "https://me:pw@a.example",
        "https://[::1", "https://a.example:99999", "mailto:a@b.example", "a@b.example",
        'https://a.example/"onclick=x', "https://a.example/ b", "https://" + "a" * 500 + ".example",
    ],
)  # fmt: skip
def test_anything_else_is_no_website(given: str) -> None:
    assert clean_website(given) == ""
