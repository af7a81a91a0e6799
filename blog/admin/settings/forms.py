"""Forms of the settings: each field bears the name of the setting that it sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    FileField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, RangeInput

from blog.numbers import row_number
from blog.typed import seen

Check = Callable[[str, object], object]


class WholeNumberField(IntegerField):
    """A number that says in our words when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError:
            raise ValueError(_("Please give a whole number.")) from None

    def _value(self) -> str:
        return seen(str(super()._value()))  # type: ignore[misc]


class SettingsForm(Form):
    """A group of settings. `check` tells by a ValueError's `why` what a setting may not be."""

    def __init__(self, formdata: Any, present: object, check: Check) -> None:
        super().__init__(formdata, obj=present)
        self._check = check

    def values(self) -> Mapping[str, object]:
        """The settings as they were sent, by name."""
        return {name: self._value(name) for name in self._fields}

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        is_valid = super().validate(extra_validators)
        for name, field in self._fields.items():
            problem = "" if field.errors else self._problem(name)
            field.errors = [*field.errors, problem] if problem else field.errors
            is_valid = is_valid and not problem
        return is_valid

    def refuse(self, name: str, why: str) -> None:
        """Say beside the field what came up only while it was saved."""
        self._fields[name].errors = [why]

    def _value(self, name: str) -> object:
        value: object = self._fields[name].data
        if isinstance(value, list):
            return tuple(value)
        return "" if value is None else value

    def _problem(self, name: str) -> str:
        try:
            self._check(name, self._value(name))
        except ValueError as refused:
            return str(getattr(refused, "why", refused))
        return ""


class GeneralForm(SettingsForm):
    """What the blog is called, and where and in which language it is at home."""

    title = StringField(_("Title"), filters=[seen])
    tagline = StringField(_("Tagline"), filters=[seen])
    description = TextAreaField(_("Description"), filters=[seen])
    language = StringField(_("Language"), filters=[seen])
    time_zone = StringField(_("Time zone"), filters=[seen])
    is_indexed = BooleanField(_("Search engines may show this blog"))


class ReadingForm(SettingsForm):
    """Addresses, page sizes, feeds, popular posts."""

    post_pattern = StringField(_("Addresses of new posts"), filters=[seen])
    page_pattern = StringField(_("Addresses of new pages"), filters=[seen])
    posts_per_page = WholeNumberField(_("Posts on a page"))
    feed_posts = WholeNumberField(_("Posts in a feed"))
    is_feed_full = BooleanField(_("Feeds carry whole posts"))
    popular_range = SelectField(
        _("Popular posts count the views of"),
        choices=[
            SelectChoice("week", _("the last 7 days")),
            SelectChoice("month", _("the last 30 days")),
            SelectChoice("year", _("the last 365 days")),
            SelectChoice("all", _("all time")),
        ],
        validate_choice=False,
    )
    popular_posts = WholeNumberField(_("How many popular posts are shown"))


class CommentsForm(SettingsForm):
    """Who may comment, which comments wait, how they are shown, and how fast they may come."""

    comments = RadioField(
        _("Comments"),
        choices=[
            SelectChoice("open", _("Open: everybody may comment")),
            SelectChoice("closed", _("Closed: comments are shown, and no new ones are taken")),
            SelectChoice("hidden", _("Hidden: no comments are shown or taken")),
        ],
        validate_choice=False,
    )
    comments_hold = SelectMultipleField(
        _("Comments wait until a moderator has read them"),
        choices=[
            SelectChoice("first", _("by people who are new here")),
            SelectChoice("links", _("with links or pictures")),
            SelectChoice("old", _("on old posts")),
            SelectChoice("all", _("all of them")),
        ],
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    comments_first_count = WholeNumberField(_("So many approved comments make somebody known"))
    comments_old_days = WholeNumberField(_("A post is old after so many days"))
    is_filter_on = BooleanField(_("Let the filter hold what looks like spam"))
    comments_order = RadioField(
        _("Order"),
        choices=[
            SelectChoice("oldest", _("Oldest first")),
            SelectChoice("newest", _("Newest first")),
        ],
        validate_choice=False,
    )
    comment_depth = WholeNumberField(_("How deep answers are indented"))
    threads_per_page = WholeNumberField(_("Threads on a page"))
    comments_per_minute = WholeNumberField(_("Comments a minute"))
    comments_per_hour = WholeNumberField(_("Comments an hour"))
    comments_per_hour_of_all = WholeNumberField(_("Comments an hour from all networks together"))


class LookForm(SettingsForm):
    """The accent colour and the owner's own CSS."""

    accent_hue = WholeNumberField(_("Accent colour"), widget=RangeInput())
    custom_css = TextAreaField(_("Your own CSS"), filters=[seen])


class MachinesForm(SettingsForm):
    """What machines are told."""

    robots_extra = TextAreaField(_("More lines for robots.txt"), filters=[seen])
    ads_txt = TextAreaField(_("ads.txt"), filters=[seen])
    security_contact = StringField(_("Contact for security.txt"), filters=[seen])


class HeaderForm(SettingsForm):
    """Whether the header shows every page, or those that are given a place."""

    is_header_automatic = BooleanField(_("Show every page, oldest first"))

    def __init__(self, formdata: Any, present: object, check: Check, pages: list[int]) -> None:
        super().__init__(formdata, present, check)
        chosen = list(getattr(present, "header_pages", ()))
        self.pages = {number: Place(number, formdata, chosen) for number in pages}

    def values(self) -> Mapping[str, object]:
        """With the pages in the order of their places; equal places go by the list's order."""
        placed = [(one.place, number) for number, one in self.pages.items() if one.place]
        return {**super().values(), "header_pages": tuple(n for _place, n in sorted(placed))}

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        are_sound = [one.validate() for one in self.pages.values()]
        return super().validate(extra_validators) and all(are_sound)

    @property
    def errors(self) -> dict[str, Any]:
        """With what is wrong with the places."""
        places = {f"page-{number}": one.errors for number, one in self.pages.items() if one.errors}
        return {**super().errors, **places}


class Place(Form):
    """The place of one page in the header."""

    position = WholeNumberField(_("Place"), validators=[Optional()])

    def __init__(self, number: int, formdata: Any, chosen: list[int]) -> None:
        at = chosen.index(number) + 1 if number in chosen else None
        super().__init__(formdata, prefix=f"page-{number}", position=at)

    @property
    def place(self) -> int | None:
        found: int | None = self.position.data
        return found

    def validate_position(self, field: IntegerField) -> None:
        if field.data is not None and not 0 < field.data < 1000:
            raise ValidationError(_("Please give a number from 1 to 999."))


class PictureForm(Form):
    """A picture from the library or from a file; with neither, the present one stays."""

    file = FileField(_("A file of yours"))
    media_id = RadioField(_("From the library"), coerce=row_number, validate_choice=False)
