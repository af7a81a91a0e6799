"""What a process remembers of widgets stays small, and one thread at a time tries a broken one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from blog.widgets import breaker, copies
from blog.widgets.breaker import REST, Breaker
from blog.widgets.copies import OLDEST, Copies
from tests.stage.faults import Clock


def test_copies_are_bounded_in_bytes_and_the_least_recent_goes_first() -> None:
    kept, html = Copies(), "x" * 100_000
    room = copies.MOST_BYTES // copies._size(html)
    for number in range(room):
        kept.keep(number, html)
    kept.keep(0, html)
    kept.keep("one more", html)
    assert [kept.get(number) for number in (0, 1, 2)] == [html, None, html]
    kept.keep("and another", html)
    assert [kept.get(number) for number in (2, 3)] == [html, None], "to be shown is to be used"
    kept.keep("too much", html * 20)
    assert kept.get("too much") is None
    assert kept._size == 0


def test_a_copy_grows_old_and_nothing_is_a_copy_too() -> None:
    clock = Clock()
    kept = Copies(clock)
    kept.keep("empty", "")
    clock.moment += OLDEST
    assert kept.get("empty") == ""
    clock.moment += 1
    assert kept.get("empty") is None
    assert kept._size == 0


def test_of_many_threads_one_tries_after_the_rest() -> None:
    clock = Clock()
    tried = Breaker(clock)
    assert tried.fails("part")
    clock.moment += REST
    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(lambda _: tried.lets_through("part"), range(200))) == 1
    assert not tried.fails("part")
    tried.works("part")
    assert tried.lets_through("part")
    assert tried.fails("part"), "news again"


def test_the_breaker_forgets_rather_than_grows() -> None:
    tried = Breaker()
    for number in range(3 * breaker.MOST):
        tried.fails(f"part {number}")
    assert len(tried._rests) <= breaker.MOST
