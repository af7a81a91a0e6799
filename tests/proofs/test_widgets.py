"""Every kind of widget and the comments, each broken in every way: the page around them stands."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest

from blog.comments import section
from blog.comments.models import Comment
from blog.comments.queries import first_page
from blog.posts.models import Post
from blog.widgets.breaker import REST
from blog.widgets.copies import OLDEST
from blog.widgets.kinds import KINDS
from blog.widgets.placements import Placement
from tests.stage.faults import FAULTS, Break, Clock, without
from tests.stage.reader import Reader

pytestmark = pytest.mark.proof

# A page with a part that never ends; that part alone may take a second of it.
PATIENCE = 2.5


@pytest.fixture
def post(
    make_post: Callable[..., Post],
    make_comment: Callable[..., Comment],
    arrange: Callable[..., None],
) -> Post:
    """A post on whose page every kind of widget stands, among other posts, pages and comments."""
    for number in range(4):
        make_comment(make_post(f"Paper {number}", labels=["Paper", f"Sheet {number}"]), "So true.")
    make_post("About us", kind="page")
    made = make_post("Paper and ink", labels=["Paper"])
    make_comment(made, "A comment.")
    arrange(
        *(
            Placement(number, kind.name, "side" if "side" in kind.zones else kind.zones[0])
            for number, kind in enumerate(KINDS.values(), 1)
        )
    )
    return made


@pytest.mark.parametrize("fault", FAULTS)
def test_any_widget_may_fail_in_any_way(
    reader: Reader,
    post: Post,
    break_kind: Break,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    address = str(post.path)
    whole = reader.get(address)
    for number, kind in enumerate(list(KINDS), 1):
        clock.moment += OLDEST + 1  # No copy is left that could stand in.
        caplog.clear()
        broken = break_kind(kind, FAULTS[fault])
        with caplog.at_level(logging.ERROR):
            began = monotonic()
            spoilt = reader.get(address)
            assert monotonic() - began < PATIENCE, kind
            assert reader.get(address).text == spoilt.text
        assert spoilt.status_code == 200
        assert spoilt.find(f"#widget-{number}.placeholder a[href]")
        assert without(spoilt.text, f"widget-{number}") == without(whole.text, f"widget-{number}")
        assert len(broken.calls) == 1, kind
        assert [told["widget"] for told in faults_in(caplog)] == [kind]
        broken.mend()
        clock.moment += REST
        assert reader.get(address).text == whole.text, kind
        broken = break_kind(kind, FAULTS[fault])
        stands_in = whole if KINDS[kind].is_copied else spoilt
        assert reader.get(address).text == stands_in.text, f"{kind}: its last good copy"
        broken.mend()
        clock.moment += REST


@pytest.mark.parametrize("fault", ["raises", "asks nonsense", "hangs", "makes nothing at all"])
def test_comments_may_fail_in_any_way(
    reader: Reader,
    post: Post,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    address = str(post.path)
    whole = reader.get(address)
    calls: list[Post] = []

    def read(post: Post, own: tuple[int, ...]) -> object:
        calls.append(post)
        return FAULTS[fault]()

    monkeypatch.setattr(section, "first_page", read)
    with caplog.at_level(logging.ERROR):
        began = monotonic()
        spoilt = reader.get(address)
        assert monotonic() - began < PATIENCE
        assert reader.get(address).text == spoilt.text
    assert spoilt.status_code == 200
    assert without(spoilt.text, "comments") == without(whole.text, "comments")
    assert len(calls) == 1
    assert [told["widget"] for told in faults_in(caplog)] == ["comments"]
    monkeypatch.setattr(section, "first_page", first_page)
    clock.moment += REST
    assert reader.get(address).text == whole.text


def faults_in(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What the log says of parts that failed."""
    found: list[Any] = [one.msg for one in caplog.records if one.levelno == logging.ERROR]
    return found
