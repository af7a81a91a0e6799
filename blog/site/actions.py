"""Changing the owner's settings."""

from __future__ import annotations

from blog.db import db
from blog.site.checks import SEVERAL, SettingRefused, checked, wanted
from blog.site.models import Setting
from blog.site.queries import NAMES, forget_copies, origins


def change_setting(name: str, value: object, *, origin: str = "owner") -> None:
    """Set one setting. Raises SettingRefused."""
    stored = checked(name, value)
    row = db.session.get(Setting, name) or Setting(name=name)
    row.value, row.origin = list(stored) if isinstance(stored, tuple) else stored, origin
    db.session.add(row)
    forget_copies()


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
    forget_copies()


def parse_value(name: str, text: str) -> object:
    """The typed value of a setting from its text, e.g. of a command line. Raises SettingRefused."""
    kind = NAMES.get(name, str)
    if kind is bool and text.lower() in ("true", "yes", "on", "1", "false", "no", "off", "0"):
        return text.lower() in ("true", "yes", "on", "1")
    try:
        if name in SEVERAL:
            return tuple(part.strip() for part in text.split(",") if part.strip())
        if kind is tuple:
            return tuple(int(part) for part in text.split(",") if part.strip())
        if kind is not bool:
            return int(text) if kind is int else text
    except ValueError:
        pass
    raise SettingRefused(name, wanted(name))
