"""Which post is featured, and what of it is shown."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, SelectField, StringField, ValidationError
from wtforms.validators import Length

from blog.widgets.forms import chosen_row

Find = Callable[[str], int]


class FeaturedForm(Form):
    """A post from the list of the newest ones, or any other by its address.

    `find` gives the number of the post at an address, 0 where there is none.
    """

    post = SelectField(_("Post"), coerce=chosen_row, validate_choice=False)
    address = StringField(
        _("Or the address of an older one"),
        description=_("As it stands in the browser when you read the post."),
        filters=[lambda text: (text or "").strip()],
        validators=[Length(max=2000, message=_("This address is too long."))],
    )
    has_picture = BooleanField(_("With its picture"))
    has_snippet = BooleanField(_("With a few words of it"))
    has_date = BooleanField(_("With its date"))

    find: Find

    def validate_post(self, field: SelectField) -> None:
        if not field.data and not self.address.data:
            raise ValidationError(_("Please choose a post, or give its address."))

    def validate_address(self, field: StringField) -> None:
        if field.data and not self.find(field.data):
            raise ValidationError(_("There is no post of this blog at that address."))
