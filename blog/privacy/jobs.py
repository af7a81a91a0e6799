"""The letter with the link to somebody's comments, and forgetting who asked for one."""

from __future__ import annotations

from flask_babel import force_locale

from blog.db import reading, writing
from blog.mail.jobs import deliver
from blog.privacy import letters
from blog.privacy.actions import forget_requests
from blog.privacy.links import link_for
from blog.privacy.queries import has_anything
from blog.site.queries import read_site
from blog.subscriptions.links import key_of, way_out
from blog.subscriptions.queries import is_muted


def mail_link(email: str) -> None:
    """Mail the link to all comments of an address, if there are any and letters are welcome.

    The link is made here and goes straight into the letter, so that it is stored nowhere.
    """
    with reading():
        if not has_anything(email) or is_muted(key_of(email)):
            return
        site = read_site()
    with force_locale(site.language.replace("-", "_")):
        subject, text = letters.own_comments(site.title, link_for(email), way_out(email))
    deliver(email, subject, text)


def forget() -> None:
    """Delete the requests of yesterday."""
    with writing():
        forget_requests()
