"""Previews: a post as readers would see it before they may, and the links that show it.

A link is a signed number that ends by itself. Nothing of it is stored, so one link cannot be taken
back alone: it ends after a week, when the post is trashed, and leads to the post once it is public.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import ngettext
from itsdangerous import URLSafeTimedSerializer

from blog.db import db, now
from blog.media.models import Media
from blog.media.queries import ADDRESS
from blog.people.models import User
from blog.posts.actions import keep_rendered, rendered
from blog.posts.models import Post
from blog.richtext import Rendered

LASTS = timedelta(days=7)
# What the renderer leaves out and has a name that people know.
KINDS = {"script", "style", "iframe", "form", "svg", "picture", "event handler", "script link"}


def sketch(title: str, source: str, source_format: str, **columns: object) -> tuple[Post, Rendered]:
    """A post that is in no database, drawn as a saved one would be; other columns go by name."""
    post = Post(title=title, source=source, source_format=source_format, **columns)
    made = rendered(post)
    keep_rendered(post, made)
    picture = picture_of(post)
    if picture:
        post.picture, post.picture_alt = ADDRESS + picture.name, picture.alt
    return post, made


def picture_of(post: Post) -> Media | None:
    """The featured picture."""
    return db.session.get(Media, post.featured_id) if post.featured_id else None


def author_of(post: Post) -> User | None:
    """Who wrote it."""
    return db.session.get(User, post.author_id) if post.author_id else None


def new_token(post_id: int) -> tuple[str, datetime]:
    """The token of a link to that post, and when it ends."""
    return _signer().dumps(post_id), now() + LASTS


def post_id_of(token: str) -> int:
    """The post that a link shows. Raises SignatureExpired, or BadSignature for no token of ours."""
    post_id: int = _signer().loads(token, max_age=int(LASTS.total_seconds()))
    return post_id


def left_out(lost: Mapping[str, int]) -> list[str]:
    """What a text lost on its way to safe HTML, in words."""
    counts: Counter[str] = Counter()
    for kind, number in lost.items():
        counts[kind if kind in KINDS else "other"] += number
    return [_named(kind, number) for kind, number in sorted(counts.items())]


def _named(kind: str, number: int) -> str:
    words = {
        "script": ngettext("%(num)s script", "%(num)s scripts", number),
        "style": ngettext("%(num)s style sheet", "%(num)s style sheets", number),
        "iframe": ngettext("%(num)s frame", "%(num)s frames", number),
        "form": ngettext("%(num)s form field", "%(num)s form fields", number),
        "svg": ngettext("%(num)s drawing", "%(num)s drawings", number),
        "picture": ngettext("%(num)s picture", "%(num)s pictures", number),
        "event handler": ngettext("%(num)s event handler", "%(num)s event handlers", number),
        "script link": ngettext("%(num)s script link", "%(num)s script links", number),
        "other": ngettext("%(num)s other element", "%(num)s other elements", number),
    }
    return str(words[kind])


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="preview")
