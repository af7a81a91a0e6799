"""The application factory lives here; it wires the parts and decides nothing."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask

from blog import (
    addresses,
    assets,
    background,
    db,
    errors,
    forgery,
    headers,
    hosts,
    logs,
    schema,
    templating,
)  # fmt: skip
from blog.config import Config
from blog.widgets import frame

ROOT = Path(__file__).resolve().parent.parent
LARGEST_BODY = 1_000_000
# Posts last: they answer every address that no other rule takes.
FEATURES = (
    "account", "admin", "archive", "comments", "corrections", "feeds", "labels", "legacy",
    "media", "notices", "people", "popular", "privacy", "search",
    "site", "subscriptions", "views", "widgets", "posts",
)  # fmt: skip
# Features that offer widgets; each kind is registered by its `widget.py`.
WIDGETS = (
    "archive", "blogroll", "comments", "featured", "feeds", "labels", "popular", "recent",
    "related", "search", "site",
)  # fmt: skip


def create_app(config: Config | None = None) -> Flask:
    """A blog by that configuration; without one, by the environment. Raises ConfigError."""
    config = config or Config.from_environment()
    app = Flask(
        "blog",
        root_path=str(ROOT / "blog"),
        static_folder=None,
        template_folder=str(ROOT / "templates"),
    )
    app.config.update(BLOG=config, SECRET_KEY=config.signing_key(), MAX_CONTENT_LENGTH=LARGEST_BODY)
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    addresses.init_converters(app)
    logs.init_logs(app, config)
    db.init_db(app, config)
    hosts.init_hosts(app, config)
    schema.init_schema(app)
    headers.init_headers(app, config)
    forgery.init_forgery_check(app)
    errors.init_errors(app)
    assets.init_assets(app, ROOT / "static")
    templating.init_templating(app)
    frame.init_widgets(app)
    for feature in WIDGETS:
        import_module(f"blog.{feature}.widget")
    for feature in FEATURES:
        app.register_blueprint(import_module(f"blog.{feature}.routes").bp)
    # Last, so that an old parameter beside `?m=1` still costs one redirect; see blog.legacy.
    addresses.init_addresses(app)
    background.init_background(app)
    return app
