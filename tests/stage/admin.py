"""Somebody signed in at a running blog, and every page of the admin that there is to see."""

from __future__ import annotations

from flask import Flask, g
from sqlalchemy import select

from blog.account import session
from blog.comments.actions import add_comment
from blog.comments.models import Comment
from blog.config import Config
from blog.db import db, writing
from blog.media.models import Media
from blog.people.actions import add_author
from blog.people.models import User
from blog.posts.actions import add_post
from blog.posts.models import Post
from tests.stage.browsers import LiveBlog, Visit
from tests.stage.cast import NO_PASSWORD
from tests.stage.databases import closing_app
from tests.stage.routes import routes


def let_in(window: Visit, blog: LiveBlog, role: str = "owner") -> None:
    """Sign a window in as the person of that role, who is made where there is none."""
    with closing_app(config_of(blog)) as app:
        cookie = {"name": session.COOKIE, "value": token(app, role), "url": blog.url}
    window.page.context.add_cookies([cookie])  # type: ignore[list-item]


def token(app: Flask, role: str) -> str:
    """What the cookie of a new login holds."""
    with app.test_request_context(), writing():
        known = select(User).filter_by(role=role, password_hash=NO_PASSWORD)
        who = db.session.scalar(known) or add_author(f"{role.title()} of the blog")
        who.role, who.password_hash = role, NO_PASSWORD
        session.begin(who)
        made: str = g.login_token
    return made


def admin_pages(blog: LiveBlog) -> list[str]:
    """The address of every page of the admin that there is something to see at."""
    with closing_app(config_of(blog)) as app:
        app.testing = True
        client = app.test_client()
        client.set_cookie(session.COOKIE, token(app, "owner"))
        values = things(app)
        found = []
        for route in routes(app, unsafe=False):
            if route.endpoint.startswith("admin."):
                for address in route.addresses(values):
                    answer = client.get(address)
                    if answer.status_code == 200 and answer.text.startswith("<!doctype html>"):
                        found.append(address)
    return found


def things(app: Flask) -> dict[str, object]:
    """Numbers of a post with comments, a comment, a picture and a person, where there are any."""
    with app.app_context():
        busiest = select(Post.id).order_by(Post.comments.desc()).limit(1)
        found = {
            "post_id": db.session.scalar(busiest),
            "comment_id": db.session.scalar(
                select(Comment.id).filter_by(state="approved").limit(1)
            ),
            "media_id": db.session.scalar(select(Media.id).limit(1)),
            "person_id": db.session.scalar(select(User.id).limit(1)),
        }
    return {name: number for name, number in found.items() if number is not None}


def add_plenty(blog: LiveBlog) -> None:
    """Comments that wait, and more posts than one page of the list shows."""
    with closing_app(config_of(blog)) as app, app.app_context(), writing():
        post = db.session.scalars(select(Post).filter_by(kind="post", status="published")).first()
        assert post is not None
        for name in ("Ada", "Bea", "Cleo"):
            add_comment(post, name=name, source=f"{name} says so.", state="pending")
        for number in range(60):
            add_post(Post(title=f"Draft {number}", source="Words."))


def config_of(blog: LiveBlog) -> Config:
    return Config(data_dir=blog.data_dir, secret_key="only for tests, nothing else")
