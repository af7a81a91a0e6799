"""The owner's colours as a small stylesheet."""

from __future__ import annotations

import hashlib

from blog.site.queries import Site


def theme_css(site: Site) -> str:
    """Only the hue is free: lightness and chroma stay where contrast is known to suffice."""
    return f":root{{--hue:{site.accent_hue}}}\n"


def theme_hash(site: Site) -> str:
    return hashlib.sha256(theme_css(site).encode()).hexdigest()[:12]
