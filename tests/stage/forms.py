"""Forms as a browser would send them."""

from __future__ import annotations

from tests.stage.reader import Answer


def fields(answer: Answer, *, form: str = "#editor", **typed: str) -> dict[str, str]:
    """What the form on the page would send, with what somebody typed into it."""
    found: dict[str, str] = {}
    for node in answer.html.css(f"{form} [name]:not(button)"):
        kind, name = node.attributes.get("type"), str(node.attributes["name"])
        if node.tag == "textarea":
            found[name] = node.text().removeprefix("\r\n").removeprefix("\n")
        elif node.tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            found[name] = str(chosen.attributes["value"] or "")
        elif kind != "checkbox" or "checked" in node.attributes:
            found[name] = node.attributes.get("value") or ""
    return found | typed
