"""The widgets about the blog: who writes it, its pages, and text of the owner's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from blog.db import writing
from blog.media.models import Media
from blog.media.queries import unused_of_origin
from blog.people.models import User
from blog.posts.models import Post
from blog.widgets.actions import rerender
from blog.widgets.placements import Placement
from tests.stage.reader import Reader
from tests.stage.widgets import SetWidget


@pytest.mark.sqlite
def test_the_description_of_the_blog_stands_there_until_the_owner_writes_more(
    reader: Reader,
    place: Callable[..., None],
    change_setting: Callable[[str, object], None],
    set_widget: SetWidget,
) -> None:
    place("about")
    change_setting("description", "On paper.")
    assert reader.get("/").texts("#widget-1 p") == ["On paper."]
    set_widget("about", text="Of <ink>.\r\n\r\nAnd more.", picture="0", person="0", page="0")
    assert reader.get("/").texts("#widget-1 p") == ["Of <ink>.", "And more."]


def test_a_person_with_picture_and_page_is_told_about_as_far_as_readers_may_see(
    reader: Reader,
    author: User,
    page: Post,
    make_post: Callable[..., Post],
    make_picture: Callable[..., Media],
    sign_in: Callable[..., Reader],
    set_widget: SetWidget,
    place: Callable[..., None],
) -> None:
    picture = make_picture(alt="Ada at her desk", width=10, height=20)
    chosen = {"picture": picture.id, "person": author.id, "page": page.id}
    answer = set_widget("about", text="I write.", **{name: str(n) for name, n in chosen.items()})
    assert answer.status_code == 303
    unused = sign_in("owner").get("/admin/media/?show=unused")
    assert not unused.html.css(".tile")
    shown = reader.get("/")
    assert shown.find("#widget-1 img").attributes["alt"] == "Ada at her desk"
    assert shown.texts("#widget-1 p") == ["Ada Author", "I write.", "About us"]
    assert not shown.html.css("#widget-1 .name a")
    make_post(author=author)
    assert reader.get("/").find("#widget-1 .name a").attributes["href"] == "/author/ada-author"
    draft = make_post("Secret", kind="page", status="draft")
    place("about", name="Ada", page=draft.id, picture=99, person=99)
    assert reader.get("/").texts("#widget-1 p") == ["Ada"]
    form = sign_in("owner").get("/admin/widgets/1")
    assert form.texts("#own-page [selected]") == ["Secret"], "it stays chosen while it is a draft"


@pytest.mark.sqlite
def test_a_picture_of_the_samples_stays_while_a_widget_shows_it(
    app: Flask, make_picture: Callable[..., Media], place: Callable[..., None]
) -> None:
    of_profile, of_text, unused = (make_picture(origin="sample") for _ in range(3))
    for wishes in ({"picture": of_profile.id}, {"html": f'<img src="{of_text.address}">'}):
        place("about" if "picture" in wishes else "text", **wishes)
        with app.app_context():
            names = {picture.name for picture in unused_of_origin("sample")}
        shown = of_profile if "picture" in wishes else of_text
        assert names == {one.name for one in (of_profile, of_text, unused)} - {shown.name}


def test_pages_are_listed_in_the_owners_order(
    reader: Reader,
    make_post: Callable[..., Post],
    set_widget: SetWidget,
    stored_widget: Callable[[], dict[str, Any]],
) -> None:
    first = make_post("About", kind="page")
    second = make_post("Über uns", kind="page")
    make_post("Hidden", kind="page", status="draft")
    make_post("Third", kind="page")
    set_widget("pages", chosen="")
    assert reader.get("/").texts("#widget-1 a") == ["About", "Über uns", "Third"]
    typed = f"  über UNS \n\nhttp://localhost{first.path}\nAbout"
    assert set_widget("pages", chosen=typed).status_code == 303
    assert stored_widget()["ids"] == [second.id, first.id]
    assert reader.get("/").texts("#widget-1 a") == ["Über uns", "About"]
    answer = set_widget("pages", chosen="About\nHidden")
    assert answer.status_code == 422
    assert "Line 2" in answer.find("#own-chosen-error").text()


@pytest.mark.sqlite
def test_text_is_cleaned_as_a_post_is_and_repeats_no_id_of_the_page(
    reader: Reader,
    make_post: Callable[..., Post],
    set_widget: SetWidget,
    sign_in: Callable[..., Reader],
) -> None:
    post = make_post(source="## Same\n\nWords.")
    hostile = (
        "## Same\n\n<script>alert(1)</script><p onclick=x hx-get=/x id=main style=color:red>"
        "**Shown** [up](#same) <!--more--> and after<iframe src=https://evil.example></iframe>"
    )
    answer = set_widget("text", text=hostile, format="markdown")
    assert answer.status_code == 303
    shown = reader.get(str(post.path))
    assert shown.texts("#widget-1 .prose h2") == ["Same"]
    inside = shown.find("#widget-1 .prose")
    assert inside.attributes["hx-ignore"] is not None or "hx-ignore" in inside.attributes
    assert not inside.css("script, iframe, [id], [onclick], [hx-get], [style]")
    assert "and after" in inside.text()
    hint = sign_in("owner").get("/admin/widgets/1").find("#own-text-hint").text()
    assert "1 script" in hint
    assert "1 frame" in hint


@pytest.mark.sqlite
def test_text_that_an_older_version_rendered_is_rendered_anew(
    app: Flask, reader: Reader, owner: User, arrange: Callable[..., None],
    sign_in: Callable[..., Reader],
) -> None:  # fmt: skip
    def rendered_anew() -> int:
        with app.app_context(), writing():
            return rerender()

    assert rendered_anew() == 0, "on a blog that nobody has arranged"
    old = {"text": "Now *so*.", "format": "markdown", "html": "<p>Once otherwise.</p>"}
    about = Placement(2, "about", "side", settings={"text": "Now *so*."})
    arrange(Placement(1, "text", "side", settings=old), about)
    room = sign_in("owner")
    room.post("/admin/widgets/2/deletion")
    assert rendered_anew() == 1
    assert reader.get("/").texts("#widget-1 em") == ["so"]
    refused = room.post("/admin/widgets/restoration", data={"version": "1"})
    assert refused.status_code == 409, "it would bring the old rendering back"
    assert rendered_anew() == 0


@pytest.mark.sqlite
def test_text_has_a_bound_and_may_be_html_or_nothing(reader: Reader, set_widget: SetWidget) -> None:
    assert set_widget("text", text="é" * 10_001, format="html").status_code == 422
    assert set_widget("text", text="x", format="pdf").status_code == 422
    assert set_widget("text", text="<em>HTML</em> **so**", format="html").status_code == 303
    assert reader.get("/").texts("#widget-1 .prose") == ["HTML **so**"]
    assert set_widget("text", text=" \n ", format="html").status_code == 303
    assert not reader.get("/").html.css("#widget-1")
