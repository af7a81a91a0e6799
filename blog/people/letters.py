"""Letters to those who are to join the blog."""

from __future__ import annotations

import structlog
from flask import current_app
from flask_babel import gettext as _

from blog.config import Config
from blog.mail.jobs import MailRefused, deliver
from blog.people.models import User
from blog.site.queries import site

log = structlog.get_logger("blog.people.letters")


def send_invitation(person: User, link: str) -> bool:
    """Mail the link now, outside of a transaction; False where no letter could be sent.

    It does not wait in the database like other letters, since a link that opens something must not
    be stored there. Whoever invites is shown the link in any case.
    """
    config: Config = current_app.config["BLOG"]
    if not config.smtp_url or not person.email:
        return False
    try:
        deliver(
            person.email, _("Write with us on %(title)s", title=site().title), _text(person, link)
        )
    except (MailRefused, OSError, ValueError) as fault:
        log.warning("invitation not sent", error=str(fault))
        return False
    return True


def _text(person: User, link: str) -> str:
    return "\n\n".join(
        (
            _("Hello %(name)s,", name=person.name),
            _("you are invited to write on %(title)s.", title=site().title),
            _("Choose a password here within 7 days; the link opens once:"),
            link,
            _("If you do not know what this is about, do nothing."),
        )
    )
