"""Forms as a browser without JavaScript sees them, and what they send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

TYPED = {"text", "search", "email", "url", "tel", "password", "number", "range", "date",
         "datetime-local", "time", "color"}  # fmt: skip
# Kinds of input that browsers themselves keep to their own values.
PLAIN = {"text", "search", "email", "url", "tel", "password"}


@dataclass
class Form:
    """One form and where its buttons send it."""

    actions: list[str]
    method: str
    has_files: bool
    kept: list[tuple[str, str]] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    long: set[str] = field(default_factory=set)

    def filled(self, text: Callable[[str], str]) -> dict[str, list[str]]:
        """The fields to send: what the page holds, and in what is typed freely, that text."""
        fields: dict[str, list[str]] = {}
        for name, value in self.kept:
            fields.setdefault(name, []).append(value)
        for name in self.written:
            fields[name] = [text(name)]
        return fields


def forms(html: str) -> Iterator[Form]:
    """Every form of a page, the fields that stand outside of it included."""
    tree = LexborHTMLParser(html)
    for node in tree.css("form"):
        form = Form(
            actions=[node.attributes.get("action") or ""],
            method=(node.attributes.get("method") or "get").lower(),
            has_files="multipart" in (node.attributes.get("enctype") or ""),
        )
        own = node.attributes.get("id")
        parts = [part for part in node.css("input, select, textarea, button") if _is_of(part, own)]
        if own:
            parts += tree.css(f'[form="{own}"]')
        for part in parts:
            _take(form, part)
        yield form


def _is_of(part: LexborNode, own: str | None) -> bool:
    named = part.attributes.get("form")
    return named is None or named == own


def _take(form: Form, part: LexborNode) -> None:
    name, kind = part.attributes.get("name") or "", part.attributes.get("type") or "text"
    lead = part.attributes.get("formaction")
    if lead and lead not in form.actions:
        form.actions.append(lead)
    if not name or part.tag == "button" or kind in ("submit", "file", "image", "reset", "button"):
        return
    if part.tag == "textarea":
        form.written.append(name)
        form.long.add(name)
    elif part.tag == "select":
        chosen = part.css_first("option[selected]") or part.css_first("option")
        if chosen:
            has_value = "value" in chosen.attributes
            value = chosen.attributes["value"] or "" if has_value else chosen.text()
            form.kept.append((name, value))
    elif part.tag == "input" and kind in PLAIN and "readonly" not in part.attributes:
        form.written.append(name)
    elif kind not in ("checkbox", "radio") or "checked" in part.attributes:
        form.kept.append((name, part.attributes.get("value") or "on"))
