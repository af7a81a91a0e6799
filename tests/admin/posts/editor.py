"""The editor's form as a browser sends it."""

from __future__ import annotations

from tests.stage.reader import Answer


def fields(answer: Answer, **typed: str) -> dict[str, str]:
    """What the form on the page would send, with what somebody typed into it."""
    found: dict[str, str] = {}
    for node in answer.html.css("#editor [name]:not(button)"):
        kind, name = node.attributes.get("type"), str(node.attributes["name"])
        if node.tag == "textarea":
            found[name] = node.text().removeprefix("\r\n").removeprefix("\n")
        elif node.tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            assert chosen is not None, node.html
            found[name] = str(chosen.attributes["value"] or "")
        elif kind != "checkbox" or "checked" in node.attributes:
            found[name] = node.attributes.get("value") or ""
    return found | typed
