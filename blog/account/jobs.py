"""What runs beside requests: storing signs of life, forgetting what is over, mailing links."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _

from blog.account import limits, tickets
from blog.account.actions import forget_ended_logins, see_logins
from blog.account.queries import person_by_email
from blog.account.seen import seen
from blog.db import writing
from blog.mail.jobs import deliver
from blog.site.queries import read_site


def flush_seen() -> None:
    """Store who came by; what cannot be stored now waits for the next turn."""
    moments = seen().take()
    if not moments:
        return
    try:
        with writing():
            see_logins(moments)
    except BaseException:
        seen().put_back(moments)
        raise


def forget_what_is_over() -> None:
    """Delete ended sessions, spent limits and dead links."""
    with writing():
        forget_ended_logins()
        limits.forget_old()
        tickets.forget_expired()


def mail_reset(email: str) -> None:
    """Mail a link for a new password to that person, if there is one who may sign in.

    The link is made here and goes straight into the letter, so that it is stored nowhere.
    """
    with writing():
        user = person_by_email(email)
        if user is None or not user.can_sign_in or not user.email:
            return
        to, name, link, site = user.email, user.name, tickets.make("reset", user), read_site()
    with force_locale(site.language.replace("-", "_")):
        subject = _("A new password for %(title)s", title=site.title)
        text = _reset_letter(name, site.title, link)
    deliver(to, subject, text)


def _reset_letter(name: str, title: str, link: str) -> str:
    return "\n\n".join(
        (
            _("Hello %(name)s,", name=name),
            _("somebody, probably you, asked for a new password on %(title)s.", title=title),
            _("Set it here within 30 minutes; the link opens once:"),
            link,
            _("If it was not you, do nothing: your password stays as it is."),
        )
    )
