"""Forms of labels; what is taken they ask the functions they are given."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from blog.posts.paths import slug_of
from blog.typed import one_line

LONGEST_NAME = 200


class LabelForm(Form):
    """A label's name and the last part of its address, made from the name where it is empty.

    `twin` is handed a function that tells the number of another label of that name, and holds that
    number afterwards, so that merging can be offered.
    """

    name = StringField(
        _("Name"),
        filters=[one_line],
        validators=[
            DataRequired(_("Please give the label a name.")),
            Length(max=LONGEST_NAME, message=_("A label has at most 200 characters.")),
        ],
    )
    slug = StringField(_("Address"), filters=[one_line])
    is_series = BooleanField(_("Its posts are a series"))

    def __init__(
        self,
        formdata: MultiDict[str, str] | None = None,
        *,
        name: str = "",
        slug: str = "",
        is_series: bool = False,
        twin_of: Callable[[str], int | None] = lambda name: None,
        slug_is_taken: Callable[[str], bool] = lambda slug: False,
    ) -> None:
        super().__init__(formdata, data={"name": name, "slug": slug, "is_series": is_series})
        self.twin_of, self.slug_is_taken, self.was = twin_of, slug_is_taken, slug
        self.twin: int | None = None

    def validate_name(self, field: Field) -> None:
        self.twin = self.twin_of(field.data)
        if self.twin:
            raise ValidationError(gettext("There is a label of this name already."))

    def validate_slug(self, field: Field) -> None:
        if not field.data or field.data == self.was:
            return
        if slug_of(field.data) != field.data:
            raise ValidationError(
                gettext("Please use small letters, digits and hyphens, such as %(example)s.",
                        example=slug_of(field.data) or "old-books")
            )  # fmt: skip
        if self.slug_is_taken(field.data):
            raise ValidationError(gettext("This address leads to another label already."))


class MergeForm(Form):
    """The name of the label that goes on in place of this one."""

    into = StringField(_("Merge into"), filters=[one_line])

    def __init__(
        self,
        formdata: MultiDict[str, str] | None = None,
        *,
        find: Callable[[str], int | None] = lambda name: None,
    ) -> None:
        super().__init__(formdata)
        self.find, self.target = find, 0

    def validate_into(self, field: Field) -> None:
        target = self.find(field.data) if field.data else None
        if not target:
            raise ValidationError(gettext("Please name another label that is there."))
        self.target = target
