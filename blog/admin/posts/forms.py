"""The form of the editor, and labels as one line of text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.validators import Length, Optional, Regexp

from blog.numbers import row_number
from blog.posts.paths import clean_path, is_well_formed
from blog.posts.times import NoSuchTime, moment_of
from blog.richtext.characters import scrubbed
from blog.typed import one_line, seen

LONGEST_TITLE, LONGEST_TEXT, LONGEST_LABEL, MOST_LABELS = 500, 2_000_000, 200, 100
LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z"


def joined(names: Iterable[str]) -> str:
    """Labels as one line; a name with a comma stands in quotation marks."""
    return ", ".join(
        '"' + name.replace('"', '""') + '"' if "," in name or name[:1] == '"' else name
        for name in names
    )


def parted(line: str) -> list[str]:
    """The labels of one line, each once whatever its case; as `joined` wrote them, or typed."""
    found: dict[str, str] = {}
    for row in csv.reader([line], skipinitialspace=True):
        for name in (" ".join(name.split()) for name in row):
            found.setdefault(name.casefold(), name)
    return [name for name in found.values() if name]


def _path(text: str | None) -> str:
    typed = scrubbed(text or "").strip()
    return clean_path(typed) if typed else ""


class PostForm(Form):
    """What the editor holds of a post or page.

    `path_is_free` tells whether this post can have an address; `people` are who may be its author,
    none where the choice is not this person's; `may_rank` whether it is theirs what can be among
    the popular posts. `format` is what the stored text is written in, ""
    where there is none yet.
    """

    kind = HiddenField()
    post_id = HiddenField()
    version = HiddenField()
    # An area, so that a long title wraps; its line ends become blanks.
    title = TextAreaField(
        _("Title"),
        filters=[one_line],
        validators=[Length(max=LONGEST_TITLE, message=_("Please use at most 500 characters."))],
    )
    source = TextAreaField(
        _("Text"),
        filters=[seen],
        validators=[Length(max=LONGEST_TEXT, message=_("This text is too long for one post."))],
    )
    source_format = SelectField(
        _("Written in"),
        choices=[SelectChoice("markdown", _("Markdown")), SelectChoice("html", _("HTML"))],
    )
    labels = StringField(_("Labels"), filters=[one_line])
    path = StringField(_("Address"), filters=[_path])
    published_at = StringField(_("Time"), filters=[one_line], validators=[Optional()])
    excerpt = TextAreaField(
        _("Summary"),
        filters=[one_line],
        validators=[Length(max=500, message=_("Please use at most 500 characters."))],
    )
    description = TextAreaField(
        _("Search description"),
        filters=[one_line],
        validators=[Length(max=500, message=_("Please use at most 500 characters."))],
    )
    language = StringField(
        _("Language"),
        filters=[one_line],
        validators=[
            Optional(),
            Length(max=35, message=_("This is no language tag. Try one like en or pt-BR.")),
            Regexp(LANGUAGE, message=_("This is no language tag. Try one like en or pt-BR.")),
        ],
    )
    direction = SelectField(
        _("Direction"),
        choices=[
            SelectChoice("", _("As the text")),
            SelectChoice("ltr", _("Left to right")),
            SelectChoice("rtl", _("Right to left")),
        ],
    )
    comments_policy = SelectField(
        _("Comments"),
        choices=[
            SelectChoice("open", _("Open")),
            SelectChoice("closed", _("Closed")),
            SelectChoice("hidden", _("Hidden")),
        ],
    )
    comments_hold = SelectField(
        _("Which comments wait"),
        choices=[
            SelectChoice("", _("As on the whole blog")),
            SelectChoice("nobody", _("None")),
            SelectChoice("first", _("Those by people who are new here")),
            SelectChoice("links", _("Those with links or pictures")),
            SelectChoice("old", _("Those that come when the post is old")),
            SelectChoice("all", _("All")),
        ],
    )
    featured = HiddenField(_("Featured picture"))
    is_pinned = BooleanField(_("Keep at the top of the home page"))
    is_unranked = BooleanField(_("Keep out of the popular posts"))
    author = SelectField(_("Author"), coerce=row_number)
    # As they stood when the typing began: other rooms change these, and make no version of it.
    labels_before = HiddenField(filters=[one_line])
    unranked_before = HiddenField()
    author_before = HiddenField(filters=[row_number])

    def __init__(
        self,
        formdata: MultiDict[str, str] | None,
        *,
        data: Mapping[str, object],
        zone: ZoneInfo,
        path_is_free: Callable[[str], bool],
        people: Sequence[tuple[str, str]] = (),
        may_rank: bool = False,
        format: str = "",
    ) -> None:
        super().__init__(formdata, data=data)
        self.zone, self.path_is_free, self.format = zone, path_is_free, format
        self.author.choices = [SelectChoice(number, name) for number, name in people]
        if not people:
            del self.author
        if not may_rank:
            del self.is_unranked

    @property
    def base_version(self) -> int:
        """The version that the typing began at; 0 for a new post, and for what is no number."""
        return row_number(self.version.data) or 0

    @property
    def featured_id(self) -> int | None:
        """The number of the picture that stands for the post, if one is chosen."""
        return row_number(self.featured.data)

    def validate_source_format(self, field: Field) -> None:
        if self.format and (self.source.data or "").strip() and field.data != self.format:
            raise ValidationError(
                gettext(
                    "The text would read differently. To switch, empty it and save, then choose."
                )
            )

    def validate_labels(self, field: Field) -> None:
        if len(field.data) > LONGEST_LABEL * MOST_LABELS:
            raise ValidationError(gettext("Please use at most 100 labels."))
        names = parted(field.data)
        if len(names) > MOST_LABELS:
            raise ValidationError(gettext("Please use at most 100 labels."))
        if any(len(name) > LONGEST_LABEL for name in names):
            raise ValidationError(gettext("A label has at most 200 characters."))

    def validate_path(self, field: Field) -> None:
        if not field.data:
            return
        if not is_well_formed(field.data):
            raise ValidationError(
                gettext("An address looks like /2026/my-post.html: no spaces, no ? and no #.")
            )
        if not self.path_is_free(field.data):
            raise ValidationError(gettext("Something else answers at this address already."))

    def validate_published_at(self, field: Field) -> None:
        try:
            moment_of(field.data, self.zone)
        except NoSuchTime:
            raise ValidationError(
                gettext("There is no such time. Where clocks go forward, an hour is missing.")
            ) from None

    def refuse(self, name: str, reason: str) -> None:
        """Add an error beside a field, found out only after the form itself was right."""
        field = self[name]
        field.errors = [*field.errors, reason]
