"""Letters about answers: made when they are sent, if they are still wanted then."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale

from blog.comments.models import Comment
from blog.comments.policy import are_shown
from blog.comments.queries import by_id
from blog.config import Config
from blog.db import now, reading, writing
from blog.mail.jobs import deliver
from blog.posts.models import Post
from blog.posts.queries import by_id as post_by_id
from blog.site.queries import read_site
from blog.subscriptions import letters, links
from blog.subscriptions.actions import forget_old, may_ask
from blog.subscriptions.queries import is_muted, subscription


def ask(subscription_id: int) -> None:
    """Mail the question whether somebody really wants letters about answers to their comment."""
    with writing():
        wanted = subscription(subscription_id)
        seen = _seen(wanted.comment_id) if wanted else None
        if wanted is None or seen is None or not may_ask(wanted):
            return
        site, (_comment, post), to = read_site(), seen, wanted.email
        link, way_out = links.question(wanted), links.way_out(to, wanted)
        with force_locale(site.language.replace("-", "_")):
            subject, text = letters.question(site.title, post.title, link, way_out)
    deliver(to, subject, text, letters.out_by(way_out))


def tell(subscription_id: int, comment_id: int) -> None:
    """Mail an answer to whoever asked for it."""
    config: Config = current_app.config["BLOG"]
    with reading():
        wanted, seen = subscription(subscription_id), _seen(comment_id)
        if wanted is None or seen is None or not wanted.confirmed_at or wanted.ended_at:
            return
        if is_muted(links.key_of(wanted.email)):
            return
        site, (comment, post), to = read_site(), seen, wanted.email
        link = letters.comment_link(config, post.id, comment.id)
        way_out = links.way_out(to, wanted)
        with force_locale(site.language.replace("-", "_")):
            subject, text = letters.answer(
                site.title, post.title, comment.author_name, comment.source, link, way_out
            )
    deliver(to, subject, text, letters.out_by(way_out))


def forget() -> None:
    """Delete the wishes that nobody confirmed, and old keys of networks."""
    with writing():
        forget_old()


def _seen(comment_id: int) -> tuple[Comment, Post] | None:
    """The comment and its post, if readers see both."""
    comment = by_id(comment_id)
    if comment is None or comment.state != "approved" or comment.erased_at:
        return None
    post = post_by_id(comment.post_id)
    if post is None or not post.is_public(now()) or not are_shown(post):
        return None
    return comment, post
