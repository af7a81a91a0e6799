"""Who is about to comment: somebody signed in, or a browser that may remember a name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.comments.forms import CommentForm, PersonForm
from blog.comments.own import Details, details, keep_details, own_ids, remember
from blog.db import now

# So long after writing it, its writer may still change a comment or take it back.
GRACE = timedelta(minutes=15)


class Written(Protocol):
    """A comment, or the columns of one."""

    @property
    def id(self) -> int: ...
    @property
    def user_id(self) -> int | None: ...
    @property
    def created_at(self) -> datetime: ...


def empty_form(parent_id: int | None = None) -> CommentForm:
    """The form as its writer finds it: what the browser remembers stands in it."""
    parent: dict[str, object] = {"parent": "" if parent_id is None else str(parent_id)}
    if person():
        return PersonForm(data=parent)
    return CommentForm(data=parent | _fields(details()))


def filled_form(sent: MultiDict[str, str]) -> CommentForm:
    """The form as it was sent; whoever is signed in bears their own name and no other."""
    who = person()
    if who is None:
        return CommentForm(sent)
    form = PersonForm(sent)
    form.name.data, form.email.data, form.website.data = who.name, "", ""
    form.notify.data = False
    return form


def keep(form: CommentForm, response: Response) -> Response:
    """Let a stranger's browser keep what is theirs, and their details if the form says so.

    Whoever is signed in needs no cookie for that: the comment bears their number.
    """
    if person():
        return response
    found = Details(form.name.data or "", form.email.data or "", form.website.data or "")
    keep_details(found if form.remember.data else None)
    return remember(response)


def is_own(comment: Written) -> bool:
    """Whether the person who is signed in wrote it, or else a stranger in this browser."""
    if comment.user_id is None:
        return comment.id in own_ids()
    who = person()
    return who is not None and who.id == comment.user_id


def is_fresh(comment: Written, at: datetime | None = None) -> bool:
    """Whether its writer may still change it."""
    return comment.created_at > (at or now()) - GRACE


def may_revise(comment: Written) -> bool:
    """Whether whoever asks may change the comment or take it back now."""
    return is_fresh(comment) and is_own(comment)


def _fields(found: Details | None) -> dict[str, object]:
    if found is None:
        return {}
    return {"name": found.name, "email": found.email, "website": found.website, "remember": True}
