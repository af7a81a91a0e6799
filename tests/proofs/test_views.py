"""A log of 100,000 visits on a real server counts as it should, through restarts and a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from blog.background import FLUSH_SECONDS
from blog.config import Config
from blog.db import db
from blog.popular.jobs import renew
from blog.popular.models import PopularRank
from blog.posts.models import Post
from blog.views.models import DailyDevice, DailyReaders, DailySource, DailyViews
from tests.stage.admin import token
from tests.stage.browsers import free_port, wait_for
from tests.stage.visits import Visit, honest_count, visits

pytestmark = pytest.mark.proof

ROOT = Path(__file__).resolve().parents[2]
# PostgreSQL counts by the same code; a quarter of the log is enough to see that it does.
VISITS = {"sqlite": 100_000, "postgresql": 25_000}
CLIENTS = 8
POSTS = 40
# Connections stick to one process; new ones now and then spread the visits over both.
STAYS = 200
LONGEST_WAIT = 60
# How long a flush itself may take on a machine that does other work, too.
SLOWEST_FLUSH = 5.0


@dataclass
class Server:
    """gunicorn with two processes on the blog of a test; `master` is gone while it is stopped."""

    config: Config
    folder: Path
    port: int = field(default_factory=free_port)
    master: subprocess.Popen[bytes] | None = None

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "BLOG_DATA_DIR": str(self.config.data_dir),
            "BLOG_DATABASE_URL": self.config.database_url,
            "BLOG_SECRET_KEY": self.config.secret_key,
            "BLOG_TRUSTED_PROXIES": "1",
            "BLOG_WORKERS": "2",
            "BLOG_URL": f"http://{self.netloc}",
            "PORT": str(self.port),
        }
        gunicorn = Path(sys.executable).parent / "gunicorn"
        command = [str(gunicorn), "--config", str(ROOT / "gunicorn.conf.py"), "wsgi:app"]
        log = self.folder / "server.log"
        with log.open("a") as output:
            self.master = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output
            )
        wait_for(self.master, f"http://{self.netloc}", log)

    def stop(self) -> None:
        """As a deployment does: TERM, and every process counts what it holds."""
        if self.master:
            self.master.terminate()
            self.master.wait(60)
            self.master = None

    def send(self, what: signal.Signals) -> None:
        assert self.master
        self.master.send_signal(what)

    def workers(self) -> list[int]:
        assert self.master
        place = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        return [int(pid) for pid in place.read_text().split()]


@dataclass
class Load:
    """Clients that send visits in parts, each again until it is answered."""

    netloc: str
    cookie: str
    acknowledged: list[tuple[float, Visit]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    sent_again: int = 0

    def send(self, all_of_them: Sequence[Visit]) -> None:
        """Until every one is answered. Each reader's visits go by one client, in their order."""
        parts: list[list[Visit]] = [[] for _ in range(CLIENTS)]
        for number, visit in enumerate(all_of_them):
            parts[number % CLIENTS].append(visit)
        with ThreadPoolExecutor(CLIENTS) as crowd:
            for done in [crowd.submit(self._send_part, part) for part in parts]:
                done.result()

    def _send_part(self, part: list[Visit]) -> None:
        for start in range(0, len(part), STAYS):
            connection = HTTPConnection(self.netloc, timeout=LONGEST_WAIT)
            for visit in part[start : start + STAYS]:
                self._send_one(connection, visit)
            connection.close()

    def _send_one(self, connection: HTTPConnection, visit: Visit) -> None:
        headers = {"X-Forwarded-For": visit.address, "User-Agent": visit.agent}
        headers |= dict(visit.headers)
        if visit.is_signed_in:
            headers["Cookie"] = f"octavo_login={self.cookie}"
        deadline = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < deadline:
            try:
                connection.request("POST", f"/views/{visit.post_id}", visit.source, headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, HTTPException):
                self.sent_again += 1
                connection.close()
                time.sleep(0.05)
                continue
            is_foreign = dict(visit.headers).get("Sec-Fetch-Site") == "cross-site"
            if answer.status != (403 if is_foreign else 204):
                self.odd.append(f"{answer.status} for {visit}")
            self.acknowledged.append((time.monotonic(), visit))
            return
        self.odd.append(f"no answer for {visit}")


def test_a_log_of_100_000_visits_counts_as_it_should(
    app: Flask,
    config: Config,
    database: str,
    make_post: Callable[..., Post],
    draft: Post,
    page: Post,
    change_setting: Callable[[str, object], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    posts = [make_post().id for _ in range(POSTS)]
    hidden = [draft.id, page.id, 424242, make_post(status="trashed").id]
    evening, morning = zones()
    number = VISITS[database]
    first, second = (visits(number // 2, posts, hidden, seed) for seed in (1, 2))
    change_setting("time_zone", evening)
    began = time.monotonic()
    with running(config, tmp_path) as server:
        load = Load(server.netloc, token(app, "owner"))

        with beside(load, number // 5, lambda: server.send(signal.SIGHUP)):
            load.send(first)
        server.stop()
        assert sums(app) == expected(first)
        only_day = totals(app)

        change_setting("time_zone", morning)  # Midnight is past.
        server.start()
        killed: list[float] = []
        with beside(load, number * 3 // 4, lambda: killed.append(kill(server))):
            load.send(second)
        server.stop()
    with capsys.disabled():
        took = time.monotonic() - began
        print(f"\n{len(load.acknowledged)} visits, {load.sent_again} sent again, {took:.0f} s")

    assert load.odd[:5] == []
    assert len(load.acknowledged) == number
    both = {name: expected(first)[name] + expected(second)[name] for name in expected(first)}
    at_risk = Counter(
        visit.post_id
        for at, visit in load.acknowledged
        if visit.is_real and killed[0] - FLUSH_SECONDS - SLOWEST_FLUSH < at <= killed[0] + 1
    )
    found = sums(app)
    lost = both["posts"] - found["posts"]
    assert found["posts"] <= both["posts"]  # Nobody is counted twice,
    assert lost <= at_risk  # and what is lost was answered since the last flush.
    with capsys.disabled():
        print(f"{lost.total()} views lost of {at_risk.total()} at risk, {totals(app)} counted")
    # What is told of views is told of those very views, whatever was lost.
    views, sources, devices, readers = totals(app)
    assert (views, sources, devices) == (views, views, views)
    assert 0 < readers <= honest_count(first).readers + honest_count(second).readers
    assert views - only_day[0] + lost.total() == expected(second)["posts"].total()
    assert ranking(app) == in_order(found["posts"])


def zones() -> tuple[str, str]:
    """Two zones between which midnight lies now, with hours to spare on either side."""
    hour = datetime.now(UTC).hour
    ahead = next(n for n in range(-12, 7) if (hour + n) % 24 in range(16, 22))
    return zone(ahead), zone(ahead + 8)


def zone(ahead: int) -> str:
    """The zone so many hours ahead of UTC; its name says it the other way round."""
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def kill(server: Server) -> float:
    """Kill one of the workers as it stands; tells when."""
    os.kill(server.workers()[0], signal.SIGKILL)
    return time.monotonic()


@contextmanager
def beside(load: Load, number: int, act: Callable[[], object]) -> Iterator[None]:
    """Act once so many visits are answered, while the block goes on."""

    def wait_and_act() -> None:
        while len(load.acknowledged) < number:
            time.sleep(0.01)
        act()

    thread = Thread(target=wait_and_act, daemon=True)
    thread.start()
    yield
    thread.join(LONGEST_WAIT)
    assert not thread.is_alive()


@contextmanager
def running(config: Config, folder: Path) -> Iterator[Server]:
    server = Server(config, folder)
    server.start()
    try:
        yield server
    finally:
        with suppress(subprocess.TimeoutExpired):
            server.stop()


def expected(day: Sequence[Visit]) -> dict[str, Counter[Any]]:
    tally = honest_count(day)
    return {"posts": tally.posts, "hosts": tally.hosts, "devices": tally.devices}


def sums(app: Flask) -> dict[str, Counter[Any]]:
    """What is counted of all days, as `expected` tells it."""
    columns: dict[str, Any] = {
        "posts": DailyViews.post_id, "hosts": DailySource.host, "devices": DailyDevice.device,
    }  # fmt: skip
    found = {}
    with app.app_context():
        for name, column in columns.items():
            query = select(column, func.sum(column.class_.views)).group_by(column)
            found[name] = Counter({key: int(views) for key, views in db.session.execute(query)})
        db.session.rollback()
    return found


def totals(app: Flask) -> tuple[int, ...]:
    """All views by posts, by sources and by devices, and readers."""
    columns = (DailyViews.views, DailySource.views, DailyDevice.views, DailyReaders.readers)
    with app.app_context():
        found = tuple(int(db.session.scalar(select(func.sum(one))) or 0) for one in columns)
        db.session.rollback()
    return found


def ranking(app: Flask) -> list[tuple[int, int]]:
    with app.app_context():
        renew()
        ranks = select(PopularRank).filter_by(range="week").order_by(PopularRank.rank)
        return [(row.post_id, row.views) for row in db.session.scalars(ranks)]


def in_order(posts: Counter[int]) -> list[tuple[int, int]]:
    """Most views first; of equals the newer, whose number is greater."""
    return sorted(posts.items(), key=lambda item: (-item[1], -item[0]))
