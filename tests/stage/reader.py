"""The reader: a test client that checks every answer it gets, unasked.

A page must be strict HTML with one h1, unique ids and labelled fields, work without JavaScript,
and keep the policy; a public answer must set no cookie and carry the header set.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from blog.people.models import User

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FIELDS = "input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea"
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for")


class Answer(TestResponse):
    """A response whose HTML can be asked by CSS selectors."""

    @property
    def html(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.text)

    def find(self, selector: str) -> LexborNode:
        """The first element that matches; the test fails where there is none."""
        node = self.html.css_first(selector)
        assert node is not None, f"no {selector} in:\n{self.text}"
        return node

    def texts(self, selector: str) -> list[str]:
        """The text of every element that matches, blanks folded."""
        return [" ".join(node.text().split()) for node in self.html.css(selector)]


class Reader(FlaskClient):
    """A reader's browser without JavaScript; `reader.htmx` is the same browser with it."""

    headers: dict[str, str]
    # Of a browser in which somebody is signed in: the person, and what its forms carry.
    who: User | None = None
    form_token: str | None = None

    def __init__(self, app: Flask, *args: Any, **kwargs: Any) -> None:
        super().__init__(app, *args, **kwargs)
        self.headers = {"Sec-Fetch-Site": "same-origin"}
        self.response_wrapper = type("Answer", (Answer, self.response_wrapper), {})

    @property
    def htmx(self) -> Reader:
        """The same browser, cookies included, asking as htmx does."""
        twin = type(self)(self.application, self.application.response_class)
        twin._cookies = self._cookies
        twin.headers = self.headers | {"HX-Request": "true"}
        twin.who, twin.form_token = self.who, self.form_token
        return twin

    def open(self, *args: Any, **kwargs: Any) -> Answer:
        given = Headers(kwargs.pop("headers", None))
        for name, value in self.headers.items():
            given.setdefault(name, value)
        fields = kwargs.get("data")
        if self.form_token and kwargs.get("method") == "POST" and isinstance(fields, dict | None):
            kwargs["data"] = {"csrf_token": self.form_token} | (fields or {})
        answer: Any = super().open(*args, headers=given, **kwargs)
        check_headers(answer)
        check_body(answer)
        return answer  # type: ignore[no-any-return]

    def get(self, *args: Any, **kwargs: Any) -> Answer:
        return self.open(*args, method="GET", **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> Answer:
        return self.open(*args, method="POST", **kwargs)


def check_headers(answer: TestResponse) -> None:
    """Every answer is guarded; a public one sets no cookie and varies by coding alone."""
    for name, value in SECURITY.items():
        assert answer.headers.get(name) == value, f"{name}: {answer.headers.get(name)}"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    request = answer.request
    if request.method in ("GET", "HEAD") and not request.environ.get("HTTP_COOKIE"):
        assert "Set-Cookie" not in answer.headers
        assert set(answer.vary) <= {"Accept-Encoding"}, answer.vary


def check_body(answer: TestResponse) -> None:
    """The body is what its type says, to the letter."""
    kind = answer.mimetype or ""
    if not answer.data or answer.content_encoding:
        return
    if kind == "text/html":
        check_html(answer.text)
    elif kind.endswith("xml"):
        ElementTree.fromstring(answer.data)
    elif kind.endswith("json"):
        json.loads(answer.data)


@lru_cache(1000)  # The same page comes again and again, and was sound.
def check_html(text: str) -> None:
    """Fail with a sentence that names the first fault."""
    is_page = text.lstrip().lower().startswith("<!doctype")
    _check_syntax(text, is_page)
    tree = LexborHTMLParser(text)
    ids = [node.attributes["id"] or "" for node in tree.css("[id]")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    _check_policy(tree)
    _check_fields(tree, set(ids))
    _check_plain_web(tree)
    if is_page:
        assert len(tree.css("h1")) == 1, f"{len(tree.css('h1'))} h1 in:\n{text}"
        _check_references(tree, set(ids))


def _check_syntax(text: str, is_page: bool) -> None:
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(text) if is_page else parser.parseFragment(text)
    except ParseError as fault:
        line, column = parser.tokenizer.stream.position()
        around = text.splitlines()[max(0, line - 3) : line + 1]
        raise AssertionError(
            f"HTML fault at {line}:{column}: {fault}\n" + "\n".join(around)
        ) from None


def _check_policy(tree: LexborHTMLParser) -> None:
    assert not tree.css("style, [style], base"), "inline style or base"
    for script in tree.css("script:not([src])"):
        assert script.attributes.get("type") == "application/ld+json", "inline script"
        json.loads(script.text())
    for node in tree.css("*"):
        handlers = [name for name in node.attributes if name.startswith(("on", "hx-on"))]
        assert not handlers, f"{handlers} on <{node.tag}>"


def _check_fields(tree: LexborHTMLParser, ids: set[str]) -> None:
    labelled = {node.attributes.get("for") for node in tree.css("label[for]")}
    inside = {node.mem_id for node in tree.css(", ".join(f"label {f}" for f in FIELDS.split(", ")))}
    for field in tree.css(FIELDS):
        name = field.attributes.get("aria-label") or field.attributes.get("aria-labelledby")
        tied = field.attributes.get("id") in labelled or field.mem_id in inside
        assert tied or name, f"no label: {field.html}"
    for image in tree.css("img"):
        assert image.attributes.get("alt") is not None, f"no alt: {image.html}"


def _check_plain_web(tree: LexborHTMLParser) -> None:
    """What htmx hurries along works as a plain link or form, too."""
    for link in tree.css("a[hx-get]"):
        assert link.attributes.get("href"), f"htmx alone: {link.html}"
    for button in tree.css("button[hx-post]"):  # It sends its form elsewhere.
        assert button.attributes.get("formaction") == button.attributes.get("hx-post"), button.html
    for form in tree.css("[hx-post]:not(button)"):
        assert form.tag == "form", f"hx-post on <{form.tag}>"
        assert (form.attributes.get("method") or "").lower() == "post", form.html
        assert form.attributes.get("action") == form.attributes.get("hx-post"), form.html


def _check_references(tree: LexborHTMLParser, ids: set[str]) -> None:
    for attribute in REFERENCES:
        for node in tree.css(f"[{attribute}]"):
            missing = set((node.attributes[attribute] or "").split()) - ids
            assert not missing, f"{attribute} leads nowhere: {missing} in {node.html}"
    for node in tree.css("[hx-target^='#']"):
        target = (node.attributes["hx-target"] or "")[1:]
        assert target in ids, f"hx-target #{target} is not on the page"
