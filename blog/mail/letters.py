"""What a letter is made of. Knows no database and no network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate, make_msgid
from types import MappingProxyType

# One address and nothing else: no list, no name, no second line.
ADDRESS = re.compile(r"[^@\s,;:<>\"()\[\]\\]+@[^@\s,;:<>\"()\[\]\\]+")
LONGEST_SUBJECT = 200
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def letter(
    sender: str,
    to: str,
    subject: str,
    text: str,
    headers: Mapping[str, str] = NO_HEADERS,
    mark: str = "",
) -> EmailMessage:
    """A plain text message, with `headers` beside its own.

    Its Message-ID is made of `mark`, so that a letter which was sent twice can be told; without one
    it is random. Raises ValueError for what is not one address, and for a header of several lines.
    """
    if not ADDRESS.fullmatch(to) or not to.isprintable():
        raise ValueError("this is not one e-mail address")
    message = EmailMessage(policy=_Policy())
    message["From"], message["To"] = sender, to
    message["Subject"] = _one_line(subject)
    message["Date"] = formatdate()
    message["Message-ID"] = _message_id(sender.rpartition("@")[2].strip("> "), mark)
    # What is written by a program is not to be answered by one (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text + "\n")
    return message


class _Policy(EmailPolicy):
    """Keeps the address in a List-Unsubscribe header whole, however long it is.

    Python would break it up into coded words, and no mail program puts an address together again.
    """

    def fold(self, name: str, value: str) -> str:
        if name.startswith("List-"):
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.startswith("List-"):
            return self.fold(name, value).encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


def _message_id(domain: str, mark: str) -> str:
    return f"<{mark}@{domain}>" if mark else make_msgid(domain=domain or None)


def _one_line(text: str) -> str:
    visible = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(visible.split())[:LONGEST_SUBJECT]
