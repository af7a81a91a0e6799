"""Widgets where a test wants them, and the owner's form of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask

from blog.db import db, writing
from blog.site.models import Setting
from blog.site.queries import forget_copies
from blog.widgets.placements import Placement
from blog.widgets.queries import placement_by_id
from tests.stage.reader import Answer, Reader

SetWidget = Callable[..., Answer]


@pytest.fixture
def arrange(app: Flask) -> Callable[..., None]:
    """Makes the given placements the whole arrangement."""

    def put(*placements: Placement) -> None:
        rows = [asdict(one) | {"shown_on": list(one.shown_on)} for one in placements]
        value = {"next": len(rows) + 1, "placements": rows}
        with app.app_context(), writing():
            db.session.merge(Setting(name="placements", value=value, origin="owner"))
            forget_copies()

    return put


@pytest.fixture
def place(arrange: Callable[..., None]) -> Callable[..., None]:
    """Places one widget alone, as number 1, in the sidebar unless `zone` says else."""

    def put(kind: str, *, zone: str = "side", title: str = "", **settings: Any) -> None:
        arrange(Placement(1, kind, zone, title, settings=settings))

    return put


@pytest.fixture
def set_widget(sign_in: Callable[..., Reader], place: Callable[..., None]) -> SetWidget:
    """Places a widget alone and lets the owner send its form with those fields."""

    def send(kind: str, **fields: Any) -> Answer:
        place(kind)
        owner = sign_in("owner")
        common = {"title": "", "zone": "side", "is_on_phone": "y"}
        own = {f"own-{name}": value for name, value in fields.items()}
        return owner.post("/admin/widgets/1", data={**common, **own})

    return send


@pytest.fixture
def stored_widget(app: Flask) -> Callable[[], dict[str, Any]]:
    """The settings of the one widget, as they are stored."""

    def read() -> dict[str, Any]:
        with app.app_context():
            found = placement_by_id(1)
            assert found is not None
            return dict(found.settings)

    return read
