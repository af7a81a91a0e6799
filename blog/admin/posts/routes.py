"""The editor of posts and pages over HTTP: every button of its form sends the whole form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.autosaves.queries import found
from blog.admin.menu import sentence
from blog.admin.posts import actions, bp, lists
from blog.admin.posts.editing import differences, draft_from, fits, form_of, rebase
from blog.admin.posts.forms import PostForm
from blog.admin.posts.queries import label_names, last_saver
from blog.db import now, writing
from blog.hypermedia import wants_fragment
from blog.media.actions import discard_files
from blog.media.queries import choices
from blog.people.models import User
from blog.people.policy import may
from blog.posts.actions import Removed, rendered
from blog.posts.autosaving import slot_of
from blog.posts.diffs import lines
from blog.posts.editing import PathTaken, Stale, add, draft_of, save
from blog.posts.models import Post
from blog.posts.queries import by_id, wait_for_turn

NUMBER = "<number:post_id>"
# The text of a long post, each of its letters up to nine bytes in a form.
LARGEST_FORM = 8_000_000
# How often a save is tried where an import takes an address or a label at the same moment, or
# where many others save.
TRIES = 3


@dataclass(frozen=True)
class Button:
    """What a button does to the post once it is saved, and what the policy calls that."""

    act: Callable[[Post, User], str]
    action: str = "edit"
    is_ahead: bool = False


@bp.url_value_preprocessor
def take_long_texts(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Let a form of this room be as large as a long post."""
    request.max_content_length = request.max_form_memory_size = LARGEST_FORM


@bp.get("/posts/")
def index() -> str:
    """The posts that this person may write, latest change first."""
    return lists.shown("post")


@bp.post("/posts/selection/<any(" + ", ".join(lists.ACTS) + "):act>")
def selection(act: str) -> Response | tuple[str, int]:
    """Do one thing to all posts that were ticked in the list."""
    return lists.changed("post", act)


@bp.route("/posts/new", methods=["GET", "POST"])
def new() -> Response:
    """A post, or with `kind=page` a page, that is not there yet."""
    return _answer(None, Button(actions.keep))


@bp.route(f"/posts/{NUMBER}/edit", methods=["GET", "POST"])
def edit(post_id: int) -> Response:
    """A post or page as its author sees it."""
    return _answer(post_id, Button(actions.keep))


@bp.post("/posts/new/publication")
@bp.post(f"/posts/{NUMBER}/publication")
def publication(post_id: int | None = None) -> Response:
    """Save it and show it to readers: at once, or at the time that is given."""
    is_now = not request.form.get("published_at", "-").strip()
    act = actions.publish_now if is_now else actions.publish
    return _answer(post_id, Button(act, "publish"))


@bp.post("/posts/new/schedule")
@bp.post(f"/posts/{NUMBER}/schedule")
def schedule(post_id: int | None = None) -> Response:
    """Save it and publish it at a time that lies ahead."""
    return _answer(post_id, Button(actions.publish, "publish", is_ahead=True))


@bp.post(f"/posts/{NUMBER}/withdrawal")
def withdrawal(post_id: int) -> Response:
    """Make it a draft again."""
    return _answer(post_id, Button(actions.withdraw, "publish"))


@bp.post(f"/posts/{NUMBER}/trash")
def trash(post_id: int) -> Response:
    """Put it into the trash."""
    return _answer(post_id, Button(actions.trash, "trash"))


@bp.post(f"/posts/{NUMBER}/restoration")
def restoration(post_id: int) -> Response:
    """Take it out of the trash, as a draft."""
    return _answer(post_id, Button(actions.restore, "trash"))


@bp.route(f"/posts/{NUMBER}/deletion", methods=["GET", "POST"])
def destroy(post_id: int) -> Response | str:
    """Ask whether it should go for good, and let it go; only what is in the trash can."""
    post = by_id(post_id) or abort(404)
    if post.status != "trashed":
        abort(404)
    if request.method == "GET":
        return render_template("admin/posts/destroy.html", post=post)
    lead = url_for(f"admin.{post.kind}s.index", done="erased")
    with writing():
        post = _found(post_id, "erase")
        if post.status != "trashed":
            abort(409)  # Somebody has taken it out of the trash a moment ago.
        actions.erase(post, _who())
    return redirect(lead, 303)


def _answer(post_id: int | None, button: Button) -> Response:
    """Show the editor, or do what one of its buttons says and show it again."""
    post = by_id(post_id) or abort(404) if post_id is not None else None
    kind = post.kind if post else _asked_kind(button.action)
    if request.method == "POST" and post and "source" not in request.form:
        return _done(_carry_out(post.id, button), 200)  # A button elsewhere, without the text.
    if request.method == "GET":
        return _opened(post, kind)
    form = form_of(post, kind, request.form)
    may_be_now = button.action == "publish"
    if not form.validate() or not fits(form, post, is_ahead=button.is_ahead, may_be_now=may_be_now):
        return _shown(form, post, 422)
    return _stored(form, post_id, kind, button)


def _opened(post: Post | None, kind: str) -> Response:
    """The editor, at wish with what was typed before and not saved; else that is offered."""
    kept = found(person(), slot_of(post.id if post else None, kind))
    if kept and "autosave" in request.args:
        return _shown(form_of(post, kind, MultiDict(kept.fields)), post, 200)
    return _shown(form_of(post, kind), post, 200, kept=kept)


def _stored(form: PostForm, post_id: int | None, kind: str, button: Button) -> Response:
    for tries_left in reversed(range(TRIES)):
        try:
            return _done(_store(form, post_id, kind, button), 201 if post_id is None else 200)
        except Stale:
            return _shown_conflict(form, by_id(post_id or 0) or abort(404))
        except PathTaken:
            form.refuse("path", _("Something else answers at this address already."))
            return _shown(form, by_id(post_id) if post_id else None, 422)
        except (IntegrityError, OperationalError):
            if not tries_left:
                raise
    raise AssertionError("the last try answers or raises")


def _store(form: PostForm, post_id: int | None, kind: str, button: Button) -> tuple[int, str]:
    """Save and act in one write transaction: the post's number, and the word for what was done."""
    who = _who()
    draft = draft_from(form, by_id(post_id) if post_id else None, kind)
    made, removed = rendered(draft), Removed()
    with writing():
        if post_id is None:
            added = add(draft, made, who)
            post, removed = added.post, added.removed
        else:
            post = _found(post_id, button.action)
            draft = draft_from(form, post, kind)  # What stands may be another by now.
            save(post, draft, made, who, base_version=form.base_version)
        word = button.act(post, who)
        number = post.id
    if removed.pictures:
        discard_files(removed.pictures)
    return number, "begun" if removed.posts else word


def _carry_out(post_id: int, button: Button) -> tuple[int, str]:
    with writing():
        return post_id, button.act(_found(post_id, button.action), _who())


def _found(post_id: int, action: str) -> Post:
    """The post inside the transaction, if it is still there and still this person's to change.

    Nobody else changes posts from here on, so what is read of it holds until the end.
    """
    wait_for_turn()
    post = by_id(post_id) or abort(404)
    if not may(person(), action, post):
        abort(403)
    return post


def _who() -> User:
    return person() or abort(401)


def _asked_kind(action: str) -> str:
    """Whether a post or a page is begun, if this person may begin such a thing."""
    kind = request.values.get("kind", "post")
    if kind not in ("post", "page"):
        abort(400)
    if not may(person(), "create", kind) or not may(person(), action, kind):
        abort(403)
    return kind


def _done(outcome: tuple[int, str], status: int) -> Response:
    """The editor of what was saved; without JavaScript by its address."""
    post_id, word = outcome
    lead = url_for("admin.posts.edit", post_id=post_id)
    if not wants_fragment():
        return redirect(f"{lead}?done={word}", 303)
    post = by_id(post_id) or abort(404)
    response = _shown(
        form_of(post, post.kind), post, status, said=sentence(word), is_first=word == "begun"
    )
    if status == 201:
        response.headers["HX-Replace-Url"] = lead
    return response


def _shown(form: PostForm, post: Post | None, status: int, **more: object) -> Response:
    context = {
        "form": form,
        "post": post,
        "is_public": post is not None and post.is_public(now()),
        "label_names": label_names(),
        "conflict": None,
        "said": "",
        "is_first": False,
        "kept": None,
        **more,
    }
    editor, page = "admin/posts/_editor.html", "admin/posts/edit.html"
    if request.method == "POST" and wants_fragment():
        return make_response(render_template(editor, **context), status)
    pictures = choices("", chosen_id=form.featured_id)
    return make_response(render_template(page, choices=pictures, **context), status)


def _shown_conflict(form: PostForm, post: Post) -> Response:
    """Both texts, the form ready to be sent again in the knowledge of what stands there."""
    stands = draft_of(post)
    rebase(form, post)
    conflict = {
        "post": post,
        "source": stands.source,
        "saver": last_saver(post),
        "lines": lines(stands.source, form.source.data or ""),
        "differences": differences(form, post),
    }
    return _shown(form, post, 409, conflict=conflict)
