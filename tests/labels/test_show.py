"""Labels and their posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from blog.db import db, now, writing
from blog.posts import actions
from blog.posts.models import Post
from tests.stage.reader import Reader


def test_a_label_lists_its_posts(reader: Reader, make_post: Callable[..., Post]) -> None:
    make_post(title="On paper", labels=["Paper"])
    make_post(title="On ink", labels=["Ink"])
    assert reader.get("/label/paper").texts(".teaser h2") == ["On paper"]


def test_labels_that_differ_only_in_signs_have_their_own_addresses(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    for name in ("C", "C++", "C#"):
        make_post(title=f"On {name}", labels=[name])
    links = reader.get("/").html.css(".widget.labels a")
    addresses = {str(link.attributes["href"]) for link in links}
    assert len(addresses) == 3
    assert not any("+" in address or "," in address for address in addresses)


def test_counts_follow_what_is_public(
    app: Flask, reader: Reader, make_post: Callable[..., Post]
) -> None:
    first = make_post(labels=["Paper"])
    make_post(labels=["Paper"], status="draft")
    assert reader.get("/").texts(".widget.labels a") == ["Paper 1"]
    with app.app_context(), writing():
        actions.trash(db.session.get_one(Post, first.id))
    assert reader.get("/").texts(".widget.labels a") == []
    assert reader.get("/label/paper").status_code == 404


def test_a_scheduled_post_is_counted_nowhere_before_it_appears(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(labels=["Paper"])
    make_post(labels=["Paper", "Secret"], published_at=now() + timedelta(hours=1))
    home = reader.get("/")
    assert home.texts(".widget.labels a") == ["Paper 1"]


def test_an_unknown_label_is_not_found(reader: Reader) -> None:
    assert reader.get("/label/nothing").status_code == 404


def test_the_most_used_labels_stand_open_and_the_rest_folds_away(
    reader: Reader, make_post: Callable[..., Post]
) -> None:
    make_post(labels=[f"Rare {number:02}" for number in range(30)] + ["Zinc"])
    make_post(labels=["Zinc"])
    home = reader.get("/")
    assert "Zinc 2" in home.texts(".widget.labels > ul a")
    assert len(home.texts(".widget.labels > ul a")) == 30
    assert home.texts(".widget.labels summary") == ["1 more label"]
    assert len(home.texts(".widget.labels details a")) == 1
