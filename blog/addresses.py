"""One address for one thing: final slashes and Blogger's `?m=1` lead home by one 301."""

from __future__ import annotations

from itertools import islice
from urllib.parse import quote, urlencode

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import IntegerConverter, Map, PathConverter, RequestRedirect, UnicodeConverter
from werkzeug.wrappers import Response

from blog.numbers import LARGEST_NUMBER
from blog.posts.paths import PATH_CHARACTERS, is_reserved, path_key, variants

# The rule that takes every address which no other rule takes.
CATCH_ALL = "posts.show"
# Its addresses lead elsewhere by one 301 of their own, or answer whatever the parameters.
LEGACY = "legacy"


class Text(UnicodeConverter):
    """A part of a path without NUL: PostgreSQL knows no text with one, so no rule takes it."""

    regex = "[^/\0]+"

    def __init__(self, map: Map) -> None:
        super().__init__(map)
        self.regex = type(self).regex


class TextPath(PathConverter):
    """The rest of a path without NUL."""

    regex = "[^/\0][^\0]*?"


class RowNumber(IntegerConverter):
    """The number of a row; greater ones name nothing."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_NUMBER)


def init_converters(app: Flask) -> None:
    """Set what the variables of a rule may be; before the first rule is added."""
    app.url_map.converters |= {"default": Text, "string": Text, "path": TextPath}
    app.url_map.converters["number"] = RowNumber


def init_addresses(app: Flask) -> None:
    """Look at every address before its view does."""
    app.before_request(go_to_clean_address)


def go_to_clean_address() -> Response | None:
    """The 301 to the same thing's own address, if this is a variant of it."""
    if request.method not in ("GET", "HEAD") or request.url_rule is None:
        return None
    if request.blueprint == LEGACY:
        return None
    lacks_slash = request.url_rule.rule.endswith("/") and not request.path.endswith("/")
    is_mobile_twin = request.args.get("m") in ("0", "1")
    if not (lacks_slash or is_mobile_twin):
        return None
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "m"]
    return moved(asked_path() + "/" * lacks_slash, urlencode(kept))


def asked_path() -> str:
    """The path as it was asked for, escapes and all, with the one slash that begins it.

    `request.path` has lost the bytes that are not UTF-8, and which signs were escaped.
    """
    raw: bytes = request.environ["PATH_INFO"].encode("latin-1")
    return "/" + quote(raw.lstrip(b"/"), safe=PATH_CHARACTERS.replace("%", ""))


def rule_twin(path: str) -> Response | None:
    """The 301 to the same path with or without its final slash, where that has its own rule."""
    twin = path[:-1] if path.endswith("/") else f"{path}/"
    return moved(twin, request.query_string.decode("latin-1")) if has_rule(twin) else None


def has_rule(path: str) -> bool:
    """Whether a path belongs to one of the program's own rules, so that no post can have it."""
    try:
        endpoint, _values = current_app.url_map.bind("").match(path, method="GET")
    except MethodNotAllowed:
        return True
    except (NotFound, RequestRedirect):
        return False
    return bool(endpoint != CATCH_ALL)


def lies_in_a_room(path: str) -> bool:
    """Whether a path and all its numbered variants belong to the program, as below `/label/`."""
    return all(
        is_reserved(variant) or has_rule(path_key(variant)) for variant in islice(variants(path), 2)
    )


def moved(path: str, query: str = "") -> Response:
    """A 301 to a path of ours, sub-path added."""
    return redirect(
        request.script_root + quote(path, safe=PATH_CHARACTERS) + (f"?{query}" if query else ""),
        301,
    )
