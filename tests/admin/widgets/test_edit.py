"""The owner sets a widget, and tries the settings before they are saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from wtforms import Form, IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, NumberRange
from wtforms.widgets import CheckboxInput

from blog.audit.models import AuditLine
from blog.db import db
from blog.posts.models import Post
from blog.site.models import Setting
from blog.widgets.kinds import KINDS, Kind, Link, Spot, register
from blog.widgets.queries import SETTING
from tests.stage.forms import forms
from tests.stage.reader import Answer, Reader

ROOM = "/admin/widgets/"
# What a browser sends of the new widget below as it stands.
SENT = {"title": "", "zone": "side", "is_on_phone": "y", "own-words": "Hello", "own-number": "3",
        "own-way": "list"}  # fmt: skip


class SignForm(Form):
    words = StringField("Words", description="What it says.", validators=[Length(max=20)])
    number = IntegerField("How often", validators=[NumberRange(1, 5, "From 1 to 5.")])
    way = RadioField("Shown as", choices=[SelectChoice("list", "A list")], validate_choice=False)
    chosen = SelectMultipleField("Posts", coerce=int, option_widget=CheckboxInput())


def sign(spot: Spot) -> str:
    if spot.settings["words"] == "fail":
        raise RuntimeError("It failed, as it should.")
    said = " ".join([spot.settings["shout"]] * spot.settings["number"])
    heading = f'<h2 id="{spot.id}-title">{spot.placement.title or "Sign"}</h2>'
    return f"{heading}<p>{said}</p>" if said.strip() else ""


@pytest.fixture(autouse=True)
def sign_kind() -> Iterator[None]:
    """A kind with every sort of setting, whose text is settled when it is saved."""
    register(
        Kind(
            "sign",
            label=lambda: "Sign",
            hint=lambda: "A few words.",
            content=sign,
            link=lambda spot: Link("/", "Sign"),
            form=SignForm,
            defaults={"words": "Hello", "number": 1, "way": "list", "chosen": [], "shout": "HI"},
            zones=("side", "top"),
            choose=lambda form: setattr(form.chosen, "choices", [SelectChoice("7", "Seven")]),
            settle=lambda settings: {**settings, "shout": settings["words"].upper()},
        )
    )
    yield
    del KINDS["sign"]


@pytest.fixture
def owner(sign_in: Callable[..., Reader]) -> Reader:
    """The owner's browser; the sign is widget 6."""
    browser = sign_in("owner")
    browser.post(ROOM, data={"kind": "sign", "zone": "side"})
    return browser


@pytest.fixture
def stored(app: Flask) -> Callable[[], dict[str, Any]]:
    """The row of the sign."""

    def read() -> dict[str, Any]:
        with app.app_context():
            value: Any = db.session.scalar(select(Setting.value).where(Setting.name == SETTING))
            found: dict[str, Any] = value["placements"][-1]
            return found

    return read


def test_what_the_owner_sets_is_what_readers_see(
    owner: Reader, reader: Reader, post: Post, stored: Callable[[], dict[str, Any]]
) -> None:
    page = owner.get(f"{ROOM}6")
    assert page.texts("h1") == ["Sign"]
    assert page.find("#own-words").attributes["value"] == "Hello"
    assert page.texts("#own-words-hint") == ["What it says."]
    assert [one.attributes["value"] for one in page.html.css("[name=zone] option")] == [
        "top",
        "side",
    ]
    sent = {
        **SENT, "title": "  Over\u202ehere  ", "own-words": "Mind the step", "own-chosen": "7",
        "shown_on": ["posts", "pages"],
    }  # fmt: skip
    del sent["is_on_phone"]
    answer = owner.post(f"{ROOM}6", data=sent)
    assert (answer.status_code, answer.location) == (303, f"{ROOM}6?done=saved")
    assert owner.get(answer.location).texts(".notice") == ["Saved. Undo"]
    assert stored() == {
        "id": 6, "kind": "sign", "zone": "side", "title": stored()["title"],
        "shown_on": ["posts", "pages"], "is_on_phone": False,
        "settings": {"words": "Mind the step", "number": 3, "way": "list", "chosen": [7],
                     "shout": "MIND THE STEP"},
    }  # fmt: skip
    assert reader.get("/").html.css_first("#widget-6") is None
    sign = reader.get(post.path).find("#widget-6")
    assert "MIND THE STEP MIND THE STEP MIND THE STEP" in sign.text()
    assert "no-phone" in str(sign.attributes["class"])
    words = "Sign · only on posts, pages; not on phones"
    assert owner.get(ROOM).texts("#placement-6 > .hint") == [words]


def test_saving_what_stands_already_is_no_act(app: Flask, owner: Reader) -> None:
    for _time in range(2):
        assert owner.post(f"{ROOM}6", data=SENT).location == f"{ROOM}6?done=saved"
    with app.app_context():
        lines = db.session.scalars(select(AuditLine.action).order_by(AuditLine.id)).all()
    assert lines == ["widget.add", "widget.change"]


@pytest.mark.sqlite
def test_saving_as_it_stands_changes_only_what_is_settled(
    owner: Reader, stored: Callable[[], dict[str, Any]]
) -> None:
    owner.post(f"{ROOM}6", data=SENT)
    before = stored()
    assert owner.post(f"{ROOM}6", data=SENT).status_code == 303
    assert stored() == before
    assert owner.post(f"{ROOM}6", data={**SENT, "zone": "top"}).status_code == 303
    assert stored() == {**before, "zone": "top"}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("title", "x" * 121),
        ("zone", "footer"),
        ("zone", "ceiling"),
        ("shown_on", "moon"),
        ("own-words", "x" * 21),
        ("own-number", "6"),
        ("own-number", "many"),
        ("own-chosen", "8"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field_and_stays_typed(
    owner: Reader, stored: Callable[[], dict[str, Any]], name: str, typed: str
) -> None:
    before = stored()
    for address in (f"{ROOM}6", f"{ROOM}6/preview"):
        answer = owner.post(address, data={**SENT, name: typed})
        assert answer.status_code == 422
        assert answer.texts(f"#{name}-error")[0]
        assert "Nothing was saved" in answer.texts("main [role=alert]")[0]
        assert answer.find("#own-words").attributes["value"] or name == "own-words"
        if name in ("title", "own-words", "own-number"):
            assert answer.find(f"#{name}").attributes["value"] == typed
    fragment = owner.htmx.post(f"{ROOM}6/preview", data={**SENT, name: typed})
    assert fragment.status_code == 422
    assert fragment.texts("#preview .error")[0]
    assert fragment.html.css_first("form") is None
    assert stored() == before


@pytest.mark.sqlite
def test_a_place_that_none_of_the_chosen_pages_has_is_told(owner: Reader) -> None:
    answer = owner.post(f"{ROOM}6", data={**SENT, "zone": "top", "shown_on": "posts"})
    assert answer.status_code == 422
    assert answer.texts("#shown_on-error") == [
        "None of these pages has the place that you chose above."
    ]


def test_settings_are_tried_before_they_are_saved(
    owner: Reader, reader: Reader, post: Post, stored: Callable[[], dict[str, Any]]
) -> None:
    before = stored()
    sent = {**SENT, "title": "Look", "own-words": "Soon", "own-number": "2"}
    fragment = owner.htmx.post(f"{ROOM}6/preview", data=sent)
    assert fragment.status_code == 200
    assert fragment.texts("#preview .aside #widget-6 h2") == ["Look"]
    assert fragment.texts("#preview p:last-of-type")[-1] == "SOON SOON"
    page = owner.post(f"{ROOM}6/preview", data=sent)
    assert page.status_code == 200
    assert page.texts("#preview h2") == ["Look"]
    assert "Not saved yet" in page.texts("form .notice")[0]
    assert page.find("#own-words").attributes["value"] == "Soon"
    top = owner.htmx.post(f"{ROOM}6/preview", data={**sent, "zone": "top"})
    assert top.html.css_first(".aside") is None
    assert stored() == before
    assert "SOON" not in reader.get("/").text


@pytest.mark.sqlite
def test_what_another_window_set_is_never_replaced_unseen(
    owner: Reader, stored: Callable[[], dict[str, Any]]
) -> None:
    seen = str(owner.get(f"{ROOM}6").find("[name=seen]").attributes["value"])
    first, second = ({**SENT, "seen": seen, "own-words": words} for words in ("First", "Second"))
    assert owner.post(f"{ROOM}6", data=first).status_code == 303
    trial = owner.post(f"{ROOM}6/preview", data=second)
    assert trial.find("[name=seen]").attributes["value"] == seen
    answer = owner.post(f"{ROOM}6", data=second)
    assert answer.status_code == 409
    assert "in another window" in answer.texts("[role=alert]")[0]
    assert answer.find("#own-words").attributes["value"] == "Second"
    assert stored()["settings"]["words"] == "First"
    now_seen = str(answer.find("[name=seen]").attributes["value"])
    assert owner.post(f"{ROOM}6", data=second | {"seen": now_seen}).status_code == 303
    assert stored()["settings"]["words"] == "Second"


@pytest.mark.sqlite
def test_what_was_just_saved_can_be_undone(
    owner: Reader, stored: Callable[[], dict[str, Any]]
) -> None:
    before = stored()
    page = owner.get(owner.post(f"{ROOM}6", data={**SENT, "title": "Oops"}).location)
    assert stored()["title"] == "Oops"
    version = str(page.find(".notice [name=version]").attributes["value"])
    answer = owner.post(f"{ROOM}restoration", data={"version": version})
    assert owner.get(answer.location).texts(".notice p") == ["Undone."]
    assert stored() == before
    assert not owner.get(f"{ROOM}6").html.css("[name=version]")


@pytest.mark.sqlite
def test_a_widget_with_nothing_to_show_says_so(owner: Reader) -> None:
    fragment = owner.htmx.post(f"{ROOM}6/preview", data={**SENT, "own-words": " "})
    assert fragment.texts("#preview .empty")[0].startswith("Nothing to show yet:")


def test_a_widget_that_fails_leaves_the_form_to_its_owner(owner: Reader, reader: Reader) -> None:
    sent = {**SENT, "own-words": "fail"}
    assert "fails at the moment" in owner.htmx.post(f"{ROOM}6/preview", data=sent).text
    assert owner.post(f"{ROOM}6", data=sent).status_code == 303
    page = owner.get(f"{ROOM}6")
    assert page.status_code == 200
    assert "fails at the moment" in page.texts("#preview .error")[0]
    assert reader.get("/").status_code == 200


@pytest.mark.sqlite
def test_every_kind_can_be_set_as_it_stands_in_every_place(
    owner: Reader, reader: Reader, make_post: Callable[..., Post],
    stored: Callable[[], dict[str, Any]],
) -> None:  # fmt: skip
    post = make_post(labels=["Ink"])
    # What has no meaning before the owner has chosen something.
    chosen = {"featured": {"own-post": str(post.id)}}
    for kind in list(KINDS.values()):
        owner.post(ROOM, data={"kind": kind.name, "zone": kind.zones[0]})
        number = stored()["id"]
        page = owner.get(f"{ROOM}{number}")
        sent = as_it_stands(page) | chosen.get(kind.name, {})
        if kind.form:
            assert {name.removeprefix("own-") for name in sent if name.startswith("own-")} <= set(
                kind.defaults
            )
        for zone in kind.zones:
            trial = owner.htmx.post(f"{ROOM}{number}/preview", data={**sent, "zone": zone})
            assert trial.status_code == 200, (kind.name, trial.text)
            assert not trial.html.css("#preview > .error"), kind.name
        assert owner.post(f"{ROOM}{number}", data=sent).status_code == 303, kind.name
        settled = stored()
        again = as_it_stands(owner.get(f"{ROOM}{number}"))
        assert owner.post(f"{ROOM}{number}", data=again).status_code == 303
        assert stored() == settled, kind.name
        assert reader.get(f"/widgets/{number}").status_code == 200


def as_it_stands(page: Answer) -> dict[str, Any]:
    """What a browser sends of the settings when nothing is typed."""
    form = next(form for form in forms(page.text) if form.actions[0].startswith(ROOM))

    def value(name: str) -> str:
        field = page.find(f"[name={name}]")
        return field.text() if field.tag == "textarea" else field.attributes.get("value") or ""

    return form.filled(value)
