"""The forms that make rules, change one, and try them out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, Form, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.
from wtforms.validators import DataRequired, Length

from blog.comments.forms import LONGEST_TEXT
from blog.moderation.lists import FEWEST_LETTERS, WIDEST, letters_of, network_of
from blog.typed import many_lines, one_line

LONGEST_LIST = 50_000
LONGEST_PATTERN = 200
KINDS = [SelectChoice("word", _("Words or phrases")), SelectChoice("network", _("Networks"))]
ACTS = [
    SelectChoice("hold", _("Hold it until somebody has read it")),
    SelectChoice("refuse", _("Refuse it")),
    SelectChoice("allow", _("Let it through")),
]
DAYS = [
    SelectChoice("", _("For good")),
    SelectChoice("1", _("For a day")),
    SelectChoice("7", _("For a week")),
    SelectChoice("30", _("For a month")),
]


class _ActForm(Form):
    """What a rule does, and how long."""

    act = SelectField(_("What happens to such a comment"), choices=ACTS)
    days = SelectField(_("How long"), choices=DAYS)

    @property
    def lasts(self) -> timedelta | None:
        """How long it holds; None for good."""
        return timedelta(days=int(self.days.data)) if self.days.data else None


class RulesForm(_ActForm):
    """Some new rules, one a line."""

    kind = SelectField(_("What the lines are"), choices=KINDS)
    patterns = TextAreaField(
        _("One a line"),
        filters=[many_lines],
        validators=[
            DataRequired(_("Please write at least one line.")),
            Length(max=LONGEST_LIST, message=_("This list is too long. Please add it in parts.")),
        ],
    )

    def validate_patterns(self, field: Field) -> None:
        """Name the first line that can be no rule."""
        for number, line in enumerate(field.data.splitlines(), 1):
            reason = _why_no_word(line) if self.kind.data == "word" else _why_no_network(line)
            if line.strip() and reason:
                place = gettext(
                    "Line %(number)s, “%(line)s”:", number=number, line=line.strip()[:60]
                )
                raise ValidationError(f"{place} {reason}")

    def each(self) -> Iterator[str]:
        """The patterns as they are kept."""
        for line in (self.patterns.data or "").splitlines():
            if line.strip():
                yield _word(line) if self.kind.data == "word" else str(network_of(line))

    def refuse(self, reason: str) -> None:
        """Add an error to the lines."""
        self.patterns.errors = [*self.patterns.errors, reason]


class RuleForm(_ActForm):
    """Another act for a rule that is there."""

    days = SelectField(_("How long from now"), choices=DAYS)


class TrialForm(Form):
    """A text, and where it would come from."""

    text = TextAreaField(
        _("Text, name, website or e-mail"),
        filters=[many_lines],
        validators=[
            Length(max=LONGEST_TEXT, message=_("Please use at most 5,000 characters.")),
        ],
    )
    address = StringField(_("Sender’s address"), filters=[one_line])

    def validate_text(self, field: Field) -> None:
        """Ask for one of the two."""
        if not field.data and not self.address.data:
            raise ValidationError(field.gettext("Please write a text or an address."))

    def validate_address(self, field: Field) -> None:
        """Take single addresses alone."""
        network = network_of(field.data) if field.data else None
        if field.data and (network is None or "/" in field.data):
            raise ValidationError(field.gettext("Please write one address, such as 203.0.113.7."))


def _word(line: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", line).lower().split())


def _why_no_word(line: str) -> str:
    if len(_word(line)) > LONGEST_PATTERN:
        return str(_("Please use at most 200 characters."))
    letters = letters_of(line)
    is_picture = len(letters) == 1 and unicodedata.category(letters) == "So"
    if len(letters) < FEWEST_LETTERS and not is_picture:
        return str(_("Please write at least two letters; one alone would meet nearly everything."))
    return ""


def _why_no_network(line: str) -> str:
    network = network_of(line)
    if network is None:
        return str(
            _("This is no network. Try one like 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.")
        )
    if network.prefixlen < WIDEST[network.version]:
        return str(_("This network is too wide; the widest are /8, and /16 of IPv6."))
    return ""
