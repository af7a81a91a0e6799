"""Handing letters to the mail server."""

from __future__ import annotations

import hashlib
import hmac
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from blog.config import Config
from blog.hosts import LOOPBACK
from blog.mail.letters import NO_HEADERS, letter
from blog.queue.jobs import Hopeless, Standstill, current_task

# The longest wait for one answer of the server, and for all of them. The second is far below the
# time after which another worker would take the letter for one whose sender has died.
TIMEOUT_SECONDS, LONGEST_SECONDS = 20, 120
GOODBYE_SECONDS = 2


class MailRefused(Exception):
    """The letter cannot be sent; the message says why and holds no password."""


class Undeliverable(Hopeless, MailRefused):
    """The server will never take this letter."""


class Unreachable(Standstill, ConnectionError):
    """No mail server lets us in: no other letter would get through either."""


def deliver(to: str, subject: str, text: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
    """Send a letter now. Raises where the server does not take it; nothing is sent then."""
    config: Config = current_app.config["BLOG"]
    if not config.smtp_url:
        raise MailRefused("BLOG_SMTP_URL is not set")
    try:
        message = letter(config.mail_from, to, subject, text, headers, _mark(to, subject, text))
    except ValueError as fault:
        raise Undeliverable(str(fault)) from fault
    with _server(config.smtp_url) as server:
        _hand_in(server, message, to)


def _mark(to: str, subject: str, text: str) -> str:
    """The same for the same letter of the same task, however often it is sent.

    A letter that says something else is another one: a program that keeps one letter of each mark
    must not throw a new link away.
    """
    task_id = current_task()
    if task_id is None:
        return ""
    key = str(current_app.config["SECRET_KEY"]).encode()
    words = "\n".join((str(task_id), to, subject, text)).encode("utf-8", "surrogatepass")
    return f"{task_id}.{hmac.new(key, words, hashlib.sha256).hexdigest()[:32]}"


def _hand_in(server: smtplib.SMTP, message: EmailMessage, to: str) -> None:
    try:
        server.send_message(message, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as fault:
        code, said = fault.recipients[to]
        raise _refused(code, said) from fault
    except smtplib.SMTPDataError as fault:
        raise _refused(fault.smtp_code, fault.smtp_error) from fault
    except smtplib.SMTPNotSupportedError as fault:
        raise Undeliverable(str(fault)) from fault
    except OSError as fault:
        raise _unreachable(fault) from fault


def _refused(code: int, said: bytes | str) -> MailRefused:
    """5xx is for good, 4xx for now (RFC 5321, 4.2.1)."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind = Undeliverable if 500 <= code < 600 else MailRefused
    return kind(f"{code} {words}")


def _unreachable(fault: OSError) -> Unreachable:
    return Unreachable(f"{type(fault).__name__}: {fault}")


@contextmanager
def _server(address: str) -> Iterator[smtplib.SMTP]:
    """A server that has let us in, over TLS wherever it can; cut off when its time is over."""
    parts, context = urlsplit(address), ssl.create_default_context()
    server = _made(parts, context)
    alarm = threading.Timer(LONGEST_SECONDS, _cut, [server])
    alarm.daemon = True
    alarm.start()
    try:
        try:
            _enter(server, parts, context)
        except OSError as fault:
            raise _unreachable(fault) from fault
        yield server
    finally:
        _part(server)
        alarm.cancel()


def _made(parts: SplitResult, context: ssl.SSLContext) -> smtplib.SMTP:
    """Not yet connected, since the constructor could not be cut off."""
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(timeout=TIMEOUT_SECONDS)
    # The name that the server's certificate is held against; only the constructor sets it.
    server._host = parts.hostname or ""  # type: ignore[attr-defined]
    return server


def _enter(server: smtplib.SMTP, parts: SplitResult, context: ssl.SSLContext) -> None:
    host = parts.hostname or ""
    code, said = server.connect(host, parts.port or (465 if parts.scheme == "smtps" else 587))
    if code != 220:
        raise smtplib.SMTPConnectError(code, said)
    server.ehlo()
    if parts.scheme == "smtp" and server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    elif parts.scheme == "smtp" and parts.username and host not in LOOPBACK:
        raise MailRefused("the mail server offers no TLS, so it is not told the password")
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))


def _part(server: smtplib.SMTP) -> None:
    """Say goodbye. What the server took is sent, whatever it answers now."""
    with suppress(OSError, ValueError):
        if server.sock:
            server.sock.settimeout(GOODBYE_SECONDS)
            server.quit()
    server.close()


def _cut(server: smtplib.SMTP) -> None:
    with suppress(OSError, ValueError):
        if server.sock:
            server.sock.shutdown(socket.SHUT_RDWR)
