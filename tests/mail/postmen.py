"""Mail servers for tests: one that takes letters or says why not, and where it listens."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from blog.db import writing
from blog.mail.jobs import deliver
from blog.queue.actions import enqueue

# The blog's own letters are each of a kind; these are letters of any words.
KINDS = {"letter": deliver}


class Postman:
    """Takes letters, or says why not."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []
        self.refusal = ""
        self.strangers: dict[str, str] = {}

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.strangers:
            return self.strangers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refusal:
            return self.refusal
        self.letters.append((envelope.rcpt_tos, envelope.content))
        return "250 Taken"

    def read(self) -> list[EmailMessage]:
        """The letters as a mail program reads them."""
        return [message_from_bytes(content, policy=policy.default) for _, content in self.letters]


@contextmanager
def listening(postman: Postman, port: int = 0, **wishes: Any) -> Iterator[int]:
    """The port at which that mail server listens meanwhile: that one, else a free one."""
    controller = Controller(postman, hostname="127.0.0.1", port=port or free_port(), **wishes)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def write_to(to: str, subject: str = "Hi", text: str = "Text") -> None:
    """Have a letter sent by whoever does KINDS; inside an application context."""
    with writing():
        enqueue("letter", to=to, subject=subject, text=text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
