"""A Blogger blog's own settings, which the old export holds as entries and Takeout as a table."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from blog.importing.records import BlogRecord

_OUTDATED_LANGUAGES = {"iw": "he", "in": "id", "ji": "yi"}


def blog_record(values: Mapping[str, str], known: BlogRecord) -> BlogRecord:
    """What the settings say; `known` is what the feed itself says and stands where they don't.

    `values` has names such as BLOG_TIME_ZONE. Addresses of people are left behind.
    """

    def value(name: str) -> str:
        return values.get(f"BLOG_{name}", "").strip()

    return replace(
        known,
        title=" ".join(value("NAME").split()) or known.title,
        description=value("DESCRIPTION") or known.description,
        language=language(value("LOCALE")),
        time_zone=time_zone(value("TIME_ZONE")),
        address=known.address or _address(value("CUSTOM_DOMAIN"), value("SUBDOMAIN")),
        searchable=_claim(value("SEARCHABLE")),
        is_public=value("READ_ACCESS_MODE").upper() == "PUBLIC"
        if value("READ_ACCESS_MODE")
        else None,
        comments_allowed=_claim(value("COMMENTS_ALLOWED")),
        comment_moderation=value("COMMENT_MODERATION").upper() or None,
        comment_access=value("COMMENT_ACCESS").upper() or None,
        posts_per_page=_posts_per_page(value("MAX_NUM"), value("MAX_UNIT")),
        robots_txt=_file(value("CUSTOM_ROBOTS_TXT"), value("CUSTOM_ROBOTS_TXT_ENABLED")),
        ads_txt=_file(value("CUSTOM_ADS_TXT"), value("CUSTOM_ADS_TXT_ENABLED")),
    )


def from_table(content: str) -> dict[str, str]:
    """Takeout's settings.csv: one line of names, one of values."""
    rows = csv.reader(content.splitlines(keepends=True))
    try:
        names, values = next(rows), next(rows)
    except (StopIteration, csv.Error):
        return {}
    return {name.strip().upper(): value for name, value in zip(names, values, strict=False)}


def language(locale: str) -> str:
    """A locale such as pt_BR or iw as a BCP 47 tag, empty where it is none."""
    parts = re.split(r"[_-]", locale.split("#")[0].split(".")[0])
    tag = "-".join([_OUTDATED_LANGUAGES.get(parts[0].lower(), parts[0].lower()), *parts[1:]])
    return tag if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z]{2}|-\d{3})?", tag) else ""


def time_zone(name: str) -> str:
    """The name where it is an IANA zone, else nothing."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    return name


def origin(address: str) -> str:
    """An address's scheme and host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


def _address(domain: str, subdomain: str) -> str:
    host = domain or (f"{subdomain}.blogspot.com" if subdomain else "")
    return f"https://{host}" if re.fullmatch(r"[\w.-]+", host, re.ASCII) else ""


def _claim(written: str) -> bool | None:
    return {"true": True, "false": False}.get(written.lower())


def _posts_per_page(number: str, unit: str) -> int | None:
    if unit.upper() in ("", "POSTS") and re.fullmatch(r"[1-9]\d{0,3}", number, re.ASCII):
        return int(number)
    return None


def _file(content: str, enabled: str) -> str:
    if _claim(enabled) is not True:
        return ""
    return "\n".join(line.strip() for line in html.unescape(content).splitlines())
