"""Reading the log."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # The stubs are older.

from blog.account.queries import people
from blog.admin.audit import bp
from blog.admin.audit.forms import FilterForm
from blog.audit.queries import latest
from blog.audit.sentences import kinds, sentence
from blog.posts.lists import asked_cursor

LINES_PER_PAGE = 50


@bp.get("/")
def index() -> str:
    """Who did what, the latest first."""
    form = FilterForm(request.args)
    everybody = people()
    persons = [("", _("Everybody")), *((str(one.id), one.name) for one in everybody)]
    form.person.choices = [SelectChoice(*choice) for choice in persons]
    form.kind.choices = [SelectChoice(*choice) for choice in [("", _("Everything")), *kinds()]]
    asked = {str(one.id): one.id for one in everybody}
    kind = form.kind.data if form.kind.data in dict(kinds()) else ""
    page = latest(
        LINES_PER_PAGE, before=asked_cursor(), user_id=asked.get(form.person.data or ""), kind=kind
    )
    return render_template("admin/audit/index.html", form=form, page=page, sentence=sentence)
