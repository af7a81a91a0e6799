"""The form that ends an enrolment."""

from __future__ import annotations

from wtforms import HiddenField

from blog.account.forms import CodeForm


class EnrolmentForm(CodeForm):
    """The app's first code; `sealed` is the secret that the app was told, signed by us."""

    sealed = HiddenField()
