"""Which pages the header leads to, and in which order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from blog.posts.models import Post
from blog.site.checks import SettingRefused
from tests.stage.reader import Reader


def test_the_header_shows_every_page_until_the_owner_chooses(
    reader: Reader,
    make_post: Callable[..., Post],
    change_setting: Callable[[str, object], None],
) -> None:
    pages = [make_post(title=f"Page {n}", kind="page") for n in range(3)]
    draft = make_post(title="Draft", kind="page", status="draft", path="/p/draft.html")
    assert shown(reader) == ["Page 0", "Page 1", "Page 2"]
    change_setting("is_header_automatic", False)
    assert shown(reader) == []
    change_setting("header_pages", (pages[2].id, draft.id, 987654, pages[0].id))
    assert shown(reader) == ["Page 2", "Page 0"]
    change_setting("is_header_automatic", True)
    assert shown(reader) == ["Page 0", "Page 1", "Page 2"]


@pytest.mark.sqlite
@pytest.mark.parametrize("ids", [(1, 1), (0,), (2**40,), ("1",), tuple(range(1, 60))])
def test_a_page_is_named_by_its_number_and_once(
    change_setting: Callable[[str, object], None], ids: tuple[object, ...]
) -> None:
    with pytest.raises(SettingRefused):
        change_setting("header_pages", ids)


def shown(reader: Reader) -> list[str]:
    return reader.get("/").texts(".masthead .pages a")
