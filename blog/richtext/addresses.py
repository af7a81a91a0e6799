"""Addresses in posts: which may stay, what becomes of old ones, and links within a post."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote, unquote, urlsplit

import nh3

from .allowed import ID_PREFIX, SCHEMES, is_raster_data

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_YOUTUBE_FLASH = re.compile(r"https://(?:www\.)?youtube(?:-nocookie)?\.com/v/([\w-]{6,20})")
_VIMEO_FLASH = re.compile(r"https://(?:www\.)?vimeo\.com/moogaloop\.swf\?(?:.*&)?clip_id=(\d+)")
_READER = nh3.Cleaner(
    tags={"a"}, attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel=None
)


def tidy(address: str | None) -> str:
    """The address as a browser would read it, fit for an attribute; empty if it may not stand."""
    address = re.sub(r"[\t\n]", "", address or "").strip()
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in SCHEMES:
        return ""
    address = re.sub(r'[\s"<>`{}|^]', lambda odd: quote(odd[0]), address)
    return address if _is_readable(address) else ""


def _is_readable(address: str) -> bool:
    # What nh3 could not read it would drop later, leaving a picture or a link without an address.
    try:
        urlsplit(address)
    except ValueError:
        return False
    return not address or " href=" in _READER.clean(f'<a href="{escape(address)}">')


def secure(address: str | None) -> str:
    """A tidy address of something that the page itself loads: https, never http."""
    tidied = tidy(address)
    if tidied.startswith("//"):
        return f"https:{tidied}"
    return re.sub(r"\Ahttp:", "https:", tidied, flags=re.IGNORECASE)


def picture(attributes: dict[str, str]) -> str:
    """The address of a picture, a lazy-loading script's own attribute included."""
    written = attributes.get("src", "").strip()
    lazy = attributes.get("data-src") or attributes.get("data-lazy-src")
    if lazy and (not written or written.startswith("data:")):
        written = lazy
    return written if is_raster_data(written) else secure(written)


def frame(address: str | None) -> str:
    """The address for a frame; old Flash players lead to the same film's frame."""
    found = secure(address)
    if flash := _YOUTUBE_FLASH.match(found):
        return f"https://www.youtube.com/embed/{flash[1]}"
    if flash := _VIMEO_FLASH.match(found):
        return f"https://player.vimeo.com/video/{flash[1]}"
    return found


def host_of(address: str) -> str:
    """The host that an address names, for people to read."""
    return urlsplit(address).hostname or address


def prefixed_id(written: str | None) -> str:
    """The id under which a post's own anchor stands; empty for none. Done twice it stays."""
    name = "-".join((written or "").split())
    if not name:
        return ""
    return name if name.startswith(ID_PREFIX) else ID_PREFIX + name


def link(address: str | None, own_ids: frozenset[str]) -> str:
    """A tidy link; one to an anchor of the same post follows the anchor's new id."""
    tidied = tidy(address)
    if not tidied.startswith("#"):
        return tidied
    target = prefixed_id(unquote(tidied[1:]))
    return f"#{quote(target, safe='-._~!$&()*+,;=:@/?')}" if target in own_ids else tidied
