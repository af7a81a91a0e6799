"""One address for one thing: final slashes and Blogger's `?m=1` lead home by one 301."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

# The rule that takes every address which no other rule takes.
CATCH_ALL = "posts.show"
# Its addresses lead elsewhere by one 301 of their own, or answer whatever the parameters.
LEGACY = "legacy"


def init_addresses(app: Flask) -> None:
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
    return moved(request.path + "/" * lacks_slash, urlencode(kept))


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


def moved(path: str, query: str = "") -> Response:
    """A 301 to a path of ours, sub-path added."""
    return redirect(
        request.script_root
        + quote(path, safe="/:@!$&'()*+,;=-._~%")
        + (f"?{query}" if query else ""),
        301,
    )
