"""Mail servers that refuse, hang, drop or babble: no letter is lost, and none is sent in vain."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from blog.config import Config
from blog.db import db, now, writing
from blog.mail import jobs
from blog.mail.jobs import MailRefused, Unreachable, deliver
from blog.queue.actions import LEASE, claim
from blog.queue.jobs import run_due
from blog.queue.models import MOST_ATTEMPTS, Task
from tests.mail.postmen import KINDS, Postman, listening, write_to

pytestmark = pytest.mark.sqlite

Make = Callable[[int], Flask]


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def blog(config: Config, make_app: Callable[[Config], Flask]) -> Make:
    """A blog that sends by the server at that port."""

    def make(port: int) -> Flask:
        wishes = {"smtp_url": f"smtp://127.0.0.1:{port}", "mail_from": "blog@example.org"}
        return make_app(replace(config, **wishes))  # type: ignore[arg-type]

    return make


@contextmanager
def rude(*answers: bytes | None, drip: float = 0) -> Iterator[int]:
    """The port of a server that gives these answers whatever it hears, then hangs up.

    None hangs up at once. It answers a letter's text by its end alone.
    """
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(10)

        def serve() -> None:
            while True:
                try:
                    guest, _ = door.accept()
                except OSError:
                    return
                with guest:
                    guest.settimeout(10)
                    _talk(guest, answers, drip)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield door.getsockname()[1]
    thread.join(1)


def _talk(guest: socket.socket, answers: tuple[bytes | None, ...], drip: float) -> None:
    heard = b""
    try:
        for number, answer in enumerate(answers):
            if number:
                end = b"\r\n.\r\n" if (answers[number - 1] or b"").startswith(b"354") else b"\r\n"
                while not heard.endswith(end):
                    more = guest.recv(65536)
                    if not more:
                        return
                    heard += more
                heard = b""
            if answer is None:
                return
            for sign in answer.decode("latin-1") if drip else [answer.decode("latin-1")]:
                guest.sendall(sign.encode("latin-1"))
                time.sleep(drip)
    except OSError:
        return


HELLO, OK, GO_ON = b"220 mail\r\n", b"250 OK\r\n", b"354 Go on\r\n"


def write(app: Flask, *names: str) -> None:
    with app.app_context():
        for name in names or ("olga",):
            write_to(f"{name}@example.org")


def run(app: Flask) -> int:
    with app.app_context():
        return run_due(KINDS)


def waiting(app: Flask) -> list[Task]:
    with app.app_context():
        return db.session.query(Task).order_by(Task.id).all()


def test_who_does_not_exist_is_given_up_at_once_with_the_reason(
    blog: Make, postman: Postman
) -> None:
    postman.strangers["nobody@example.org"] = "550 5.1.1 No such person"
    with listening(postman) as port:
        app = blog(port)
        write(app, "nobody", "olga")
        assert run(app) == 2
        (task,) = waiting(app)
        assert (task.attempts, task.problem) == (
            MOST_ATTEMPTS,
            "Undeliverable: 550 5.1.1 No such person",
        )
        with time_machine.travel(now() + timedelta(days=1)):
            assert run(app) == 0
    assert [to for to, _ in postman.letters] == [["olga@example.org"]]


def test_who_is_to_be_tried_later_is(blog: Make, postman: Postman) -> None:
    postman.strangers["olga@example.org"] = "450 4.2.0 Greylisted"
    with listening(postman) as port:
        app = blog(port)
        write(app, "olga", "ada")
        run(app)
        (task,) = waiting(app)
        assert (task.attempts, "450 4.2.0 Greylisted" in task.problem) == (1, True)
        postman.strangers.clear()
        with time_machine.travel(now() + timedelta(minutes=2)):
            run(app)
    assert [to for to, _ in postman.letters] == [["ada@example.org"], ["olga@example.org"]]


def test_content_that_is_refused_for_good_is_given_up(blog: Make, postman: Postman) -> None:
    postman.refusal = "554 5.7.1 We do not like it"
    with listening(postman) as port:
        app = blog(port)
        write(app)
        run(app)
    assert waiting(app)[0].attempts == MOST_ATTEMPTS


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((None,), "closed"),
        ((b"\x00\xff\x80 what?\r\n",), "Unreachable"),
        ((b"554 No service here\r\n",), "No service"),
        ((HELLO, b"250 hi\r\n", b"553 You may not send\r\n"), "You may not send"),
        ((HELLO, OK, OK, b"421 Closing down\r\n"), "421"),
        ((HELLO, OK, OK, OK, None), "closed"),
        ((HELLO, OK, OK, OK, GO_ON, None), "closed"),
        ((b"220 " + b"x" * 100_000 + b"\r\n",), "too long"),
        ((HELLO, b"250-a\r\n" + b"250-b\x00\r\n" * 50 + b"250 c\r\n", b"%s\r\n"), "Unreachable"),
    ],
)
def test_a_server_that_drops_or_babbles_gets_the_letter_again_later(
    blog: Make, answers: tuple[bytes | None, ...], told: str
) -> None:
    with rude(*answers) as port:
        app = blog(port)
        write(app)
        run(app)
    (task,) = waiting(app)
    assert (task.attempts, told in task.problem) == (1, True), task.problem
    assert now() < task.due_at < now() + timedelta(minutes=2)


@pytest.mark.parametrize("goodbye", [None, b"garbage\r\n", b"500 No\r\n", b""])
def test_what_the_server_took_is_sent_however_it_says_goodbye(
    blog: Make, goodbye: bytes | None
) -> None:
    with rude(HELLO, OK, OK, OK, GO_ON, b"250 Taken\r\n", goodbye) as port:
        app = blog(port)
        write(app)
        run(app)
    assert waiting(app) == []


def test_a_server_that_is_down_costs_the_others_no_try(
    blog: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        app = blog(silent.getsockname()[1])
        write(app, "a", "b", "c")
        assert run(app) == 1
    assert sorted(task.attempts for task in waiting(app)) == [0, 0, 1]


def test_a_server_that_answers_drop_by_drop_is_cut_off(
    blog: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LONGEST_SECONDS", 0.3)
    with rude(b"220 " + b"x" * 200 + b"\r\n", drip=0.05) as port:
        app = blog(port)
        with app.app_context(), pytest.raises(Unreachable):
            deliver("olga@example.org", "Hi", "Text")


def test_the_longest_letter_takes_less_time_than_another_worker_waits() -> None:
    assert timedelta(seconds=jobs.LONGEST_SECONDS + jobs.TIMEOUT_SECONDS) < LEASE / 2


def test_a_letter_that_was_sent_twice_can_be_told(blog: Make, postman: Postman) -> None:
    with listening(postman) as port:
        app = blog(port)
        write(app, "olga", "ada")
        with app.app_context():
            with writing():
                first = claim()
            assert first
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("blog.queue.jobs.finish", _die)
                with pytest.raises(SystemExit):
                    run_due(KINDS)
        with time_machine.travel(now() + LEASE + timedelta(minutes=1)):
            run(app)
    assert waiting(app) == []
    by_person: dict[str, list[str]] = {}
    for letter in postman.read():
        by_person.setdefault(letter["To"], []).append(letter["Message-ID"])
    assert {len(ids) for ids in by_person.values()} == {1, 2}
    assert all(len(set(ids)) == 1 for ids in by_person.values())
    assert len({ids[0] for ids in by_person.values()}) == 2


def test_a_letter_that_says_something_else_is_another_letter(blog: Make, postman: Postman) -> None:
    with listening(postman) as port:
        app = blog(port)
        with app.app_context():
            for text in ("One link", "Another link", "Another link"):
                _as_task(7, lambda text=text: deliver("olga@example.org", "Hi", text))  # type: ignore[misc]
            deliver("olga@example.org", "Hi", "Another link")
    ids = [letter["Message-ID"] for letter in postman.read()]
    assert ids[1] == ids[2]
    assert len(set(ids)) == 3
    assert all(number.endswith("@example.org>") for number in ids)


def test_an_address_that_is_none_is_given_up(blog: Make, postman: Postman) -> None:
    with listening(postman) as port:
        app = blog(port)
        with app.app_context():
            write_to("a@example.org, b@example.org")
        run(app)
    assert waiting(app)[0].attempts == MOST_ATTEMPTS
    assert postman.letters == []


def test_without_a_server_letters_wait(blog: Make, config: Config, app: Flask) -> None:
    write(app)
    run(app)
    (task,) = waiting(app)
    assert task.attempts == 1
    with app.app_context(), pytest.raises(MailRefused):
        deliver("olga@example.org", "Hi", "Text")


def _die(task: Task) -> None:
    raise SystemExit


def _as_task(number: int, work: Callable[[], object]) -> None:
    from flask import g

    g.task_id = number
    work()
    g.pop("task_id")
