"""Hangs every room into the admin."""

from __future__ import annotations

from importlib import import_module

from blog.admin import ROOMS, bp

for _room in ROOMS:
    bp.register_blueprint(import_module(f"blog.admin.{_room}.routes").bp)
