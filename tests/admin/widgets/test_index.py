"""The owner arranges widgets on the picture of the page."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from blog.audit.models import AuditLine
from blog.audit.sentences import sentences
from blog.db import db, writing
from blog.posts.models import Post
from blog.site.actions import change_setting, forget_settings, suggest_setting
from blog.site.checks import SettingRefused
from blog.site.models import Setting
from blog.site.queries import Site, read_site, stored_settings
from blog.widgets import actions
from blog.widgets.actions import MOST
from blog.widgets.kinds import KINDS
from blog.widgets.placements import ZONES
from blog.widgets.queries import BEFORE, SETTING
from tests.stage.reader import Answer, Reader

ROOM = "/admin/widgets/"


@pytest.fixture
def owner(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in("owner")


@pytest.fixture
def stored(app: Flask) -> Callable[[], dict[str, Any]]:
    """The arrangement as it is stored; {} while nobody has arranged anything."""

    def read(name: str = SETTING) -> Any:
        with app.app_context():
            return db.session.scalar(select(Setting.value).where(Setting.name == name)) or {}

    return read


@pytest.mark.sqlite
def test_the_owner_sees_where_everything_stands(owner: Reader) -> None:
    page = owner.get(ROOM)
    assert page.texts(".zone h2") == ["Top of the home page", "Below posts", "Sidebar", "Footer"]
    assert shown(page, "side") == ["About", "Popular posts", "Labels", "Archive"]
    assert shown(page, "below") == ["Popular posts"]
    hints = page.texts("#placement-1 .hint, #placement-2 .hint, #placement-3 .hint")
    assert hints == ["only on posts", "everywhere", "only on the home page, lists of a label"]
    for zone in ("top", "footer"):
        assert "Add a widget below, or move one here" in page.texts(f".at-{zone} .empty")[0]
    for zone in ZONES:
        offered = {
            str(node.attributes["value"]) for node in page.html.css(f".at-{zone} [name=kind]")
        }
        assert offered == {kind.name for kind in KINDS.values() if zone in kind.zones}
    assert not page.html.css("#undo")
    assert ROOM in [node.attributes["href"] for node in owner.get("/admin/").html.css(".rooms a")]


def test_a_widget_moves_up_and_down_and_readers_see_it_there(
    owner: Reader, reader: Reader, make_post: Callable[..., Post], audit: Callable[[], list[str]]
) -> None:
    make_post(labels=["Ink"])
    answer = owner.post(f"{ROOM}4/position", data={"direction": "up"})
    assert (answer.status_code, answer.location) == (
        303,
        f"{ROOM}?act=moved&widget=4#placement-4",
    )
    page = owner.get(answer.location)
    assert shown(page, "side") == ["About", "Labels", "Popular posts", "Archive"]
    assert page.texts(".notice p") == ["“Labels” is number 2 of 4 in the sidebar."]
    assert standing(reader) == ["widget-4", "widget-3", "widget-5"]

    fragment = owner.htmx.post(f"{ROOM}4/position", data={"direction": "down"})
    assert fragment.status_code == 200
    assert announced(fragment) == "“Labels” is number 3 of 4 in the sidebar."
    assert shown(fragment, "side") == ["About", "Popular posts", "Labels", "Archive"]
    assert standing(reader) == ["widget-3", "widget-4", "widget-5"]
    assert audit() == ["Moved the widget “Labels”"] * 2


@pytest.mark.sqlite
def test_the_ends_of_a_zone_say_where_the_widget_is_and_keep_their_buttons(
    owner: Reader, stored: Callable[..., Any], audit: Callable[[], list[str]]
) -> None:
    fragment = owner.htmx.post(f"{ROOM}2/position", data={"direction": "up"})
    assert announced(fragment) == "“About” is number 1 of 4 in the sidebar."
    assert fragment.find("#up-2").attributes["aria-disabled"] == "true"
    assert "disabled" not in fragment.find("#up-2").attributes
    assert "aria-disabled" not in fragment.find("#down-2").attributes
    assert shown(fragment, "side") == ["About", "Popular posts", "Labels", "Archive"]
    assert stored(BEFORE) == {}
    assert not fragment.html.css("#undo")
    owner.post(f"{ROOM}5/deletion")
    answer = owner.post(f"{ROOM}2/zone", data={"zone": "side"})
    page = owner.get(answer.location)
    assert page.texts(".notice p") == ["“About” is number 1 of 3 in the sidebar."]
    assert not page.html.css("#undo"), "it would take back the act before"
    assert audit() == ["Removed the widget “Archive”"], "nothing moved, nothing is told of it"


def test_a_widget_is_added_to_a_zone_under_a_number_that_none_had(
    owner: Reader, reader: Reader, make_post: Callable[..., Post], stored: Callable[..., Any]
) -> None:
    make_post(labels=["Ink"])
    answer = owner.post(ROOM, data={"kind": "labels", "zone": "footer"})
    assert answer.location == f"{ROOM}?act=added&widget=6#placement-6"
    assert owner.get(answer.location).texts(".notice p") == ["“Labels” is added in the footer."]
    assert reader.get("/").html.css_first(".foot #widget-6") is not None
    owner.post(f"{ROOM}6/deletion")
    assert reader.get("/").html.css_first("#widget-6") is None
    fragment = owner.htmx.post(ROOM, data={"kind": "archive", "zone": "footer"})
    assert shown(fragment, "footer") == ["Archive"]
    assert "autofocus" in fragment.find("#settings-7").attributes
    assert [row["id"] for row in stored()["placements"]] == [1, 2, 3, 4, 5, 7]


def test_a_widget_moves_to_another_zone_with_its_settings(
    owner: Reader, arrange: Callable[..., None], stored: Callable[..., Any]
) -> None:
    arrange(row(9, "labels", "side", title="Topics", settings={"new": 1}), row(2, "about", "top"))
    fragment = owner.htmx.post(f"{ROOM}9/zone", data={"zone": "top"})
    assert announced(fragment) == "“Topics” is number 2 of 2 at the top of the home page."
    assert shown(fragment, "top") == ["About", "Topics"]
    assert "Nothing stands here" in fragment.texts(".at-side .empty")[0]
    kept = row(9, "labels", "top", title="Topics", settings={"new": 1})
    assert stored()["placements"] == [row(2, "about", "top"), kept]
    assert owner.post(f"{ROOM}9/zone", data={"zone": "footer"}).status_code == 303
    assert stored()["placements"][1]["zone"] == "footer"


def test_what_was_removed_comes_back_as_it_was(
    owner: Reader, arrange: Callable[..., None], stored: Callable[..., Any],
    audit: Callable[[], list[str]],
) -> None:  # fmt: skip
    arrange(row(1, "about", "side"), row(2, "labels", "side", title="Topics"))
    before = stored()["placements"]
    fragment = owner.htmx.post(f"{ROOM}1/deletion")
    assert announced(fragment) == "“About” is removed."
    assert shown(fragment, "side") == ["Topics"]
    assert "autofocus" in fragment.find("#undo").attributes
    version = str(fragment.find("[name=version]").attributes["value"])
    fragment = owner.htmx.post(f"{ROOM}restoration", data={"version": version})
    assert announced(fragment) == "Undone."
    assert stored()["placements"] == before
    # Undoing is an act like others: it is taken back by the same button.
    page = owner.get(owner.post(f"{ROOM}2/deletion").location)
    version = str(page.find("[name=version]").attributes["value"])
    assert owner.post(f"{ROOM}restoration", data={"version": version}).status_code == 303
    assert stored()["placements"] == before
    assert audit() == [
        "Removed the widget “About”",
        "Took the last change of the widgets back",
        "Removed the widget “Topics”",
        "Took the last change of the widgets back",
    ]


@pytest.mark.sqlite
def test_an_undo_never_takes_back_what_another_window_did(
    owner: Reader, stored: Callable[..., Any]
) -> None:
    first = owner.htmx.post(f"{ROOM}5/deletion").find("[name=version]").attributes["value"]
    owner.post(f"{ROOM}4/deletion")
    after = stored()
    for browser in (owner, owner.htmx):
        for version in (first, "", "x", "9" * 30):
            answer = browser.post(f"{ROOM}restoration", data={"version": str(version)})
            assert answer.status_code == 409
            assert "in another window" in answer.texts("[role=alert]")[0]
    assert stored() == after


@pytest.mark.sqlite
def test_the_standard_widgets_come_back_under_new_numbers_and_can_be_undone(
    owner: Reader, arrange: Callable[..., None], stored: Callable[..., Any]
) -> None:
    arrange(row(3, "labels", "footer", title="Topics"))
    fragment = owner.htmx.post(f"{ROOM}standard")
    assert shown(fragment, "side") == ["About", "Popular posts", "Labels", "Archive"]
    assert [one["id"] for one in stored()["placements"]] == [50, 51, 52, 53, 54]
    version = str(fragment.find("[name=version]").attributes["value"])
    assert owner.post(f"{ROOM}restoration", data={"version": version}).status_code == 303
    assert stored()["placements"] == [row(3, "labels", "footer", title="Topics")]
    assert stored()["next"] == 55


@pytest.mark.sqlite
def test_a_widget_that_another_window_removed_is_told_to_be_gone(
    owner: Reader, stored: Callable[..., Any]
) -> None:
    owner.post(f"{ROOM}4/deletion")
    before = stored()
    for action, sent in {
        "position": {"direction": "up"}, "zone": {"zone": "top"}, "deletion": {}, "preview": {},
        "": {"title": "Topics", "zone": "side"},
    }.items():  # fmt: skip
        for browser in (owner, owner.htmx):
            answer = browser.post(f"{ROOM}4/{action}".removesuffix("/"), data=sent)
            assert answer.status_code == 409, action
            assert "That widget is gone" in answer.texts("#arrangement [role=alert]")[0]
            assert shown(answer, "side") == ["About", "Popular posts", "Archive"]
    assert owner.get(f"{ROOM}4").status_code == 404
    assert stored() == before


@pytest.mark.sqlite
def test_there_is_an_end_to_how_many_widgets_there_may_be(
    owner: Reader, arrange: Callable[..., None], stored: Callable[..., Any]
) -> None:
    arrange(*(row(number, "about", "side") for number in range(1, MOST + 1)))
    assert "as many widgets as there may be" in owner.get(ROOM).texts("#kinds-top .hint")[0]
    for browser in (owner, owner.htmx):
        answer = browser.post(ROOM, data={"kind": "about", "zone": "side"})
        assert answer.status_code == 422
        assert "There are 40 widgets" in answer.texts("[role=alert]")[0]
    assert len(stored()["placements"]) == MOST


def test_a_kind_that_this_release_does_not_know_is_kept_and_never_shown(
    owner: Reader, reader: Reader, make_post: Callable[..., Post], stored: Callable[..., Any],
    arrange: Callable[..., None],
) -> None:  # fmt: skip
    make_post(labels=["Ink"])
    strange = row(7, "hologram", "side", settings={"depth": 3}) | {"since": "9.0"}
    later = row(5, "archive", "side") | {"colour": "red"}
    arrange(row(4, "labels", "side"), strange, later)
    assert standing(reader) == ["widget-4", "widget-5"]
    assert reader.get("/widgets/7").status_code == 404
    assert owner.get(f"{ROOM}7").status_code == 404
    assert owner.post(f"{ROOM}7/deletion").status_code == 409
    fragment = owner.htmx.post(f"{ROOM}5/position", data={"direction": "up"})
    assert announced(fragment) == "“Archive” is number 1 of 2 in the sidebar."
    assert standing(reader) == ["widget-5", "widget-4"]
    assert stored()["placements"] == [later, strange, row(4, "labels", "side")]


@pytest.mark.parametrize("is_arranged", [True, False])
def test_two_owners_at_once_lose_nothing(
    sign_in: Callable[..., Reader], stored: Callable[..., Any], arrange: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch, is_arranged: bool,
) -> None:  # fmt: skip
    if is_arranged:
        arrange(row(49, "about", "side"))
    owners, answers, both_have_read = [sign_in("owner") for _ in range(2)], [], Barrier(2)

    def number(arrangement: dict[str, Any]) -> int:
        # Both would be here at once if the one did not wait until the other has written.
        with contextlib.suppress(BrokenBarrierError):
            both_have_read.wait(0.5)
        return next_number(arrangement)

    def add(browser: Reader, zone: str) -> None:
        answers.append(browser.post(ROOM, data={"kind": "labels", "zone": zone}).status_code)

    next_number = actions._number
    monkeypatch.setattr(actions, "_number", number)
    pairs = zip(owners, ("top", "footer"), strict=True)
    threads = [Thread(target=add, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 2
    numbers = [one["id"] for one in stored()["placements"]]
    assert numbers == ([49, 50, 51] if is_arranged else [1, 2, 3, 4, 5, 6, 7])
    assert {one["zone"] for one in stored()["placements"][-2:]} == {"top", "footer"}
    assert stored()["version"] == 2


@pytest.mark.sqlite
def test_neither_commands_nor_imports_nor_samples_touch_the_arrangement(
    app: Flask, owner: Reader, stored: Callable[..., Any]
) -> None:
    owner.post(f"{ROOM}4/deletion")
    before, undo = stored(), stored(BEFORE)
    with app.app_context(), writing():
        for name in (SETTING, BEFORE):
            with pytest.raises(SettingRefused):
                change_setting(name, [])
            with contextlib.suppress(SettingRefused):
                suggest_setting(name, [], origin="import")
        for origin in ("sample", "import"):
            forget_settings(origin)
        assert read_site() == Site()
    assert (stored(), stored(BEFORE)) == (before, undo)


@pytest.mark.sqlite
def test_pages_do_not_read_what_an_undo_needs(
    app: Flask, owner: Reader, stored: Callable[..., Any]
) -> None:
    owner.post(f"{ROOM}4/deletion")
    assert stored(BEFORE)
    with app.test_request_context():
        assert set(stored_settings()) == {SETTING}


@pytest.mark.sqlite
def test_nonsense_changes_nothing(owner: Reader, stored: Callable[..., Any]) -> None:
    for address, sent in [
        ("", {"kind": "hologram", "zone": "side"}),
        ("", {"kind": "labels", "zone": "ceiling"}),
        ("", {}),
        ("4/position", {"direction": "sideways"}),
        ("4/position", {}),
        ("4/zone", {"zone": "ceiling"}),
        ("4/zone", {}),
    ]:
        assert owner.post(ROOM + address, data=sent).status_code == 400, (address, sent)
    assert owner.get(f"{ROOM}?act=moved&widget=99").status_code == 200
    assert owner.get(f"{ROOM}?act=nonsense&widget=x").status_code == 200
    assert stored() == {}


@pytest.mark.sqlite
def test_titles_of_any_length_and_direction_are_shown_as_words(
    owner: Reader, arrange: Callable[..., None]
) -> None:
    titles = ["تصنيفات المدونة", "<b>bold</b> & “quoted”", "Donau" + "dampf" * 23]
    arrange(*(row(number, "labels", "top", title=title) for number, title in enumerate(titles, 1)))
    assert shown(owner.get(ROOM), "top") == titles
    fragment = owner.htmx.post(f"{ROOM}2/deletion")
    assert announced(fragment) == f"“{titles[1]}” is removed."


@pytest.mark.sqlite
def test_a_widget_that_no_page_can_show_says_so(
    owner: Reader, arrange: Callable[..., None]
) -> None:
    arrange(row(1, "labels", "top", shown_on=["posts"], is_on_phone=False))
    hint = owner.get(ROOM).texts("#placement-1 .hint")[0]
    assert hint.startswith("shown nowhere: only on posts; not on phones")


@pytest.fixture
def arrange(app: Flask) -> Callable[..., None]:
    """Stores an arrangement of rows; the next number is 50."""

    def store(*rows: dict[str, Any]) -> None:
        with app.app_context(), writing():
            value = {"next": 50, "placements": list(rows)}
            db.session.merge(Setting(name=SETTING, value=value, origin="owner"))

    return store


@pytest.fixture
def audit(app: Flask) -> Callable[[], list[str]]:
    """The sentences of what was noted."""

    def read() -> list[str]:
        with app.test_request_context():
            lines = db.session.scalars(select(AuditLine).order_by(AuditLine.id))
            said = sentences()
            return [said[line.action].replace("{}", line.subject) for line in lines]

    return read


def row(number: int, kind: str, zone: str, **more: Any) -> dict[str, Any]:
    """A stored placement."""
    return {
        "id": number, "kind": kind, "zone": zone, "title": "", "shown_on": [],
        "is_on_phone": True, "settings": {},
    } | more  # fmt: skip


def shown(answer: Answer, zone: str) -> list[str]:
    return answer.texts(f".at-{zone} .what")


def announced(answer: Answer) -> str:
    return str(answer.find("#arrangement").attributes["data-announce"])


def standing(reader: Reader) -> list[str]:
    """The ids of the widgets in the sidebar of the home page, from above."""
    return [str(node.attributes["id"]) for node in reader.get("/").html.css(".aside .widget")]
