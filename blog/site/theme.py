"""The owner's colours, and what CSS the owner has written, as small stylesheets."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from blog.site.queries import Site

ROOTED = re.compile(r'(\burl\(\s*"?)/media/', re.IGNORECASE)


def accent_css(site: Site) -> str:
    """Only the hue is free: lightness and chroma stay where contrast is known to suffice.

    The admin wears it alone, so that no CSS of the owner's can hide the way to change it.
    """
    return f":root{{--hue:{site.accent_hue}}}\n"


def theme_css(site: Site) -> str:
    """What readers get. Pictures are named relative to it, so that a sub-path does no harm."""
    own = ROOTED.sub(r"\1media/", site.custom_css)
    return accent_css(site) + (f"{own}\n" if own else "")


def accent_hash(site: Site) -> str:
    return _hash(accent_css(site))


def theme_hash(site: Site) -> str:
    return _hash(theme_css(site))


@lru_cache(16)
def _hash(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:12]
