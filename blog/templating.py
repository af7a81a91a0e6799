"""What every template may call, and how strict templates are."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from babel import Locale
from babel.dates import format_date as babel_format_date
from babel.dates import format_skeleton, format_time, get_datetime_format
from flask import Flask, g, request, url_for
from flask_babel import Babel
from jinja2 import StrictUndefined
from markupsafe import Markup

from blog.account.passkeys import party as passkey_party
from blog.account.session import form_token, person
from blog.admin.menu import notice, rooms
from blog.comments.policy import are_shown, policy_of
from blog.comments.section import section
from blog.comments.writer import may_revise
from blog.db import now
from blog.hosts import absolute
from blog.media.queries import ADDRESS, source_set
from blog.people.models import User
from blog.people.policy import may
from blog.posts.models import Post
from blog.richtext import language_direction
from blog.site import queries as site_queries
from blog.site.pictures import logo_width
from blog.site.queries import site
from blog.site.theme import accent_hash, theme_hash

WORDS_PER_MINUTE = 230
# In stored HTML a `<` always opens a tag, and attributes stand in double quotes.
TAG = re.compile(r'<[a-z](?:[^">]|"[^"]*")*>')


class HasPath(Protocol):
    """A post, or what a list shows of one."""

    @property
    def path(self) -> str | None: ...


def init_templating(app: Flask) -> None:
    """Set the environment: undefined names are errors, every template knows the site."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals |= {
        "site": site,
        "header_pages": pages_in_header,
        "address": address,
        "absolute": absolute,
        "source_set": local_source_set,
        "direction_of": language_direction,
        "local": local,
        "absolute_picture": absolute_picture,
        "minutes": minutes,
        "month_name": month_name,
        "theme_address": theme_address,
        "accent_address": accent_address,
        "site_picture": site_picture,
        "logo_width": logo_width,
        "posting": posting,
        "comments_policy": policy_of,
        "comments_section": section,
        "person": person,
        "may": may,
        "may_revise": may_revise,
        "form_token": form_token,
        "passkey_party": passkey_party,
        "admin_rooms": rooms,
        "admin_notice": notice,
    }
    app.jinja_env.filters |= {"stored": stored, "iso": iso, "day": day, "moment": moment}
    Babel(app, locale_selector=locale, timezone_selector=lambda: site().time_zone)
    app.context_processor(lambda: {"config": app.config["BLOG"]})


def address(post: HasPath | str) -> str:
    """The own address of a post, or of a post's path, in this deployment: sub-path included."""
    return request.script_root + str(post if isinstance(post, str) else post.path)


def stored(html: str) -> Markup:
    """Stored HTML, sanitised when it was saved; its own addresses get the sub-path."""
    root = request.script_root
    return Markup(TAG.sub(lambda tag: _rooted(tag[0], root), html) if root else html)


def _rooted(tag: str, root: str) -> str:
    for name in ("src", "href", "poster"):
        tag = tag.replace(f' {name}="/', f' {name}="{root}/').replace(
            f' {name}="{root}//', f' {name}="//'
        )
    return tag.replace(f" {ADDRESS}", f" {root}{ADDRESS}").replace(
        f'srcset="{ADDRESS}', f'srcset="{root}{ADDRESS}'
    )


def local_source_set(src: str, width: int | None, widths: list[int] | None) -> str:
    """The `srcset` of a picture of ours, "" for any other."""
    if width is None or not src.startswith(ADDRESS):
        return ""
    root = request.script_root
    return source_set(src.removeprefix(ADDRESS), width, widths or []).replace(
        ADDRESS, root + ADDRESS
    )


def pages_in_header() -> list[tuple[str, str]]:
    """Pages for the header, read once per request."""
    if "header_pages" not in g:
        g.header_pages = site_queries.pages_in_header(now())
    found: list[tuple[str, str]] = g.header_pages
    return found


def locale() -> str:
    """The locale of the interface: the blog's own language."""
    return str(Locale.parse(site().language, sep="-"))


def iso(moment: datetime) -> str:
    """A moment for `datetime` attributes and feeds, to the second, in the blog's time zone."""
    return moment.astimezone(site().zone).isoformat(timespec="seconds")


def day(moment: datetime) -> str:
    """The day of a moment in the blog's time zone, as its language writes it."""
    return _written(moment.astimezone(site().zone).date(), site().language)


def moment(at: datetime) -> str:
    """Day and time of a moment in the blog's time zone, as its language writes them."""
    local, written_in = at.astimezone(site().zone), Locale.parse(site().language, sep="-")
    pattern = str(get_datetime_format("medium", locale=written_in)).replace("'", "")
    time = format_time(local, "short", locale=written_in)
    date_ = babel_format_date(local, "medium", locale=written_in)
    return str(pattern.replace("{0}", time).replace("{1}", date_))


@lru_cache(4096)
def _written(day: date, language: str) -> str:
    # Kept: a page of comments writes two hundred, and each costs as much as a comment's HTML.
    return str(babel_format_date(day, "long", locale=Locale.parse(language, sep="-")))


def month_name(year: int, month: int | None) -> str:
    """`May 2025`, or only the year."""
    if month is None:
        return str(year)
    return str(format_skeleton("yMMMM", date(year, month, 1), locale=locale()))


def minutes(words: int) -> int:
    """Reading time at 230 words a minute, at least one."""
    return max(1, round(words / WORDS_PER_MINUTE))


def theme_address() -> str:
    """Where the owner's colours and CSS are."""
    return url_for("site.theme", digest=theme_hash(site()))


def accent_address() -> str:
    """Where the owner's colours are without the CSS, for pages that it must not hide."""
    return url_for("site.theme", digest=accent_hash(site()))


def local(src: str) -> str:
    """A picture's address in this deployment, sub-path included."""
    return request.script_root + src if src.startswith("/") and src[1:2] != "/" else src


def site_picture(name: str, size: int | None = None) -> str:
    """The address of the blog's logo, icon (of that size) or share picture."""
    stem, dot, ending = name.rpartition(".")
    return url_for("media.show", name=f"{stem}-{size}{dot}{ending}" if size else name)


def absolute_picture(src: str | None) -> str | None:
    """A picture's public address, for previews elsewhere."""
    if not src or src.startswith("data:"):
        return None
    return absolute(local(src)) if src.startswith("/") and src[1:2] != "/" else src


def posting(post: Post, author: User | None) -> dict[str, object]:
    """The post as a schema.org BlogPosting."""
    about: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": post.title,
        "url": absolute(address(post)),
        "mainEntityOfPage": absolute(address(post)),
        "datePublished": iso(post.published_at or post.created_at),
        "dateModified": iso(post.updated_at),
        "inLanguage": post.language or site().language,
        "wordCount": post.words,
        "commentCount": post.comments if are_shown(post) else 0,
        "publisher": {"@type": "Organization", "name": site().title},
    }
    picture = absolute_picture(post.picture)
    if picture:
        about["image"] = picture
    if author:
        page = absolute(url_for("people.show", slug=author.slug))
        about["author"] = {"@type": "Person", "name": author.name, "url": page}
    return about
