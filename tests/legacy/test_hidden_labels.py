"""Old addresses of labels tell nothing of what readers may not see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from blog.posts.models import Post
from tests.stage.reader import Reader


@pytest.mark.parametrize("address", ["/search/label/Secret", "/category/secret/", "/tag/secret/"])
def test_a_label_of_drafts_alone_is_as_unknown_as_any_other(
    reader: Reader, make_post: Callable[..., Post], address: str
) -> None:
    make_post(labels=["Secret"], status="draft")
    assert reader.get(address).status_code == 404
    make_post(labels=["Secret"])
    assert reader.get(address).status_code == 301
