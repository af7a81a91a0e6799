"""The owner's settings over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.settings import bp
from blog.admin.settings.forms import (
    CommentsForm,
    GeneralForm,
    HeaderForm,
    LookForm,
    MachinesForm,
    PictureForm,
    ReadingForm,
    SettingsForm,
)
from blog.admin.settings.queries import PICTURES_AT_ONCE, newest_pictures, placeable_pages
from blog.audit.actions import note
from blog.db import db, now, writing
from blog.hypermedia import as_fragment, wants_fragment
from blog.media.decoding import Refused, decode
from blog.media.models import Media
from blog.numbers import row_number
from blog.posts.counting import recount_months
from blog.posts.paths import make_path
from blog.site.actions import change_setting
from blog.site.checks import SettingRefused, checked
from blog.site.colours import swatches as swatches_of
from blog.site.languages import languages, time_zones
from blog.site.pictures import make_site_picture
from blog.site.queries import read_site, site


@dataclass(frozen=True)
class Group:
    """A page of settings: its form, and the fragment that shows it."""

    form: type[SettingsForm]
    template: str


GROUPS: Mapping[str, Group] = {
    "general": Group(GeneralForm, "admin/settings/_general.html"),
    "reading": Group(ReadingForm, "admin/settings/_reading.html"),
    "comments": Group(CommentsForm, "admin/settings/_comments.html"),
    "look": Group(LookForm, "admin/settings/_look.html"),
    "header": Group(HeaderForm, "admin/settings/_header.html"),
    "machines": Group(MachinesForm, "admin/settings/_machines.html"),
}
PATTERNS = ("post_pattern", "page_pattern")
GROUP = f"<any({', '.join(GROUPS)}):group>"
PICTURE = "<any(logo, favicon, share_picture):kind>"


@bp.get("/")
def index() -> str:
    """The groups, and what each is for."""
    return render_template("admin/settings/index.html", groups=names())


@bp.route(f"/{GROUP}", methods=["GET", "POST"])
def edit(group: str) -> Response | tuple[str, int]:
    """One group of settings."""
    form = _form(group, request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        _save(form)
        if not wants_fragment():
            return redirect(url_for(".edit", group=group, done="saved"), 303)
        return _render(group, _form(group, None), is_saved=True), 200
    return _render(group, form), 422 if form.errors else 200


@bp.get("/look/swatches")
def swatches() -> Response:
    """How the accent of a hue looks in both schemes, and its contrasts."""
    hue = request.args.get("accent_hue", site().accent_hue, type=int)
    if not 0 <= hue <= 360:
        abort(404)
    return as_fragment(
        render_template("admin/settings/_swatches.html", hue=hue, swatches=swatches_of(hue))
    )


@bp.get("/reading/example")
def example() -> Response:
    """What address a post would get by a pattern."""
    asked = [name for name in PATTERNS if name in request.args] or abort(404)
    shown = example_of(asked[0], request.args[asked[0]])
    return as_fragment(
        render_template("admin/settings/_example.html", name=asked[0], example=shown)
    )


@bp.route(f"/look/{PICTURE}", methods=["GET", "POST"])
def picture(kind: str) -> Response | tuple[str, int]:
    """Choose the logo, the icon or the picture for sharing."""
    form = PictureForm(request.form, file=request.files.get("file"))
    if request.method == "POST":
        content = _picture_from(form)
        if content:
            _keep(kind, make_site_picture(kind, content))
            return redirect(url_for(".edit", group="look", done="saved"), 303)
    before = row_number(request.args.get("before"))
    found = newest_pictures(before)
    page = render_template(
        "admin/settings/picture.html", kind=kind, name=pictures()[kind], form=form,
        found=found[:PICTURES_AT_ONCE],
        older=found[PICTURES_AT_ONCE - 1].id if len(found) > PICTURES_AT_ONCE else None,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post(f"/look/{PICTURE}/deletion")
def destroy(kind: str) -> Response:
    """Do without that picture."""
    _keep(kind, "")
    return redirect(url_for(".edit", group="look", done="removed"), 303)


def names() -> dict[str, tuple[str, str]]:
    """What each group is called, and what can be decided there."""
    return {
        "general": (_("General"), _("Title, tagline, language, time zone, search engines")),
        "reading": (_("Reading"), _("Addresses, page sizes, feeds, popular posts")),
        "comments": (_("Comments"), _("Who may comment, how deep answers go, how fast they come")),
        "look": (_("Look"), _("Accent colour, logo, icon, picture for sharing, your own CSS")),
        "header": (_("Header"), _("Which pages the header leads to, and in which order")),
        "machines": (_("Machines"), _("robots.txt, ads.txt, security.txt")),
    }


def pictures() -> dict[str, tuple[str, str]]:
    """What each picture of the blog is called, and what it is for."""
    return {
        "logo": (
            _("Logo"),
            _("It stands in place of the title above every page. A wide one is best."),
        ),
        "favicon": (
            _("Icon"),
            _("It stands in tabs, in bookmarks and on home screens. A square one is best."),
        ),
        "share_picture": (
            _("Picture for sharing"),
            _("Others show it where somebody shares a page that has no picture of its own."),
        ),
    }


def example_of(name: str, pattern: str) -> tuple[str, str]:
    """(address, "") of an imagined new post, or ("", what is wrong with the pattern)."""
    try:
        sound = str(checked(name, pattern))
    except SettingRefused as refused:
        return "", refused.why
    return make_path(sound, _("A walk in the rain"), now().astimezone(site().zone)), ""


def _form(group: str, sent: MultiDict[str, str] | None) -> SettingsForm:
    if group == "header":
        numbers = [number for number, _title in placeable_pages()]
        return HeaderForm(sent, site(), checked, numbers)
    return GROUPS[group].form(sent, site(), checked)


def _save(form: SettingsForm) -> None:
    """Set what differs, in one transaction; what stays keeps its origin."""
    wanted = {name: checked(name, value) for name, value in form.values().items()}
    with writing():
        before = read_site()
        changed = [name for name, value in wanted.items() if value != getattr(before, name)]
        for name in changed:
            change_setting(name, wanted[name])
        if "time_zone" in changed:
            recount_months()
        if changed:
            note(person(), "setting.save", ", ".join(changed))


def _render(group: str, form: SettingsForm, *, is_saved: bool = False) -> str:
    here = GROUPS[group].template
    is_fragment = request.method == "POST" and wants_fragment()
    return render_template(
        here if is_fragment else "admin/settings/edit.html",
        group=group, groups=names(), fragment=here, form=form, is_saved=is_saved,
        **_choices(group, form),
    )  # fmt: skip


def _choices(group: str, form: SettingsForm) -> dict[str, object]:
    """What the fields of a group can be chosen from, and what shows their effect."""
    if group == "general":
        return {"languages": languages(site().language), "time_zones": time_zones()}
    if group == "reading":
        found = {name: example_of(name, str(form[name].data or "")) for name in PATTERNS}
        return {"examples": found}
    if group == "look":
        hue = form["accent_hue"].data
        sound = hue if isinstance(hue, int) and 0 <= hue <= 360 else site().accent_hue
        return {"swatches": swatches_of(sound), "hue": sound, "pictures": pictures()}
    return {"pages": placeable_pages()} if group == "header" else {}


def _picture_from(form: PictureForm) -> bytes:
    """The chosen picture, made anew by the decoder; b"" with a word in the form where none is."""
    file: FileStorage | None = form.file.data
    try:
        if file and file.filename:
            return decode(file.read()).content
        chosen = db.session.get(Media, form.media_id.data) if form.media_id.data else None
        if chosen:
            folder = current_app.config["BLOG"].media_dir
            return bytes((folder / chosen.name).read_bytes())
    except Refused as refused:
        form.file.errors = [refused.sentence]
        return b""
    except FileNotFoundError:
        form.media_id.errors = [_("The file of that picture is gone. Please choose another one.")]
        return b""
    form.file.errors = [_("Please choose a file, or a picture of the library.")]
    return b""


def _keep(kind: str, name: str) -> None:
    with writing():
        change_setting(kind, name)
        note(person(), "setting.save", kind)
