"""What can go wrong in a part of a page: it raises, never ends, or makes what is no sound HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from blog.comments import section
from blog.db import db
from blog.widgets import frame
from blog.widgets.boundary import Boundary
from blog.widgets.kinds import KINDS, Kind, Spot

NEVER_ENDING = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT sum(i) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


def raises() -> str:
    raise ZeroDivisionError("a fault of the test")


def asks_nonsense() -> str:
    db.session.execute(text("SELECT nothing FROM nowhere"))
    return ""


def hangs() -> str:
    return str(db.session.scalar(text(NEVER_ENDING[db.engine.dialect.name])))


def hangs_and_gets_over_it() -> str:
    with suppress(DBAPIError):
        hangs()
    return "</section>"


def makes(garbage: object) -> Callable[[], object]:
    return lambda: garbage


FAULTS: Mapping[str, Callable[[], object]] = {
    "raises": raises,
    "asks nonsense": asks_nonsense,
    "hangs": hangs,
    "hangs and gets over it": hangs_and_gets_over_it,
    "leaves tags open": makes("<div><p>one</p><b>two"),
    "closes its parent": makes("<p>one</p></section></aside></div>"),
    "closes and opens its parent": makes("</section><section>"),
    "is torn": makes('<p>one</p><a href="/'),
    "makes nothing at all": makes(None),
    "makes bytes": makes(b"<p>one</p>"),
    "makes ten million letters": makes("x" * 10_000_000),
    "makes half a letter": makes("<p>\ud83d</p>"),
}


@dataclass
class Clock:
    """A clock that a test moves on."""

    moment: float = 1_000.0

    def __call__(self) -> float:
        return self.moment


@dataclass
class Broken:
    """A kind of widget that does something else than it should."""

    kind: Kind
    fault: Callable[[], object]
    calls: list[Spot] = field(default_factory=list)

    def content(self, spot: Spot) -> str:
        self.calls.append(spot)
        return self.fault()  # type: ignore[return-value]

    def mend(self) -> None:
        KINDS[self.kind.name] = self.kind


Break = Callable[[str, Callable[[], object]], Broken]


@pytest.fixture(autouse=True)
def patience(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each part of a page more time on a busy machine, unless the test lets one fail."""
    if not {"break_kind", "clock"} & set(request.fixturenames):
        monkeypatch.setattr(frame, "BUDGET", 10.0)
        monkeypatch.setattr(section, "BUDGET", 10.0)


@pytest.fixture
def break_kind() -> Iterator[Break]:
    """Breaks a kind of widget until it is mended or the test ends."""
    whole = dict(KINDS)

    def put(name: str, fault: Callable[[], object]) -> Broken:
        broken = Broken(whole[name], fault)
        KINDS[name] = replace(whole[name], content=broken.content)
        return broken

    yield put
    KINDS.update(whole)


@pytest.fixture
def clock(app: Flask) -> Clock:
    """The clock by which broken parts rest and copies grow old."""
    made, boundary = Clock(), app.extensions["boundary"]
    assert isinstance(boundary, Boundary)
    boundary.breaker.clock = boundary.copies.clock = made
    return made


def without(page: str, part: str) -> str:
    """A page without the element of that id; it has no other of its kind inside."""
    return re.sub(rf'<section id="{part}".*?</section>', "", page, flags=re.S)
