"""The list of links, and whether the blog looks for what is new there."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, RadioField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.validators import Length

from blog.blogroll.lines import MOST, LineRefused, links
from blog.richtext.characters import scrubbed


class LinksForm(Form):
    """One link a line, a title before it or none."""

    links = TextAreaField(
        _("Links"),
        description=_("One a line, for example: A friend’s blog | https://example.org"),
        filters=[lambda text: scrubbed(text or "").strip()],
        render_kw={"rows": 8, "dir": "auto", "spellcheck": "false"},
        validators=[Length(max=50_000, message=_("Please use at most 50,000 characters."))],
    )
    has_newest = BooleanField(
        _("Show the newest post of each"),
        description=_(
            "This blog then asks each of them for its feed every few hours. Readers’ browsers ask"
            " nobody."
        ),
    )
    order = RadioField(
        _("Order"),
        choices=[
            SelectChoice("typed", _("As they stand above")),
            SelectChoice("newest", _("By their newest posts")),
        ],
    )

    def validate_links(self, field: TextAreaField) -> None:
        try:
            number = len(links(field.data or ""))
        except LineRefused as refused:
            raise ValidationError(
                _(
                    "Line %(number)s names no address of the web: “%(line)s”.",
                    number=refused.number,
                    line=refused.line[:80],
                )
            ) from None
        if number > MOST:
            raise ValidationError(_("Please name at most %(most)s links.", most=MOST))
