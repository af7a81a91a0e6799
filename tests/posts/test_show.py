"""A post at its own address, and what stands at addresses that are not a post's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote_to_bytes

import pytest
from flask import Flask

from blog.db import db, now, writing
from blog.posts import placing
from blog.posts.models import Post
from tests.stage.reader import Reader

PATHS = [
    "/2020/01/shared.html",
    "/a/%E2%98%83/weird.name.html",
    "/2011/05/%E3%83%86%E3%82%B9%E3%83%88.html",
    "/caf%e9.html",  # Latin-1 bytes, as very old blogs have them.
    "/with+plus,comma;and~tilde.html",
    "/no-ending",
    "/folder/",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_post_answers_at_its_stored_path_to_the_letter(
    reader: Reader, make_post: Callable[..., Post], path: str
) -> None:
    post = make_post(title="Here", path=path)
    assert post.path == path
    # As a server hands it over: the bytes themselves, whatever their encoding.
    raw = unquote_to_bytes(path).decode("latin-1")
    assert reader.get("/", environ_overrides={"PATH_INFO": raw}).texts("h1") == ["Here"]


def test_the_path_is_compared_decoded(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(title="Snow", path="/%E2%98%83.html")
    assert reader.get("/☃.html").texts("h1") == ["Snow"]
    assert reader.get("/%e2%98%83.html").texts("h1") == ["Snow"]


@pytest.mark.parametrize(("stored", "asked"), [("/a.html", "/a.html/"), ("/a/", "/a")])
def test_a_missing_or_extra_final_slash_is_one_redirect(
    reader: Reader, make_post: Callable[..., Post], stored: str, asked: str
) -> None:
    make_post(path=stored)
    answer = reader.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, stored)


def test_a_taken_path_gets_a_number(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(path="/2020/01/shared.html")
    assert make_post(path="/2020/01/shared.html").path == "/2020/01/shared-2.html"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "path",
    [
        "/admin/secret.html",
        "/admin",
        "/account",
        "/search",
        "/2020/05/",
        "/feed.atom",
        # Here every variant of the path is taken, too.
        "/label/paper",
        "/search/label/Paper",
        "/author/ann",
        "/category/paper/",
        "/static/a.css",
    ],
)
def test_a_post_never_stands_where_the_blog_has_a_room(
    make_post: Callable[..., Post], path: str
) -> None:
    assert make_post(path=path).path != path


def test_an_old_address_is_one_redirect_to_the_post(app: Flask, reader: Reader, post: Post) -> None:
    with app.app_context(), writing():
        placing.add_alias("/old/address.html", post=db.session.get_one(Post, post.id))
    answer = reader.get("/old/address.html")
    assert (answer.status_code, answer.headers["Location"]) == (301, post.path)


def test_an_old_address_never_takes_the_place_of_another(
    app: Flask, post: Post, make_post: Callable[..., Post]
) -> None:
    other = make_post(path="/other.html")
    with app.app_context(), writing():
        kept = db.session.get_one(Post, post.id)
        assert placing.add_alias("/old.html", post=kept)
        assert not placing.add_alias("/old.html", target="/elsewhere")
        assert not placing.add_alias(str(other.path), post=kept)


def test_an_old_address_of_a_draft_tells_nothing(app: Flask, reader: Reader, draft: Post) -> None:
    with app.app_context(), writing():
        placing.add_alias("/old.html", post=db.session.get_one(Post, draft.id))
    assert reader.get("/old.html").status_code == 404


def test_nobody_reads_what_is_not_public(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(status="draft", path="/draft.html")
    make_post(published_at=now() + timedelta(hours=1), path="/soon.html")
    assert reader.get("/draft.html").status_code == 404
    assert reader.get("/soon.html").status_code == 404


def test_a_final_slash_tells_nothing_of_a_draft(reader: Reader, draft: Post) -> None:
    assert reader.get(f"{draft.path}/").status_code == 404


def test_a_trashed_post_is_gone_where_it_was_once_public(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(title="Regretted", status="trashed", path="/gone.html")
    answer = reader.get("/gone.html")
    assert answer.status_code == 410
    assert "Regretted" not in answer.text


def test_who_finds_a_post_gone_is_offered_recent_ones(
    reader: Reader, post: Post, make_post: Callable[..., Post]
) -> None:
    make_post(status="trashed", path="/gone.html")
    assert reader.get("/gone.html").texts(".recent a") == [post.title]


def test_a_scheduled_post_appears_when_it_is_due(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    import time_machine

    make_post(
        title="Soon", published_at=now() + timedelta(hours=1), path="/soon.html", labels=["L"]
    )
    with time_machine.travel(now() + timedelta(hours=2)):
        assert reader.get("/soon.html").status_code == 200
        home = reader.get("/")
    assert home.texts(".teaser h2") == ["Soon"]
    assert home.texts(".widget.labels a") == ["L 1"]


def test_an_unknown_address_offers_a_search_and_recent_posts(reader: Reader, post: Post) -> None:
    answer = reader.get("/nothing/here")
    assert answer.status_code == 404
    assert answer.find("main input[type=search]")
    assert answer.texts(".recent a") == [post.title]


def test_the_mobile_twin_is_one_redirect(reader: Reader, post: Post) -> None:
    answer = reader.get(f"{post.path}?m=1&x=2")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{post.path}?x=2")


def test_tracking_parameters_leave_the_canonical_address_clean(reader: Reader, post: Post) -> None:
    answer = reader.get(f"{post.path}?spref=fb&zx=1&view=classic")
    canonical = answer.find("link[rel=canonical]").attributes["href"]
    assert canonical == f"http://127.0.0.1:8000{post.path}"


def test_arabic_reads_right_to_left_in_an_english_blog(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    post = make_post(title="مرحبا بالعالم", source="هذا نص عربي قصير عن الطباعة.")
    article = reader.get(str(post.path)).find("article.post").attributes
    assert (article["lang"], article["dir"]) == ("ar", "rtl")


def test_the_jump_break_is_a_place_to_land(reader: Reader, make_post: Callable[..., Post]) -> None:
    post = make_post(source="Before.\n\n<!--more-->\n\nAfter.")
    assert reader.get(str(post.path)).find(".prose #more")


def test_machines_read_what_kind_of_thing_a_post_is(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    post = make_post(title='</script><b>"quoted"')
    answer = reader.get(str(post.path))
    about = json.loads(answer.find("script[type='application/ld+json']").text())
    assert about["@type"] == "BlogPosting"
    assert about["headline"] == '</script><b>"quoted"'
    assert answer.find("meta[property='og:title']").attributes["content"] == post.title


def test_a_page_has_its_own_address_and_no_date(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    page = make_post(title="About", kind="page")
    assert page.path == "/p/about.html"
    answer = reader.get(str(page.path))
    assert answer.texts("h1") == ["About"]
    assert not answer.html.css("article time")


def test_a_post_asks_six_questions_besides_its_widgets(
    reader: Reader,
    make_post: Callable[..., Post],
    make_comment: Callable[..., object],
    count_queries: Callable[..., object],
) -> None:
    def queries() -> int:
        with count_queries() as asked:  # type: ignore[attr-defined]
            reader.get(str(post.path))
        return len(asked)

    post = make_post(labels=["Paper"])
    make_comment(post, parent=make_comment(post))
    reader.get("/")  # The first request also looks whether the database is up to date.
    few = queries()
    for number in range(20):
        make_post(labels=["Paper", f"Label {number}"])
        make_comment(post, parent=make_comment(post))
    assert queries() == few <= 6 + 3
