"""A preview shows what is being typed as readers would see it, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from blog.posts.models import Post
from tests.stage.reader import Reader
from tests.stage.routes import contents

TYPED = {
    "kind": "post", "post_id": "", "version": "0", "title": "Seven blues",
    "source": "A *calm* text.\n\n## Part two", "source_format": "markdown", "labels": "Paper, Ink",
}  # fmt: skip


def test_what_is_typed_appears_drawn_beside_the_editor(sign_in: Callable[..., Reader]) -> None:
    answer = sign_in("author").htmx.post("/admin/previews/", data=TYPED)
    assert answer.status_code == 200
    assert answer.find("#preview .prose em").text() == "calm"
    assert answer.find("#preview .prose h2").text() == "Part two"
    assert "5 words" in answer.texts("#preview .hint")[0]
    assert "1 min read" in answer.texts("#preview .hint")[0]


def test_without_javascript_the_preview_is_the_whole_page(sign_in: Callable[..., Reader]) -> None:
    writer = sign_in("author")
    assert writer.who
    # A language that is none is still drawn, and no page holds a character that none may hold.
    answer = writer.post("/admin/previews/", data=TYPED | {"language": "e\x1b[20Cn"})
    assert answer.status_code == 200
    assert answer.find("article.post h1").text() == "Seven blues"
    assert answer.find("article.post .prose em").text() == "calm"
    assert answer.texts("article.post .labels a") == ["Paper", "Ink"]
    assert answer.texts("article.post .byline [rel=author]") == [writer.who.name]
    assert "Preview, not saved." in answer.find(".previewed").text()
    assert answer.find("meta[name=robots]").attributes["content"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.html.css("#comments, [data-views], [type='application/ld+json']")


def test_the_preview_draws_the_very_html_that_a_save_stores(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post]
) -> None:
    source = (
        "Text with `code`, a [link](https://example.org) and\n\n- a\n- list\n\n<!--more-->\n\nEnd."
    )
    saved = make_post(title="Same", source=source)
    answer = sign_in("author").htmx.post("/admin/previews/", data={**TYPED, "source": source})
    assert saved.html in answer.text


def test_a_preview_writes_nothing(app: Flask, sign_in: Callable[..., Reader], post: Post) -> None:
    owner = sign_in("owner")
    before = contents(app, without=("login",))
    for browser in (owner, owner.htmx):
        browser.post("/admin/previews/", data={**TYPED, "post_id": str(post.id)})
    assert contents(app, without=("login",)) == before


def test_a_hostile_text_does_nothing_and_the_author_is_told(
    sign_in: Callable[..., Reader],
) -> None:
    source = (
        "<script>alert(1)</script><img src=x onerror=alert(1)><form action=/admin/x>"
        '<input name=a></form><p hx-post="/admin/" hx-trigger="load">Hello</p>'
    )
    writer = sign_in("author")
    for browser in (writer, writer.htmx):
        answer = browser.post(
            "/admin/previews/", data={**TYPED, "source": source, "source_format": "html"}
        )
        assert answer.status_code == 200
        prose = answer.find(".prose")
        assert not prose.css("script, form, input, [onerror], [hx-post]")
        assert "hx-ignore" in prose.attributes
        assert "1 script" in answer.text
        assert "1 event handler" in answer.text


def test_half_a_form_is_previewed_as_it_is(sign_in: Callable[..., Reader]) -> None:
    writer = sign_in("contributor")
    strange = {
        "featured": "99999999999999999999", "author": "x", "post_id": "7e1", "direction": "up",
        "source_format": "word", "kind": "?", "language": "x" * 500, "labels": '"', "source": "a",
    }  # fmt: skip
    for typed in ({}, strange):
        assert writer.post("/admin/previews/", data=typed).status_code == 200
        assert writer.htmx.post("/admin/previews/", data=typed).status_code == 200


def test_the_writers_own_language_and_direction_are_shown(sign_in: Callable[..., Reader]) -> None:
    typed = {**TYPED, "language": "he", "direction": "rtl"}
    answer = sign_in("author").post("/admin/previews/", data=typed)
    article = answer.find("article.post")
    assert (article.attributes["lang"], article.attributes["dir"]) == ("he", "rtl")


@pytest.mark.sqlite
def test_an_empty_text_says_what_to_do(sign_in: Callable[..., Reader]) -> None:
    answer = sign_in("author").htmx.post("/admin/previews/", data={**TYPED, "source": "  "})
    assert "as you write" in answer.find("#preview .empty").text()


@pytest.mark.sqlite
def test_a_long_post_fits_into_a_preview(sign_in: Callable[..., Reader]) -> None:
    typed = {**TYPED, "source": "字" * 400_000}
    assert sign_in("author").htmx.post("/admin/previews/", data=typed).status_code == 200
