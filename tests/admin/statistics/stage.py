"""Rows of statistics, as counting leaves them."""

from __future__ import annotations

from datetime import date

from flask import Flask

from blog.db import Base, db, writing
from blog.posts.models import Post
from blog.views.models import DailyDevice, DailyReaders, DailySource, DailyViews


def put(app: Flask, *rows: Base) -> None:
    with app.app_context(), writing():
        db.session.add_all(rows)


def viewed(post: Post, day: date, views: int) -> DailyViews:
    return DailyViews(post_id=post.id, day=day, views=views)


def a_day(day: date, readers: int = 1, **devices: int) -> list[Base]:
    """A day's readers, and views by device; all of them came from nowhere."""
    found: list[Base] = [DailyReaders(day=day, readers=readers)]
    found += [DailyDevice(day=day, device=name, views=views) for name, views in devices.items()]
    return [*found, DailySource(day=day, host="", views=sum(devices.values()))]
