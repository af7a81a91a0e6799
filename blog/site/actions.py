"""Changing the owner's settings."""

from __future__ import annotations

from string import Formatter
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from flask import g

from blog.addresses import lies_in_a_room
from blog.db import db, now
from blog.posts.paths import make_path
from blog.site.models import Setting
from blog.site.queries import NAMES, origins


class SettingRefused(ValueError):
    """The name is no setting, or the value does not fit it; the message says why."""


def change_setting(name: str, value: object, *, origin: str = "owner") -> None:
    """Set one setting. Raises SettingRefused."""
    _check(name, value)
    row = db.session.get(Setting, name) or Setting(name=name)
    row.value, row.origin = value, origin
    db.session.add(row)
    g.pop("site", None)


def suggest_setting(name: str, value: object, *, origin: str) -> bool:
    """Set one setting unless the owner has set it; tells whether it changed.

    Raises SettingRefused.
    """
    row = db.session.get(Setting, name)
    if row and (row.origin == "owner" or row.value == value):
        return False
    change_setting(name, value, origin=origin)
    return True


def set_mark(name: str) -> None:
    """Remember that something happened to this blog; see `queries.has_mark`."""
    db.session.merge(Setting(name=name, value=True, origin="mark"))


def forget_settings(origin: str) -> None:
    """Put every setting of that origin back to its default."""
    for name, found in origins().items():
        if found == origin:
            db.session.delete(db.session.get_one(Setting, name))
    g.pop("site", None)


def parse_value(name: str, text: str) -> object:
    """The typed value of a setting from its text, e.g. of a command line. Raises SettingRefused."""
    kind = NAMES.get(name, str)
    if kind is bool and text.lower() in ("true", "yes", "on", "1", "false", "no", "off", "0"):
        return text.lower() in ("true", "yes", "on", "1")
    try:
        return text if kind is str else int(text) if kind is int else _refuse(name, text)
    except ValueError:
        return _refuse(name, text)


KINDS = {str: "a text", int: "a whole number", bool: "true or false"}
PATTERN_FIELDS = {"year", "month", "day", "slug"}
CHOICES = {
    "comments": ("open", "closed", "hidden"),
    "popular_range": ("week", "month", "year", "all"),
}
LIMITS = {
    "posts_per_page": (1, 100),
    "accent_hue": (0, 360),
    "comment_depth": (0, 10),
    "threads_per_page": (1, 50),
    "comments_per_minute": (1, 10_000),
    "comments_per_hour": (1, 100_000),
    "popular_posts": (1, 12),
    "feed_posts": (1, 200),
}


def _check(name: str, value: object) -> None:
    if name not in NAMES:
        raise SettingRefused(f"There is no setting named {name!r}.")
    if type(value) is not NAMES[name]:
        _refuse(name, value)
    if name in CHOICES and value not in CHOICES[name]:
        raise SettingRefused(f"{name} must be one of {', '.join(CHOICES[name])}.")
    low, high = LIMITS.get(name, (None, None))
    if low is not None and not low <= value <= high:  # type: ignore[operator]
        raise SettingRefused(f"{name} must lie between {low} and {high}.")
    _check_names(name, value)


def _check_names(name: str, value: object) -> None:
    if name == "time_zone" and value not in available_timezones():
        raise SettingRefused(f"{value!r} is not a time zone such as Europe/Berlin.")
    if name == "language":
        try:
            Locale.parse(str(value), sep="-")
        except (UnknownLocaleError, ValueError):
            raise SettingRefused(f"{value!r} is not a language such as en or pt-BR.") from None
    if name == "title" and not str(value).strip():
        raise SettingRefused("title must not be empty: pages and feeds are named by it.")
    if name in ("post_pattern", "page_pattern"):
        _check_pattern(name, str(value))


def _check_pattern(name: str, pattern: str) -> None:
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError:
        parts = []
    found = {field for _text, field, _spec, _conversion in parts if field is not None}
    is_plain = not any(spec or conversion for _text, _field, spec, conversion in parts)
    if "slug" not in found or not found <= PATTERN_FIELDS or not is_plain or pattern[0] != "/":
        raise SettingRefused(
            f"{name} must begin with / and contain {{slug}}; {{year}}, {{month}} and {{day}} may "
            "stand in it, too."
        )
    if lies_in_a_room(make_path(pattern, "A title", now())):
        raise SettingRefused(f"{name} leads to where the blog itself has pages; choose another.")


def _refuse(name: str, value: object) -> object:
    raise SettingRefused(f"{value!r} does not fit {name}, which is {KINDS[NAMES[name]]}.")
