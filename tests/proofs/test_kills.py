"""A worker that is killed while it stores a comment loses nothing that it has acknowledged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import func, select

from blog.comments.models import Comment
from blog.config import Config
from blog.db import db
from blog.posts.models import Post
from tests.stage.browsers import free_port, wait_for
from tests.stage.held import FOLDER, PLACES
from tests.stage.senders import Sender

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]
CYCLES = 50
BETWEEN = 5  # Comments that are stored and answered before the next kill.
WRITERS = 4
LONGEST_WAIT = 60


@dataclass
class Load:
    """People who comment without pause, and send again whatever was not answered."""

    url: str
    post_id: int
    sent: list[str] = field(default_factory=list)
    acknowledged: dict[str, int] = field(default_factory=dict)
    sent_again: int = 0
    odd: list[str] = field(default_factory=list)
    is_over: Event = field(default_factory=Event)
    numbers: Iterator[int] = field(default_factory=count)

    def write(self, _writer: int) -> None:
        while not self.is_over.is_set():
            number = next(self.numbers)
            # Each from a network of its own: limits are another proof.
            sender = Sender(self.url, f"10.{number // 256 % 256}.{number % 256}.1")
            self._send(sender, f"Comment number {number} of many.")

    def _send(self, sender: Sender, text: str) -> None:
        self.sent.append(text)
        deadline = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < deadline:
            try:
                reply = sender.comment(self.post_id, "Walter Writer", text)
            except (OSError, HTTPException):
                self.sent_again += 1
                continue
            if reply.status == 303:
                self.acknowledged[text] = reply.comment_id
                return
            if reply.status != 503:
                self.odd.append(f"{reply.status} for {text}")
                return
        self.odd.append(f"no answer for {text}")


def test_no_acknowledged_comment_is_lost_and_none_is_there_twice(
    app: Flask,
    config: Config,
    post: Post,
    change_setting: Callable[[str, object], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    change_setting("comments_hold", [])
    change_setting("comments_per_hour_of_all", 100_000)
    with serve_held(config, tmp_path) as (url, held), ThreadPoolExecutor(WRITERS) as crowd:
        load = Load(url, post.id)
        writers = [crowd.submit(load.write, number) for number in range(WRITERS)]
        try:
            kinds = Counter(kill_at(load, held, PLACES[n % 2]) for n in range(CYCLES))
        finally:
            load.is_over.set()
        for writer in writers:
            writer.result()
    with capsys.disabled():
        told = f"{len(load.acknowledged)} acknowledged, {load.sent_again} sent again"
        print(f"\n{kinds.total()} kills {dict(kinds)}: {told}")

    assert load.odd[:5] == []
    assert load.sent_again >= CYCLES
    assert len(load.acknowledged) == len(load.sent) > CYCLES * BETWEEN
    with app.app_context():
        rows = db.session.execute(select(Comment.source, Comment.id)).all()
        shown = select(func.count()).select_from(Comment).where(Comment.state == "approved")
        assert db.session.get_one(Post, post.id).comments == db.session.scalar(shown)
    assert sorted(rows) == sorted(load.acknowledged.items())


def kill_at(load: Load, held: Path, place: str) -> str:
    """Let some comments through, hold the next at that place, and kill the process that stores it.

    Tells the place.
    """
    enough = len(load.acknowledged) + BETWEEN
    wait_until(lambda: len(load.acknowledged) >= enough, "nothing is stored any more")
    (held / place).touch()
    wait_until(lambda: any(held.glob(f"*.{place}")), f"no comment came to the place {place} COMMIT")
    (caught,) = held.glob(f"*.{place}")
    os.kill(int(caught.stem), signal.SIGKILL)
    caught.unlink()
    return place


def wait_until(is_so: Callable[[], bool], trouble: str) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not is_so():
        assert time.monotonic() < deadline, trouble
        time.sleep(0.01)


@contextmanager
def serve_held(config: Config, folder: Path) -> Iterator[tuple[str, Path]]:
    """That blog on a real server of two processes, and the folder that holds them."""
    held, log, port = folder / "held", folder / "held.log", free_port()
    held.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        FOLDER: str(held),
        "BLOG_DATA_DIR": str(config.data_dir),
        "BLOG_DATABASE_URL": config.database_url,
        "BLOG_SECRET_KEY": config.secret_key,
        "BLOG_TRUSTED_PROXIES": "1",
        "BLOG_WORKERS": "2",
        "BLOG_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }
    gunicorn = Path(sys.executable).parent / "gunicorn"
    command = [str(gunicorn), "--config", str(ROOT / "gunicorn.conf.py"), "tests.stage.held:make()"]
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        wait_for(server, f"http://127.0.0.1:{port}", log)
        yield f"http://127.0.0.1:{port}", held
    finally:
        server.terminate()
        server.wait(40)
