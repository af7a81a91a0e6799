"""What each setting may be. Whoever sets one, in the admin, by command or by an import, comes here.

The sentences stand beside a form's field, so they do not repeat the setting's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from string import Formatter
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from flask_babel import gettext as _

from blog.addresses import lies_in_a_room
from blog.db import now
from blog.posts.paths import make_path
from blog.site.machines import ads_problem, contact_problem, robots_problem
from blog.site.queries import NAMES
from blog.site.stylesheet import StylesheetRefused, checked_stylesheet


class SettingRefused(ValueError):
    """The name is no setting, or the value does not fit it; `why` is a sentence on the value."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.why = why


PATTERN_FIELDS = {"year", "month", "day", "slug"}
MOST_PAGES = 50
PICTURES = {"logo": "-[0-9]{2,4}.webp", "favicon": ".png", "share_picture": ".jpg"}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "comments": ("open", "closed", "hidden"),
    "comments_order": ("oldest", "newest"),
    "popular_range": ("week", "month", "year", "all"),
}
# Those that are any number of these words.
SEVERAL: Mapping[str, tuple[str, ...]] = {"comments_hold": ("first", "links", "old", "all")}
LIMITS: Mapping[str, tuple[int, int]] = {
    "posts_per_page": (1, 100),
    "accent_hue": (0, 360),
    "comment_depth": (0, 10),
    "threads_per_page": (1, 50),
    "comments_first_count": (1, 100),
    "comments_old_days": (1, 3_650),
    "comments_per_minute": (1, 10_000),
    "comments_per_hour": (1, 100_000),
    "comments_per_hour_of_all": (1, 100_000),
    "popular_posts": (1, 12),
    "feed_posts": (1, 200),
}
# Texts of one line, and how long they may be; then those of several lines.
LINES: Mapping[str, int] = {
    "title": 200, "tagline": 300, "language": 35, "time_zone": 60, "post_pattern": 300,
    "page_pattern": 300, "security_contact": 300,
}  # fmt: skip
TEXTS: Mapping[str, int] = {"description": 5_000, "robots_extra": 20_000, "ads_txt": 100_000}
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def checked(name: str, value: object) -> object:
    """The value in the form in which it is stored. Raises SettingRefused."""
    if name not in NAMES:
        raise SettingRefused(name, _("There is no setting of that name."))
    if NAMES[name] is tuple and isinstance(value, list):
        value = tuple(value)
    if type(value) is not NAMES[name]:
        raise SettingRefused(name, wanted(name))
    if isinstance(value, str):
        return _checked_text(name, value)
    if name in LIMITS and isinstance(value, int):
        _check_limits(name, value)
    if name in SEVERAL and isinstance(value, tuple):
        return _in_order(name, value)
    if isinstance(value, tuple):
        _check_pages(name, value)
    return value


def wanted(name: str) -> str:
    """A sentence on what a value of that setting is."""
    if name in SEVERAL:
        return str(_("It must be some of these: %(names)s.", names=", ".join(SEVERAL[name])))
    sentences: Mapping[type, str] = {
        str: _("It must be a text."),
        int: _("It must be a whole number."),
        bool: _("It must be true or false."),
        tuple: _("It must be whole numbers with commas between."),
    }
    return sentences[NAMES.get(name, str)]


def _in_order(name: str, words: tuple[object, ...]) -> tuple[str, ...]:
    if not set(words) <= set(SEVERAL[name]):
        raise SettingRefused(name, wanted(name))
    return tuple(word for word in SEVERAL[name] if word in words)


def _check_limits(name: str, value: int) -> None:
    low, high = LIMITS[name]
    if not low <= value <= high:
        raise SettingRefused(
            name, _("It must lie between %(low)d and %(high)d.", low=low, high=high)
        )


def _check_pages(name: str, ids: tuple[object, ...]) -> None:
    if len(ids) > MOST_PAGES:
        why = _("A header has room for at most %(number)d pages.", number=MOST_PAGES)
        raise SettingRefused(name, why)
    if not all(type(one) is int and 0 < one < 2**31 for one in ids) or len(set(ids)) < len(ids):
        raise SettingRefused(name, _("Each page is named by its number, once."))


def _checked_text(name: str, value: str) -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    longest = LINES.get(name) or TEXTS.get(name)
    if longest and len(text) > longest:
        why = _("It is longer than %(number)d characters.", number=longest)
        raise SettingRefused(name, why)
    if CONTROLS.search(text) or (name in LINES and "\n" in text):
        raise SettingRefused(name, _("It holds characters that nobody can see."))
    if name in CHOICES and text not in CHOICES[name]:
        why = _("It must be one of these: %(names)s.", names=", ".join(CHOICES[name]))
        raise SettingRefused(name, why)
    check = _MEANINGS.get(name)
    return check(text) if check else text


def _title(text: str) -> str:
    if not text:
        raise SettingRefused("title", _("It must not be empty: pages and feeds are named by it."))
    return text


def _time_zone(text: str) -> str:
    if text not in available_timezones():
        raise SettingRefused("time_zone", _("There is no such time zone; try Europe/Berlin."))
    return text


def _language(text: str) -> str:
    try:
        Locale.parse(text, sep="-")
    except (UnknownLocaleError, ValueError):
        why = _("There is no such language; try en or pt-BR.")
        raise SettingRefused("language", why) from None
    return text


def _stylesheet(text: str) -> str:
    try:
        return checked_stylesheet(text)
    except StylesheetRefused as refused:
        raise SettingRefused("custom_css", str(refused)) from None


def _pattern(name: str) -> Callable[[str], str]:
    def check(pattern: str) -> str:
        try:
            parts = list(Formatter().parse(pattern))
        except ValueError:
            parts = []
        found = {field for _text, field, _spec, _conversion in parts if field is not None}
        is_plain = not any(spec or conversion for _text, _field, spec, conversion in parts)
        if "slug" not in found or not found <= PATTERN_FIELDS or not is_plain or pattern[0] != "/":
            why = _(
                "It must begin with / and contain {slug}; {year}, {month} and {day} may stand in "
                "it, too."
            )
            raise SettingRefused(name, why)
        if lies_in_a_room(make_path(pattern, "A title", now())):
            why = _("It leads to where the blog itself has pages; choose another.")
            raise SettingRefused(name, why)
        return pattern

    return check


def _sound(name: str, problem: Callable[[str], str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        why = problem(text) if text else ""
        if why:
            raise SettingRefused(name, why)
        return text

    return check


def _picture(name: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text and not re.fullmatch(rf"[0-9a-f]{{32}}{PICTURES[name]}", text):
            raise SettingRefused(name, _("Pictures are chosen in the admin, under Look."))
        return text

    return check


_MEANINGS: Mapping[str, Callable[[str], str]] = {
    "title": _title,
    "time_zone": _time_zone,
    "language": _language,
    "post_pattern": _pattern("post_pattern"),
    "page_pattern": _pattern("page_pattern"),
    "custom_css": _stylesheet,
    "robots_extra": _sound("robots_extra", robots_problem),
    "ads_txt": _sound("ads_txt", ads_problem),
    "security_contact": _sound("security_contact", contact_problem),
    **{name: _picture(name) for name in PICTURES},
}
