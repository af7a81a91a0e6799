"""The widgets about the blog: who writes it, its pages, and text of the owner's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from blog.db import now
from blog.media.queries import choices as pictures
from blog.media.queries import picture_attributes
from blog.people.queries import everybody
from blog.posts.previews import left_out
from blog.posts.queries import by_id
from blog.richtext import Rendered, render_post
from blog.site.forms import LARGEST_TEXT, AboutForm, PagesForm, TextForm
from blog.site.queries import profile, public_pages, site
from blog.widgets.kinds import Kind, Link, Spot, register

PICTURES = 100


def about(spot: Spot) -> str:
    """Words about the blog or who writes it; nothing while there is nothing to tell."""
    told = spot.settings
    # Only the owner's own choice costs a query: the description came with the settings.
    rows = told["picture"], told["person"], told["page"]
    found = profile(*rows, now()) if any(rows) else None
    text = told["text"] or (found and found.bio) or site().description
    name = told["name"] or (found.name if found else "")
    if not (text or name or (found and (found.picture or found.page))):
        return ""
    return render_template("site/_about.html", spot=spot, profile=found, text=text, name=name)


def choose_about(form: AboutForm) -> None:
    """The newest pictures, all people, the public pages, and the chosen page whatever its state."""
    chosen = form.picture.data or None
    found = [(one.id, one.called) for one in pictures(chosen_id=chosen, number=PICTURES)]
    form.picture.choices = [(0, _("No picture")), *found]
    people = [(one.person.id, one.person.name) for one in everybody()]
    form.person.choices = [(0, _("Nobody in particular")), *people]
    listed = {number: title for number, title, _path in public_pages(now())}
    kept = by_id(form.page.data) if form.page.data and form.page.data not in listed else None
    if kept and kept.kind == "page":
        listed[kept.id] = kept.title
    form.page.choices = [(0, _("None")), *listed.items()]


def pages(spot: Spot) -> str:
    """The public pages that were chosen, in that order, else all; nothing where there are none."""
    found = {number: (title, path) for number, title, path in public_pages(now())}
    wanted: Sequence[int] = spot.settings["ids"] or list(found)
    shown = [found[number] for number in wanted if number in found]
    return render_template("site/_pages.html", spot=spot, pages=shown) if shown else ""


def choose_pages(form: PagesForm) -> None:
    """Let the form ask which page is meant."""
    form.find = _finder()


def settle_pages(settings: dict[str, Any]) -> dict[str, Any]:
    """Lines become numbers, which stay when a page is renamed."""
    found = map(_finder(), settings["chosen"].splitlines())
    return {**settings, "ids": [number for number in dict.fromkeys(found) if number]}


def _finder() -> Callable[[str], int]:
    """Tells the number of the public page of a title or an address, 0 for none."""
    known: dict[str, int] = {}
    for number, title, path in public_pages(now()):
        # Of two pages that are called alike the older one is meant, but an address is sure.
        known.setdefault(title.casefold(), number)
        known[path.casefold()] = number
    own = request.host_url.rstrip("/"), request.script_root

    def find(line: str) -> int:
        words = line.strip().removeprefix(own[0]).removeprefix(own[1]) or line.strip()
        return known.get(words.casefold(), 0)

    return find


def text(spot: Spot) -> str:
    """The text as it was rendered when it was saved; nothing where it holds nothing."""
    return render_template("site/_text.html", spot=spot) if spot.settings["html"] else ""


def choose_text(form: TextForm) -> None:
    """Say beside the field what of it no page may hold."""
    written = (form.text.data or "")[:LARGEST_TEXT]
    lost = left_out(_rendered(written, form.format.data or "").lost)
    if lost:
        form.text.description = _("Left out for safety: %(things)s.", things=", ".join(lost))


def settle_text(settings: dict[str, Any]) -> dict[str, Any]:
    """Clean HTML is made once, by the renderer of posts, and stored."""
    made = _rendered(settings["text"], settings["format"])
    html = made.html if made.html.strip() else ""
    return {**settings, "html": html, "language": made.language, "direction": made.direction}


def _rendered(source: str, format_: str) -> Rendered:
    return render_post(
        source,
        "html" if format_ == "html" else "markdown",
        blog_language=site().language,
        picture_attributes=picture_attributes,
        is_alone=False,
    )


register(
    Kind(
        "about",
        label=lambda: _("About"),
        hint=lambda: _("What the blog is about, or who writes it."),
        content=about,
        link=lambda spot: Link(url_for("posts.index"), _("About this blog")),
        form=AboutForm,
        defaults={"text": "", "picture": 0, "person": 0, "name": "", "page": 0, "more": ""},
        choose=choose_about,
    )
)
register(
    Kind(
        "pages",
        label=lambda: _("Pages"),
        hint=lambda: _("The pages of the blog, or some of them in your order."),
        content=pages,
        link=lambda spot: Link(url_for("posts.index"), _("To the home page")),
        form=PagesForm,
        defaults={"chosen": "", "ids": []},
        choose=choose_pages,
        settle=settle_pages,
        stylesheet=True,
    )
)
register(
    Kind(
        "text",
        label=lambda: _("Text"),
        hint=lambda: _("Whatever you write, as Markdown or HTML."),
        content=text,
        link=lambda spot: Link(url_for("posts.index"), _("To the home page")),
        form=TextForm,
        defaults={
            "text": "",
            "format": "markdown",
            "html": "",
            "language": None,
            "direction": "ltr",
        },
        choose=choose_text,
        settle=settle_text,
        stylesheet=True,
        rerender=settle_text,
    )
)
