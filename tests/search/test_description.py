"""How browsers learn to search the blog."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from tests.stage.reader import Reader

pytestmark = pytest.mark.sqlite


def test_a_browser_finds_the_search_by_the_home_page(
    reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    change_setting("title", "Ink & <Paper> of the old mill")
    link = reader.get("/").find("link[rel=search]")
    assert link.attributes["type"] == "application/opensearchdescription+xml"
    answer = reader.get(str(link.attributes["href"]))
    assert answer.mimetype == link.attributes["type"]
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = ElementTree.fromstring(answer.data)
    assert root.findtext(f"{space}ShortName") == "Ink & <Paper> of"
    (url, _) = root.findall(f"{space}Url")
    assert url.attrib["template"].endswith("/search?q={searchTerms}")
    assert url.attrib["template"].startswith("http://")
