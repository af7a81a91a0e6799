"""One redirect as it is written: an old address and where it leads, each held to the rules.

Knows no database; what stands at the addresses is found out by `actions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from blog.addresses import has_rule
from blog.config import Config
from blog.posts.paths import clean_path, is_reserved, path_key

LONGEST_PATH = 1000
LONGEST_ADDRESS = 2000


class Fault(Exception):
    """What is wrong with one of the two addresses."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Target:
    """Where something leads: an address elsewhere (without a key), or a path of this blog.

    `rest` is what follows the path, from its `?` or `#` on. `is_ours` tells that the program itself
    answers there, so that no post and no redirect can.
    """

    address: str
    key: str = ""
    rest: str = ""
    is_ours: bool = False


@dataclass(frozen=True)
class Lead:
    """A redirect that is well written."""

    path: str
    key: str
    target: Target


def lead(source: str, target: str) -> Lead:
    """The redirect that two written addresses mean; raises Fault."""
    path = _source(source)
    return Lead(path, path_key(path), _target(target))


def twin(key: str) -> str:
    """The same address with or without its final slash: readers are led from one to the other."""
    return key[:-1] if key.endswith("/") else f"{key}/"


def _source(written: str) -> str:
    text = _own_path(written.strip())
    if not text.startswith("/") or text.startswith("//"):
        raise Fault("source", _("Please write a path of this blog, such as /old/address.html."))
    if "?" in text or "#" in text:
        raise Fault("source", _("Only a path can be led on: leave out what follows ? or #."))
    path = _checked("source", text)
    if is_reserved(path) or has_rule(path_key(path)):
        raise Fault("source", _("The blog itself answers at this address."))
    return path


def _target(written: str) -> Target:
    text = _own_path(written.strip())
    if text.startswith("/") and not text.startswith("//"):
        return _path_target(text)
    parts = _split(text)
    is_web = parts is not None and parts[0] == "https" and bool(parts[1])
    if not is_web or not text.isprintable() or " " in text or len(text) > LONGEST_ADDRESS:
        raise Fault("target", _("Please write a path of this blog, or an https:// address."))
    return Target(text)


def _path_target(text: str) -> Target:
    at = min((text.find(mark) for mark in "?#" if mark in text), default=len(text))
    path, rest = _checked("target", text[:at]), text[at:]
    if is_reserved(path):
        raise Fault("target", _("Readers cannot go there: only people who write can."))
    key = path_key(path)
    if not has_rule(key) and has_rule(twin(key)):
        path, key = twin(path), twin(key)
    if not rest.isprintable() or " " in rest or len(path) + len(rest) > LONGEST_ADDRESS:
        raise Fault("target", _("Please write a path of this blog, or an https:// address."))
    return Target(path + rest, key, rest, has_rule(key))


def _checked(field: str, text: str) -> str:
    path = clean_path(text)
    if not path_key(path).isprintable():
        raise Fault(field, _("There is a sign in this address that no address can hold."))
    if len(path) > LONGEST_PATH:
        raise Fault(field, _("This address is too long."))
    return path


def _own_path(text: str) -> str:
    """The path behind an address of this blog as it is copied from the browser."""
    config: Config = current_app.config["BLOG"]
    own = urlsplit(config.base_url).netloc.lower()
    parts = _split(text)
    if parts is None or parts[0] not in ("http", "https") or parts[1].lower() != own:
        return text
    path = "/" + text.partition("://")[2].partition("/")[2]
    is_inside = bool(config.sub_path) and f"{path}/".startswith(f"{config.sub_path}/")
    return (path.removeprefix(config.sub_path) or "/") if is_inside else path


def _split(text: str) -> tuple[str, str] | None:
    """(scheme, host) of a whole address, without a person's name in it."""
    try:
        parts = urlsplit(text)
        is_sound = (parts.port or 1) > 0 and "@" not in parts.netloc and bool(parts.hostname)
    except ValueError:
        return None
    return (parts.scheme.lower(), parts.netloc) if is_sound else None
