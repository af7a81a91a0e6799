"""Zones of pages, and what stands in them: a widget can fail, the page cannot.

A widget that fails or is late gives way to its last good copy, or else to a placeholder: a plain
link that htmx replaces by the widget once it can be had.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from flask import Flask, current_app, g, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from blog.config import Config
from blog.site.queries import site
from blog.widgets.boundary import attempt, boundary, init_boundary
from blog.widgets.budget import init_budget, limited
from blog.widgets.kinds import KINDS, Link, Spot, spot
from blog.widgets.placements import PAGES_OF, Placement
from blog.widgets.queries import placements
from blog.widgets.soundness import check

# The statements of one widget may take so long in all.
BUDGET = 0.25


def init_widgets(app: Flask) -> None:
    """Let templates name zones, and watch over what stands in them."""
    init_boundary(app)
    init_budget(app, app.config["BLOG"])
    app.jinja_env.globals |= {"zone": zone, "needs_widget_style": needs_style}


def stand_on(page: str, post_id: int | None = None) -> None:
    """Tell what this request shows: one of placements.PAGES, and its post or page."""
    g.standing = (page, post_id)


def zone(name: str) -> Markup:
    """All widgets of a zone on this page, in their order."""
    _page, post_id = _standing()
    return Markup("").join(inline(one, post_id) for one in _here() if one.zone == name)


def needs_style() -> bool:
    """Whether a widget on this page brings rules that most pages do without."""
    return any(KINDS[one.kind].stylesheet or not one.is_plain for one in _here())


def inline(placement: Placement, post_id: int | None) -> Markup:
    """The widget's HTML for a page, or what stands in for it."""
    config: Config = current_app.config["BLOG"]
    here = spot(placement, post_id)
    if not config.inline_widgets:
        return placeholder(here)
    content = _bounded(here)
    if content is None:
        content = boundary().copies.get(_key(here))
    else:
        _keep_copy(here, content)
    return placeholder(here) if content is None else around(here, content)


def alone(here: Spot) -> Markup | None:
    """The widget behind the same boundary, for its own address; None where it cannot be had."""
    content = _bounded(here)
    return None if content is None else around(here, content)


def part(here: Spot) -> str:
    """The name by which the breaker knows the widget."""
    return f"widget {here.placement.id}"


def fragment(here: Spot) -> Markup:
    """The widget in its element, empty where it has nothing to show. It may fail or be late."""
    with limited(BUDGET):
        return around(here, check(KINDS[here.placement.kind].content(here)))


def around(here: Spot, content: str, announced: str = "") -> Markup:
    """A widget's element with that inside; `announced` is said once it was swapped in."""
    if not content:
        return Markup("")
    return Markup(
        render_template(
            "widgets/_widget.html", spot=here, content=Markup(content), announced=announced
        )
    )


def placeholder(here: Spot) -> Markup:
    """A plain link that htmx replaces by the widget itself once it can be had."""
    address = url_for("widgets.show", placement_id=here.placement.id, post=here.post_id)
    kind = KINDS[here.placement.kind]
    link = attempt(
        f"{part(here)} link", BUDGET, lambda: kind.link(here),
        widget=kind.name, placement=here.placement.id,
    ) or Link(url_for("posts.index"), _("See the newest posts"))  # fmt: skip
    return Markup(
        render_template("widgets/_placeholder.html", spot=here, link=link, address=address)
    )


def _bounded(here: Spot) -> str | None:
    """What is inside the widget."""
    kind = KINDS[here.placement.kind]
    return attempt(
        part(here), BUDGET, lambda: check(kind.content(here)),
        widget=kind.name, placement=here.placement.id,
    )  # fmt: skip


def _keep_copy(here: Spot, content: str) -> None:
    """Keep it where everybody would see the same; the page tells that its post is there."""
    if KINDS[here.placement.kind].is_copied and not g.get("is_private"):
        boundary().copies.keep(_key(here), content)


def _key(here: Spot) -> Hashable:
    # Links lead below the path at which the blog stands, be it told by the server alone.
    return repr(here.placement), here.post_id, site().language, request.script_root


def _here() -> Iterator[Placement]:
    page, _post_id = _standing()
    for one in placements():
        if one.is_shown_on(page) and page in PAGES_OF.get(one.zone, (page,)):
            yield one


def _standing() -> tuple[str, int | None]:
    found: tuple[str, int | None] = g.get("standing", ("", None))
    return found
