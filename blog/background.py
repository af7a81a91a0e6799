"""The work of a web process beside its requests: which jobs there are, and when each is run.

Every process stores what it noted itself (views, signs of life); all other jobs run in one elected
process. The threads start at a process's first request, never at import: threads do not outlive a
fork.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from flask import Flask

from blog.account.jobs import flush_seen, forget_what_is_over, mail_reset
from blog.account.seen import init_seen
from blog.blogroll.jobs import follow
from blog.comments.actions import forget_contents, forget_networks
from blog.db import now, reading, writing
from blog.election import Seat, seat
from blog.importing.jobs import ImportWork, forget_uploads
from blog.moderation.jobs import empty_spam, forget_rules, forget_spam, renew_secrets
from blog.notices.jobs import hand_over_due, mail_notice
from blog.popular.jobs import renew
from blog.posts.counting import count_due_posts
from blog.posts.jobs import forget_autosaves
from blog.posts.queries import newest_uncounted
from blog.privacy import jobs as privacy_jobs
from blog.queue.jobs import forget_old, run_due
from blog.queue.queries import Lane
from blog.redirects.buffer import init_misses
from blog.redirects.jobs import flush_misses
from blog.related.jobs import compare
from blog.search.jobs import Indexing
from blog.spam.jobs import learn
from blog.subscriptions import jobs as subscription_jobs
from blog.views.buffer import buffer, init_views
from blog.views.jobs import flush, forget_past_days
from blog.views.queries import views_since

FLUSH_SECONDS = 3.0
ELECTION_SECONDS = 5.0
STOP_SECONDS = 10.0

# Which function does which kind of task. What a mail server takes its time over is done in a thread
# of its own, so that one which hangs holds nothing else up.
LETTERS: Mapping[str, Callable[..., object]] = {
    "reset": mail_reset,
    "notice": mail_notice,
    "subscription-question": subscription_jobs.ask,
    "answer-letter": subscription_jobs.tell,
    "own-comments": privacy_jobs.mail_link,
}
TASKS: Mapping[str, Callable[..., object]] = {
    **LETTERS,
    "lesson": learn,
    "emptying": empty_spam,
}

log = structlog.get_logger("blog.background")


@dataclass(frozen=True)
class Job:
    """Something that the elected process does again and again, with that pause between."""

    name: str
    seconds: float
    run: Callable[[], object]


def init_background(app: Flask) -> None:
    """Let the work begin with the first request; under test only when it is asked for."""
    init_views(app)
    init_misses(app)
    init_seen(app)
    background = app.extensions["background"] = Background(app)

    def start_once() -> None:
        if background.pid == os.getpid() or app.testing:
            return
        if app.extensions["schema_is_current"]:  # A probe may come before the tables do.
            background.start()

    app.before_request(start_once)


def stop(app: Flask) -> None:
    """End the work of this process cleanly and count its last views; for a server's exit hook."""
    background: Background = app.extensions["background"]
    background.stop()


class Background:
    """The threads of one process."""

    def __init__(self, app: Flask) -> None:
        self.pid = 0
        self._app = app
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._seat: Seat = seat(app.config["BLOG"])
        self._failing: set[str] = set()
        self._is_elected = False

    def start(self) -> None:
        """Begin, once in each process: after a fork nothing of the parent's threads is left."""
        with self._starting:
            if self.pid == os.getpid():
                return
            self.pid = os.getpid()
            self._stopping.clear()
            self._seat = seat(self._app.config["BLOG"])
            self._threads = [
                threading.Thread(target=work, name=work.__name__.strip("_"), daemon=True)
                for work in (self._count_views, self._do_jobs, self._send_letters)
            ]
            for thread in self._threads:
                thread.start()
            atexit.register(self.stop)

    def stop(self) -> None:
        """End the threads, count what waits, leave the seat; harmless a second time."""
        if self.pid != os.getpid():
            return
        self._stopping.set()
        for thread in self._threads:
            thread.join(STOP_SECONDS)
        self._flush()
        self._seat.release()
        atexit.unregister(self.stop)

    def _count_views(self) -> None:
        while not self._stopping.wait(FLUSH_SECONDS):
            self._flush()

    def _flush(self) -> None:
        self._run("views", _flush_if_any)
        self._run("misses", flush_misses)
        self._run("seen", flush_seen)

    def _do_jobs(self) -> None:
        jobs = elected_jobs()
        due = {job.name: 0.0 for job in jobs}
        while not self._stopping.is_set():
            self._is_elected = bool(self._run("election", self._seat.is_held))
            if self._is_elected:
                for job in jobs:
                    if due[job.name] <= time.monotonic() and not self._stopping.is_set():
                        self._run(job.name, job.run)
                        due[job.name] = time.monotonic() + job.seconds
            self._stopping.wait(ELECTION_SECONDS)

    def _send_letters(self) -> None:
        while not self._stopping.wait(ELECTION_SECONDS):
            if self._is_elected:
                self._run("letters", lambda: run_due(TASKS, Lane(only=LETTERS)))

    def _run(self, name: str, job: Callable[[], object]) -> object:
        """What the job returns; a failing one goes to the log and is tried again in its turn."""
        try:
            with self._app.app_context():
                result = job()
        except Exception as fault:
            # Whatever went wrong, the others go on. A long outage fills no log with tracebacks.
            if name in self._failing:
                log.error("job still fails", job=name, error=str(fault).partition("\n")[0])
            else:
                log.exception("job failed", job=name)
            self._failing.add(name)
            return None
        self._failing.discard(name)
        return result


def elected_jobs() -> list[Job]:
    """The jobs of the elected process, in the order in which it begins."""
    return [
        Job("ranking", 30, RankingRenewal()),
        Job("due posts", 30, _count_due_posts),
        Job("past days", 300, forget_past_days),
        Job("networks", 3600, _forget_senders),
        Job("network secrets", 3600, renew_secrets),
        Job("ended rules", 3600, forget_rules),
        Job("old spam", 3600, forget_spam),
        Job("notices", 30, hand_over_due),
        Job("tasks", 0, lambda: run_due(TASKS, Lane(but=LETTERS))),
        Job("given-up tasks", 3600, forget_old),
        Job("sign-in", 3600, forget_what_is_over),
        Job("autosaves", 3600, forget_autosaves),
        Job("imports", 0, ImportWork()),
        Job("related posts", 0, compare),
        Job("search", 0, Indexing()),
        Job("uploads", 3600, forget_uploads),
        Job("subscriptions", 3600, subscription_jobs.forget),
        Job("link requests", 3600, privacy_jobs.forget),
        Job("followed feeds", 15, follow),
    ]


class RankingRenewal:
    """Renews the ranking soon after new views, else now and then, since days pass."""

    STALE_SECONDS = 300
    REST = 20  # It takes at most a twentieth of the time, however many views there are.

    def __init__(self) -> None:
        self._views = -1
        self._stale_at = self._rested_at = 0.0

    def __call__(self) -> None:
        began = time.monotonic()
        if began < self._rested_at:
            return
        with reading():
            views = views_since((now() - timedelta(days=2)).date())
        if views == self._views and began < self._stale_at:
            return
        renew()
        self._views, ended = views, time.monotonic()
        self._stale_at = ended + self.STALE_SECONDS
        self._rested_at = ended + self.REST * (ended - began)


def _flush_if_any() -> None:
    if len(buffer()):
        flush()


def _count_due_posts() -> None:
    with reading():
        are_due = bool(newest_uncounted(now()))
    if are_due:
        with writing():
            count_due_posts()


def _forget_senders() -> None:
    with writing():
        forget_networks()
        forget_contents()
