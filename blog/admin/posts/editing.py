"""Between the form and the draft: what the fields show, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field

from blog.account.session import person
from blog.admin.posts.forms import PostForm, joined, parted
from blog.admin.posts.queries import people
from blog.db import now
from blog.labels.queries import by_names
from blog.people.policy import Reach, reach
from blog.posts.editing import Draft, draft_of
from blog.posts.models import Post
from blog.posts.placing import is_path_free
from blog.posts.times import moment_of, typed
from blog.site.queries import site

# Fields whose difference a conflict names; the text itself stands side by side.
NAMED = (
    "title", "labels", "path", "published_at", "excerpt", "description", "language", "direction",
    "comments_policy", "comments_hold", "is_pinned", "is_unranked", "author",
)  # fmt: skip
# Fields that other rooms change as well.
SHARED = ("labels", "is_unranked", "author")


def form_of(post: Post | None, kind: str, sent: MultiDict[str, str] | None = None) -> PostForm:
    """The form as it was sent, or as the post stands; what was not sent is as it stands, too."""
    draft = draft_of(post) if post else _blank(kind)
    may_choose = reach(person(), kind, "edit") == Reach.ANY
    return PostForm(
        sent,
        data=fields_of(draft) | {"post_id": post.id if post else "", "version": _version(post)},
        zone=site().zone,
        path_is_free=lambda path: is_path_free(path, post.id if post else None),
        people=people() if may_choose else (),
        may_rank=reach(person(), kind, "rank") == Reach.ANY,
        format=draft.source_format if draft.source.strip() else "",
    )


def fields_of(draft: Draft) -> dict[str, object]:
    """What the form's fields hold for a draft."""
    return {
        "kind": draft.kind,
        "title": draft.title,
        "source": draft.source,
        "source_format": draft.source_format,
        "labels": joined(draft.labels),
        "path": draft.path,
        "published_at": typed(draft.published_at, site().zone),
        "excerpt": draft.excerpt,
        "description": draft.description,
        "language": draft.language or "",
        "direction": draft.direction or "",
        "comments_policy": draft.comments_policy,
        "comments_hold": draft.comments_hold,
        "featured": draft.featured_id or "",
        "is_pinned": draft.is_pinned,
        "is_unranked": not draft.is_ranked,
        "author": draft.author_id,
        "labels_before": joined(draft.labels),
        "unranked_before": "" if draft.is_ranked else "y",
        "author_before": draft.author_id or "",
    }


def draft_from(form: PostForm, post: Post | None, kind: str) -> Draft:
    """What a valid form means; `post` is what stands now.

    What nobody touched in the form of the fields that other rooms change, too, stays as it stands.
    """
    stands = draft_of(post) if post else _blank(kind)
    return Draft(
        kind=stands.kind,
        title=form.title.data or "",
        source=form.source.data or "",
        source_format=form.source_format.data,
        excerpt=form.excerpt.data or "",
        description=form.description.data or "",
        labels=_labels(form, stands),
        path=form.path.data or "",
        published_at=_moment(form, stands),
        language=form.language.data or None,
        direction=form.direction.data or None,
        comments_policy=form.comments_policy.data,
        comments_hold=form.comments_hold.data,
        featured_id=form.featured_id,
        is_pinned=form.is_pinned.data,
        is_ranked=_is_ranked(form, stands),
        author_id=_author(form, stands),
    )


def rebase(form: PostForm, post: Post) -> None:
    """Let the form stand upon the post as it is by now, with what was changed in it."""
    stands, meant = (
        fields_of(draft) for draft in (draft_of(post), draft_from(form, post, post.kind))
    )
    for name in filter(form.__contains__, SHARED):
        form[name].data = meant[name]
    for name in ("labels_before", "unranked_before", "author_before"):
        form[name].data = stands[name]
    form.version.data = str(post.version)


def fits(form: PostForm, post: Post | None, *, is_ahead: bool, may_be_now: bool) -> bool:
    """Whether the time suits the button that was pressed; else the field says why not."""
    moment = form.published_at.data and moment_of(form.published_at.data, site().zone)
    if is_ahead and (not moment or moment <= now()):
        form.refuse("published_at", _("To schedule it, give a time that lies ahead."))
    elif not moment and not may_be_now and post and post.status == "published":
        form.refuse("published_at", _("What is published has a time. Or make it a draft again."))
    return not form.errors


def differences(form: PostForm, post: Post) -> list[tuple[str, str]]:
    """(name, what stands there) of the other fields in which the form is not like the post."""
    stands: Mapping[str, object] = fields_of(draft_of(post))
    return [
        (str(form[name].label.text), _said(form[name], stands[name]))
        for name in filter(form.__contains__, NAMED)
        if (form[name].data or "") != (stands[name] or "")
    ]


def _blank(kind: str) -> Draft:
    who = person()
    return Draft(
        kind=kind, title="", source="", source_format="markdown", excerpt="", description="",
        labels=(), path="", published_at=None, language=None, direction=None,
        comments_policy="open" if kind == "post" else "closed", comments_hold="",
        featured_id=None, is_pinned=False, is_ranked=True,
        author_id=who.id if who else None,
    )  # fmt: skip


def _version(post: Post | None) -> int:
    return post.version if post else 0


def _labels(form: PostForm, stands: Draft) -> tuple[str, ...]:
    """Those that stand, with what was typed in addition and without what was taken out."""
    names = parted(form.labels.data or "")
    known = by_names(names)  # A label is written as it was first, whatever the case typed.
    typed = {known[name].name if name in known else name for name in names}
    before = set(parted(form.labels_before.data or ""))
    return tuple(sorted((set(stands.labels) | typed - before) - (before - typed)))


def _is_ranked(form: PostForm, stands: Draft) -> bool:
    if not form.is_unranked or form.is_unranked.data == bool(form.unranked_before.data):
        return stands.is_ranked
    return not form.is_unranked.data


def _author(form: PostForm, stands: Draft) -> int | None:
    is_untouched = not form.author or form.author.data == form.author_before.data
    return stands.author_id if is_untouched else form.author.data


def _said(field: Field, value: object) -> str:
    """A field's value in the words that the form has for it."""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    choices = {str(one.value): str(one.label) for one in getattr(field, "choices", None) or ()}
    return choices.get(str(value), str(value or ""))


def _moment(form: PostForm, stands: Draft) -> datetime | None:
    """The moment that the field names; to the second as it stood, where nobody changed it."""
    text = form.published_at.data
    if text == typed(stands.published_at, site().zone):
        return stands.published_at
    return moment_of(text, site().zone) if text else None
