"""Letters survive the death of their sender and the silence of the server, on real processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from flask import Flask

from blog.comments.actions import add_comment
from blog.config import Config
from blog.db import db, now, writing
from blog.posts.models import Post
from blog.queue.actions import enqueue
from blog.queue.models import Task
from blog.subscriptions.models import Subscription
from tests.mail.postmen import Postman, free_port, listening
from tests.stage.browsers import LiveBlog, serve
from tests.stage.databases import closing_app

pytestmark = pytest.mark.proof

CYCLES = 3
PATIENCE = 60
QUESTION = "subscription-question"


class Murderer(Postman):
    """A mail server that kills the blog's worker at a moment of its choice."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = ""
        self.kill: Callable[[], None] = lambda: None

    def strike(self, moment: str) -> None:
        if self.moment == moment:
            self.moment = ""
            self.kill()

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.strike("before it is sent")
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        self.strike("before it is told")
        return answer

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        self.strike("before it is noted")
        return "221 Bye"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def blog(sample_folder: Path, tmp_path: Path, port: int) -> Iterator[LiveBlog]:
    folder = shutil.copytree(sample_folder, tmp_path / "var")
    settings = {"BLOG_SMTP_URL": f"smtp://127.0.0.1:{port}", "BLOG_MAIL_FROM": "blog@example.org"}
    yield from serve(folder, **settings)


@pytest.fixture
def desk(blog: LiveBlog) -> Iterator[Flask]:
    """The same database, for the test to look into."""
    with closing_app(Config(data_dir=blog.data_dir, secret_key="x" * 20)) as app:
        yield app


def test_a_worker_killed_while_it_sends_loses_no_letter(
    blog: LiveBlog, desk: Flask, port: int
) -> None:
    murderer = Murderer()
    murderer.kill = lambda: kill_workers(blog)
    moments = ["before it is sent", "before it is told", "before it is noted"] * CYCLES
    with listening(murderer, port=port):
        for number, moment in enumerate(moments):
            murderer.moment = moment
            write(desk, f"reader{number}")
            wait_until(lambda: murderer.moment == "", blog)
            assert waiting(desk) == 1
            make_due(desk)
            wait_until(lambda: waiting(desk) == 0, blog)
    ids = defaultdict(list)
    for letter in murderer.read():
        ids[str(letter["To"])].append(letter["Message-ID"])
    assert len(ids) == len(moments)
    for number, moment in enumerate(moments):
        found = ids[f"reader{number}@example.org"]
        assert len(found) == (1 if moment == "before it is sent" else 2), moment
        assert len(set(found)) == 1


def test_a_mail_server_that_hangs_holds_nothing_else_up(
    blog: LiveBlog, desk: Flask, port: int
) -> None:
    with socket.create_server(("127.0.0.1", port)) as silent:
        write(desk, "ada", "bea", "cid")
        guests: list[socket.socket] = []
        threading.Thread(target=lambda: guests.append(silent.accept()[0]), daemon=True).start()
        wait_until(lambda: bool(guests), blog)
        with desk.app_context(), writing():
            db.session.add(Task(kind="something else"))
        wait_until(lambda: "something else" in problems(desk), blog, patience=12)
        assert QUESTION not in problems(desk)  # It still hangs.
        wait_until(lambda: QUESTION in problems(desk), blog)
        guests[0].close()
    postman = Postman()
    with listening(postman, port=port):
        make_due(desk)
        wait_until(lambda: len(postman.letters) == 3, blog)
    assert len({tuple(to) for to, _ in postman.letters}) == 3


def kill_workers(blog: LiveBlog) -> None:
    """As a power cut would; the master starts others."""
    for worker in Path(f"/proc/{blog.pid}/task/{blog.pid}/children").read_text().split():
        os.kill(int(worker), signal.SIGKILL)


def write(desk: Flask, *names: str) -> None:
    """Comments whose writers are to be asked whether they want letters about answers."""
    with desk.app_context(), writing():
        post = db.session.query(Post).filter_by(kind="post", status="published").first()
        assert post
        for name in names:
            email = f"{name}@example.org"
            comment = add_comment(post, name=name, email=email, source="Well said.")
            wish = Subscription(comment_id=comment.id, email=email)
            db.session.add(wish)
            db.session.flush()
            enqueue(QUESTION, subscription_id=wish.id)


def waiting(desk: Flask) -> int:
    with desk.app_context():
        return db.session.query(Task).filter_by(kind=QUESTION).count()


def problems(desk: Flask) -> set[str]:
    """Kinds of work that went wrong so far."""
    with desk.app_context():
        return {task.kind for task in db.session.query(Task).filter(Task.problem != "")}


def make_due(desk: Flask) -> None:
    """As if the time had passed after which another worker takes it."""
    with desk.app_context(), writing():
        db.session.query(Task).update({"due_at": now()})


def wait_until(holds: Callable[[], bool], blog: LiveBlog, patience: int = PATIENCE) -> None:
    """Wait, while readers come by: the first one of a new worker starts its jobs."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with suppress(OSError, HTTPException):
            urlopen(blog.url + "/search", timeout=10).read()
        if holds():
            return
        time.sleep(0.2)
    raise AssertionError("it did not come to pass")
