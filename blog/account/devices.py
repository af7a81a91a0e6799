"""What a browser says of itself, in plain words. Knows no database.

It can say anything: the words help people to recognise their own devices, and nothing hangs on
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask_babel import gettext as _

# In this order: most browsers claim to be several others, too.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Vivaldi", r"Vivaldi/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPad", r"iPad"),
    ("iPhone", r"iPhone"),
    ("Android", r"Android"),
    ("ChromeOS", r"CrOS"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)


def device_of(user_agent: str) -> str:
    """`Firefox on Linux`, as far as the browser tells."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("Some program"))


def _first(known: Iterable[tuple[str, str]], user_agent: str) -> str:
    return next((name for name, mark in known if re.search(mark, user_agent)), "")
