"""The languages and time zones that an owner can choose from, as lists for forms."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.localedata import locale_identifiers

# Those of which people ask for one variety and not for another.
VARIETIES = ("en-GB", "en-US", "pt-BR", "pt-PT", "zh-Hans", "zh-Hant", "sr-Latn", "sr-Cyrl")


@lru_cache(16)
def languages(here: str) -> list[tuple[str, str]]:
    """(tag, name in that language itself), by tag; `here` is among them in any case."""
    plain = {tag for tag in locale_identifiers() if tag.isalpha() and len(tag) == 2}
    tags = sorted(plain | {*VARIETIES, here})
    return [(tag, Locale.parse(tag, sep="-").get_display_name() or tag) for tag in tags]


@lru_cache(1)
def time_zones() -> list[str]:
    """Every time zone of a place, and UTC, by name."""
    places = (name for name in available_timezones() if "/" in name and name[:3] != "Etc")
    return [*sorted(places), "UTC"]
