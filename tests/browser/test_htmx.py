"""The one script from elsewhere: the page pins its bytes, and a browser refuses others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from blog.config import HTMX_INTEGRITY, HTMX_URL
from tests.stage import htmx
from tests.stage.browsers import LiveBlog, Visit
from tests.stage.reader import Reader


@pytest.fixture
def package() -> bytes:
    if not htmx.FILE.exists():
        pytest.skip("no htmx package: `make test` fetches it with npm or from the CDN")
    return htmx.FILE.read_bytes()


@pytest.mark.sqlite
def test_the_page_names_the_hash_of_the_packages_bytes(reader: Reader, package: bytes) -> None:
    script = reader.get("/").find(f"script[src='{HTMX_URL}']")
    assert script.attributes["integrity"] == htmx.integrity(package) == HTMX_INTEGRITY
    assert script.attributes["crossorigin"] == "anonymous"
    assert "defer" in script.attributes


@pytest.mark.browser
def test_a_browser_takes_the_packages_bytes(
    sample_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(sample_blog)
    window.open("/")
    assert window.page.evaluate("typeof htmx") == "object"


@pytest.mark.browser
def test_a_browser_refuses_changed_bytes(
    sample_blog: LiveBlog, visit: Callable[..., Visit]
) -> None:
    window = visit(sample_blog, cdn="altered")
    window.open("/")
    assert window.page.evaluate("typeof htmx") == "undefined"
    complaint = window.problems.pop()
    assert "integrity" in complaint
    assert HTMX_URL in complaint
