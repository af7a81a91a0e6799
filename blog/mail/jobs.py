"""Handing letters to the mail server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from flask import current_app

from blog.config import Config
from blog.hosts import LOOPBACK
from blog.mail.letters import NO_HEADERS, letter

TIMEOUT_SECONDS = 20


class MailRefused(Exception):
    """The letter cannot be sent; the message says why and holds no password."""


def deliver(to: str, subject: str, text: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
    """Send a letter now. Raises where the server does not take it; nothing is sent then."""
    config: Config = current_app.config["BLOG"]
    if not config.smtp_url:
        raise MailRefused("BLOG_SMTP_URL is not set")
    message = letter(config.mail_from, to, subject, text, headers)
    with _connected(config.smtp_url) as server:
        server.send_message(message, to_addrs=[to])


def _connected(address: str) -> smtplib.SMTP:
    """A server that has let us in, over TLS wherever it can."""
    parts, context = urlsplit(address), ssl.create_default_context()
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif parts.scheme == "smtp" and parts.username and host not in LOOPBACK:
            raise MailRefused("the mail server offers no TLS, so it is not told the password")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server
