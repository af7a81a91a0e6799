"""Renaming, merging and deleting labels: addresses and counts afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from blog.db import db, now, writing
from blog.labels.models import Label
from blog.labels.queries import by_exact_name
from blog.posts.counting import count_due_posts
from blog.posts.models import Alias, Post
from tests.stage.reader import Answer, Reader


@pytest.fixture
def editor(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in("editor")


@pytest.fixture
def number_of(app: Flask) -> Callable[[str], int]:
    """The number of the label that is called so."""

    def number(name: str) -> int:
        with app.app_context():
            found = by_exact_name(name)
            assert found is not None
            return found.id

    return number


@pytest.fixture
def rename(editor: Reader, number_of: Callable[[str], int]) -> Callable[..., Answer]:
    def send(was: str, **fields: str) -> Answer:
        return editor.post(f"/admin/labels/{number_of(was)}", data=fields)

    return send


def test_a_renamed_label_is_found_at_its_old_addresses_by_one_redirect(
    reader: Reader, make_post: Callable[..., Post], rename: Callable[..., Answer]
) -> None:
    make_post(labels=["Paper & Ink"])
    answer = rename("Paper & Ink", name="Stationery", slug="")
    assert (answer.status_code, answer.location) == (303, "/admin/labels/?done=renamed")
    assert reader.get("/label/stationery").texts("h1") == ["Label Stationery"]
    for old, new in {
        "/label/paper-ink": "/label/stationery",
        "/label/paper-ink/feed.atom": "/label/stationery/feed.atom",
        "/label/paper-ink/feed.rss": "/label/stationery/feed.rss",
        "/search/label/Paper%20&%20Ink": "/label/stationery",
        "/tag/paper-ink/": "/label/stationery",
    }.items():
        answer = reader.get(old)
        assert (answer.status_code, answer.location) == (301, new), old
        assert reader.get(new).status_code == 200


def test_renaming_twice_and_back_makes_no_chain_and_no_circle(
    app: Flask, reader: Reader, make_post: Callable[..., Post], rename: Callable[..., Answer]
) -> None:
    make_post(labels=["One"])
    rename("One", name="Two", slug="two")
    rename("Two", name="Three", slug="three")
    assert reader.get("/label/one").location == "/label/three"
    assert reader.get("/label/two").location == "/label/three"
    assert reader.get("/search/label/One").location == "/label/three"
    rename("Three", name="One", slug="one")
    assert reader.get("/label/one").status_code == 200
    assert reader.get("/search/label/One").location == "/label/one"
    assert reader.get("/label/three").location == "/label/one"
    with app.app_context():
        assert {alias.target for alias in db.session.query(Alias)} == {"/label/one"}


def test_an_old_address_goes_on_leading_where_a_new_label_takes_the_old_name(
    reader: Reader, make_post: Callable[..., Post], rename: Callable[..., Answer]
) -> None:
    make_post(labels=["Paper"])
    rename("Paper", name="Pulp", slug="pulp")
    make_post(labels=["Paper"])
    assert reader.get("/label/paper").location == "/label/pulp"
    assert reader.get("/label/paper-2").texts("h1") == ["Label Paper"]
    assert reader.get("/search/label/Paper").location == "/label/paper-2"


def test_an_old_name_to_the_letter_goes_before_another_case_of_a_name(
    reader: Reader, make_post: Callable[..., Post], rename: Callable[..., Answer]
) -> None:
    make_post(labels=["paper", "PAPER"])
    rename("paper", name="Pulp", slug="pulp")
    assert reader.get("/search/label/paper").location == "/label/pulp"
    assert reader.get("/search/label/Paper").location == "/label/paper-2"


def test_labels_together_are_found_where_one_of_them_was_renamed(
    reader: Reader, make_post: Callable[..., Post], rename: Callable[..., Answer]
) -> None:
    make_post(labels=["Paper", "Ink"])
    rename("Paper", name="Pulp", slug="pulp")
    assert reader.get("/label/ink+paper").location == "/label/ink+pulp"
    assert reader.get("/search/label/Paper+Ink").location == "/label/ink+pulp"


def test_a_label_in_a_script_without_capitals_is_renamed_like_any(
    reader: Reader, make_post: Callable[..., Post], rename: Callable[..., Answer]
) -> None:
    make_post(labels=["和紙" * 90])
    rename("和紙" * 90, name="水彩", slug="")
    assert reader.get("/search/label/" + "和紙" * 90).status_code == 301
    assert reader.get("/label/水彩").status_code == 200


def test_a_taken_name_is_told_beside_the_field_and_merging_is_offered(
    editor: Reader, make_post: Callable[..., Post], rename: Callable[..., Answer]
) -> None:
    make_post(labels=["Paper", "Ink"])
    answer = rename("Ink", name="paper", slug="typed-by-me")
    assert answer.status_code == 422
    assert answer.texts("#name-error") == ["There is a label of this name already."]
    assert answer.find("#slug").attributes["value"] == "typed-by-me"
    offered = answer.find(".notice form[action$=merger] [name=into]")
    assert offered.attributes["value"] == "Paper"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("slug", "error"),
    [
        ("paper", "This address leads to another label already."),
        ("old-paper", "This address leads to another label already."),
        ("Two Words", "Please use small letters, digits and hyphens, such as two-words."),
        ("a+b", "Please use small letters, digits and hyphens, such as a-b."),
    ],
)
def test_an_address_that_cannot_be_is_told_beside_the_field(
    make_post: Callable[..., Post], rename: Callable[..., Answer], slug: str, error: str
) -> None:
    make_post(labels=["Old paper", "Ink"])
    rename("Old paper", name="Paper", slug="paper")
    answer = rename("Ink", name="Ink", slug=slug)
    assert answer.status_code == 422
    assert answer.texts("#slug-error") == [error]


def test_merged_labels_count_each_post_once_whatever_its_state(
    app: Flask,
    editor: Reader,
    reader: Reader,
    make_post: Callable[..., Post],
    number_of: Callable[[str], int],
) -> None:
    make_post(title="Both", labels=["Ink", "Inks"])
    make_post(title="One", labels=["Inks"])
    make_post(title="Other", labels=["Ink"])
    make_post(title="Draft", labels=["Inks"], status="draft")
    make_post(title="Page", labels=["Inks"], kind="page")
    soon = make_post(title="Soon", labels=["Inks"], published_at=now() + timedelta(hours=1))
    address = f"/admin/labels/{number_of('Inks')}/merger"
    answer = editor.post(address, data={"into": "ink"})
    assert (answer.status_code, answer.location) == (303, "/admin/labels/?done=merged")
    assert reader.get("/").texts(".widget.labels a") == ["Ink 3"]
    assert sorted(reader.get("/label/ink").texts(".teaser h2")) == ["Both", "One", "Other"]
    assert reader.get("/label/inks").location == "/label/ink"
    assert reader.get("/search/label/Inks").location == "/label/ink"
    assert editor.get("/admin/labels/").texts(".lines li")[0].startswith("Ink 3 public posts 6 in")
    with app.app_context(), writing():
        db.session.get_one(Post, soon.id).published_at = now() - timedelta(minutes=1)
    assert reader.get("/").texts(".widget.labels a") == ["Ink 4"]
    with app.app_context(), writing():
        assert count_due_posts() == 1
    assert reader.get("/").texts(".widget.labels a") == ["Ink 4"]


def test_a_label_is_merged_into_no_label_that_is_not_there(
    editor: Reader, make_post: Callable[..., Post], number_of: Callable[[str], int]
) -> None:
    make_post(labels=["Ink"])
    for name in ("", "Ink", "Nothing"):
        answer = editor.post(f"/admin/labels/{number_of('Ink')}/merger", data={"into": name})
        assert answer.status_code == 422
        assert answer.texts("#into-error") == ["Please name another label that is there."]
        assert answer.find("#into").attributes["value"] == name


def test_a_deleted_label_leaves_its_posts_and_its_addresses(
    app: Flask,
    editor: Reader,
    reader: Reader,
    make_post: Callable[..., Post],
    number_of: Callable[[str], int],
    rename: Callable[..., Answer],
) -> None:
    post = make_post(labels=["Paper", "Ink"])
    rename("Paper", name="Pulp", slug="pulp")
    answer = editor.post(f"/admin/labels/{number_of('Pulp')}/deletion")
    assert answer.status_code == 303
    for address in ("/label/pulp", "/label/paper", "/search/label/Paper", "/search/label/Pulp"):
        assert reader.get(address).status_code == 404, address
    assert reader.get(str(post.path)).texts("article .labels a") == ["Ink"]
    with app.app_context():
        assert db.session.query(Label).count() == 1


def test_what_becomes_of_labels_stands_in_the_log(
    sign_in: Callable[..., Reader], make_post: Callable[..., Post], number_of: Callable[[str], int]
) -> None:
    make_post(labels=["One", "Two"])
    owner = sign_in("owner")
    owner.post("/admin/labels/new", data={"name": "Three"})
    owner.post(f"/admin/labels/{number_of('One')}", data={"name": "Eins", "slug": "one"})
    owner.post(f"/admin/labels/{number_of('Eins')}/merger", data={"into": "Two"})
    owner.post(f"/admin/labels/{number_of('Two')}/deletion")
    told = " ".join(owner.get("/admin/audit/").texts("tbody td"))
    for word in ("Three", "One → Eins", "Eins → Two", "“Two”"):
        assert word in told


def test_a_label_that_is_not_there_is_missing(editor: Reader) -> None:
    assert editor.get("/admin/labels/9").status_code == 404
    assert editor.post("/admin/labels/9/merger").status_code == 404
    assert editor.post("/admin/labels/9/deletion").status_code == 404


def test_a_label_becomes_a_series_and_stays_one_when_it_is_renamed(
    reader: Reader,
    editor: Reader,
    make_post: Callable[..., Post],
    rename: Callable[..., Answer],
    sign_in: Callable[..., Reader],
) -> None:
    make_post(title="First", labels=["Paper"])
    post = make_post(title="Second", labels=["Paper"])
    assert not reader.get(str(post.path)).html.css(".series")
    answer = rename("Paper", name="Paper", slug="paper", is_series="y")
    assert answer.location == "/admin/labels/?done=saved"
    assert reader.get(str(post.path)).texts(".series summary") == ["Part 2 of 2: Paper"]
    assert "Series" in editor.get("/admin/labels/").find("#labels li").text()
    assert rename("Paper", name="Ink", slug="", is_series="y").location.endswith("done=renamed")
    assert reader.get(str(post.path)).texts(".series summary") == ["Part 2 of 2: Ink"]
    rename("Ink", name="Ink", slug="ink")
    assert not reader.get(str(post.path)).html.css(".series")
    log = sign_in("owner").get("/admin/audit/").text
    assert "Made the label “Paper” a series" in log
    assert "Made the label “Ink” a series no more" in log
