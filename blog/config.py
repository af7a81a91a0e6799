"""The operator's settings: one frozen Config, read once from BLOG_* variables.

What the owner changes while the blog runs (title, time zone, comment policy, …) is not here:
those are rows of the `setting` table, see `blog.site`.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from environs import Env, EnvError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

HTMX_URL = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js"
HTMX_INTEGRITY = "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"
SHORTEST_KEY = 16
ADDRESS = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]+@[\w.-]+", re.ASCII)  # As mail servers take it.
MAY_BE_EMPTY = ("htmx_integrity",)  # Elsewhere an empty variable means the default.


class ConfigError(Exception):
    """The environment names unknown settings or holds wrong values; each fault is one line."""


@dataclass(frozen=True)
class Config:
    """Every operator setting with its default and meaning; README repeats them as a table."""

    data_dir: Annotated[Path, "Folder of the database, media and secret key"] = Path("var")
    database_url: Annotated[
        str, "Database address, `postgresql://user@host/name`; empty: SQLite in the data folder"
    ] = field(default="", repr=False)  # It may hold a password.
    url: Annotated[
        str, "Public address, with its sub-path if any; empty: loopback and the port"
    ] = ""
    other_hosts: Annotated[
        tuple[str, ...], "More host names (comma-separated), sent to the public address by one 301"
    ] = ()
    secret_key: Annotated[
        str, "Key that signs cookies and links; empty: made once in the data folder"
    ] = field(default="", repr=False)
    sample: Annotated[bool, "Fill an empty blog with sample posts"] = True
    host: Annotated[str, "Address to listen on"] = "127.0.0.1"
    port: Annotated[int, "Port to listen on"] = 8000
    workers: Annotated[int, "Web server processes"] = 2
    threads: Annotated[int, "Threads of each process, and its database connections"] = 8
    trusted_proxies: Annotated[
        int, "How many proxies stand in front and set X-Forwarded-For and -Proto"
    ] = 0
    inline_widgets: Annotated[
        bool, "Render widgets inside the page; `false` leaves them to their own addresses"
    ] = True
    htmx_url: Annotated[str, "Where browsers fetch htmx"] = HTMX_URL
    htmx_integrity: Annotated[
        str, "Subresource integrity hash of that file; empty only for a copy of your own"
    ] = HTMX_INTEGRITY
    smtp_url: Annotated[
        str, "Mail server, `smtp://user:password@host:587` or `smtps://…`; empty: no mail is sent"
    ] = field(default="", repr=False)  # It may hold a password.
    mail_from: Annotated[str, "Address that mail comes from, e.g. `blog@example.org`"] = ""
    log_format: Annotated[str, "`json`, `text`, or `auto`: text on a terminal, else JSON"] = "auto"

    @property
    def base_url(self) -> str:
        """The public address without a final slash, e.g. `https://example.org/blog`."""
        return self.url.rstrip("/") or f"http://{self._loopback}:{self.port}"

    @property
    def public_host(self) -> str:
        """Host of the public address, with its port unless that is the scheme's own."""
        return urlsplit(self.base_url).netloc

    @property
    def sub_path(self) -> str:
        """Path under which the blog stands, without a final slash; empty at the root."""
        return urlsplit(self.base_url).path

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https:")

    @property
    def sqlalchemy_url(self) -> str:
        """Address as SQLAlchemy wants it; SQLite in the data folder unless set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'octavo.db').resolve()}"

    @property
    def is_sqlite(self) -> bool:
        return self.sqlalchemy_url.startswith("sqlite")

    @property
    def media_dir(self) -> Path:
        return self.data_dir / "media"

    @property
    def _loopback(self) -> str:
        return "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host

    @classmethod
    def from_environment(cls) -> Config:
        """Read and check every setting.

        Raises ConfigError with all faults at once, so that an operator mends them in one go.
        """
        values, faults = _read()
        config = cls(**values)
        faults += _unknown() + _contradictions(config)
        faults += _database_faults(config) + _mail_faults(config)
        if faults:
            raise ConfigError("\n".join(faults))
        return config

    def signing_key(self) -> str:
        """The key that signs cookies and links; made at the first start, shared by all workers."""
        return self.secret_key or _stored_key(self.data_dir / "secret.key")


def variable_of(name: str) -> str:
    """Name of the environment variable that holds the setting."""
    return "PORT" if name == "port" else f"BLOG_{name.upper()}"


def _read() -> tuple[dict[str, Any], list[str]]:
    env = Env()
    readers: dict[type, Callable[..., Any]] = {
        bool: env.bool, int: env.int, type(Path()): env.path, str: env.str, tuple: _names,
    }  # fmt: skip
    values, faults = {}, []
    for setting in fields(Config):
        variable = variable_of(setting.name)
        if not os.environ.get(variable) and (
            variable not in os.environ or setting.name not in MAY_BE_EMPTY
        ):
            continue
        try:
            values[setting.name] = readers[type(setting.default)](variable)
        except EnvError:
            kind = type(setting.default).__name__
            faults.append(f"{variable}={os.environ[variable]!r} is not a valid {kind}.")
    return values, faults


def _names(variable: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in os.environ[variable].split(",") if name.strip())


def _unknown() -> list[str]:
    known = {variable_of(setting.name) for setting in fields(Config)}
    strangers = sorted(
        name for name in os.environ if name.startswith("BLOG_") and name not in known
    )
    return [f"{name} is not a setting; see the table in README.md." for name in strangers]


def _contradictions(config: Config) -> list[str]:
    address = urlsplit(config.base_url)
    checks = {
        f"BLOG_URL={config.url!r} must be an http or https address with a host.": (
            address.scheme not in ("http", "https")
            or not address.netloc
            or bool(address.query or address.fragment)
        ),
        f"BLOG_WORKERS={config.workers} must be at least 1.": config.workers < 1,
        f"BLOG_THREADS={config.threads} must be at least 1.": config.threads < 1,
        f"PORT={config.port} must lie between 1 and 65535.": not 1 <= config.port <= 65535,
        f"BLOG_TRUSTED_PROXIES={config.trusted_proxies} must not be negative.": (
            config.trusted_proxies < 0
        ),
        f"BLOG_LOG_FORMAT={config.log_format!r} must be auto, json or text.": (
            config.log_format not in ("auto", "json", "text")
        ),
        f"BLOG_SECRET_KEY must have at least {SHORTEST_KEY} characters.": (
            0 < len(config.secret_key) < SHORTEST_KEY
        ),
        "BLOG_HTMX_URL on another host needs BLOG_HTMX_INTEGRITY.": (
            config.htmx_url.startswith(("http:", "https:", "//")) and not config.htmx_integrity
        ),
    }
    return [fault for fault, is_wrong in checks.items() if is_wrong]


def _database_faults(config: Config) -> list[str]:
    """What is wrong with the database address, without telling it: it may hold a password."""
    try:
        kind = make_url(config.sqlalchemy_url).get_backend_name()
    except (ArgumentError, ValueError):
        kind = ""
    if kind not in ("sqlite", "postgresql"):
        return ["BLOG_DATABASE_URL must look like postgresql://user@host/name, or be empty."]
    if kind == "postgresql" and find_spec("psycopg") is None:
        return ["BLOG_DATABASE_URL needs the driver: .venv/bin/pip install 'psycopg[binary]>=3.3'."]
    return []


def _mail_faults(config: Config) -> list[str]:
    """What is wrong with the mail server's address, without telling it: it may hold a password."""
    if not config.smtp_url:
        return []
    faults = []
    if not _is_mail_server(config.smtp_url):
        faults.append("BLOG_SMTP_URL must look like smtp://user:password@host:587, or smtps://…")
    if not ADDRESS.fullmatch(config.mail_from):
        faults.append("BLOG_MAIL_FROM must be the e-mail address that mail comes from.")
    return faults


def _is_mail_server(address: str) -> bool:
    try:
        parts = urlsplit(address)
        has_port = parts.port is None or parts.port > 0  # Reading a wrong port raises.
    except ValueError:
        return False
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment
    return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and has_port and is_bare


def _stored_key(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    # O_EXCL through a hard link: of several processes starting at once, one wins and all read it.
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not file.exists():
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    key = file.read_text().strip()
    if len(key) < SHORTEST_KEY:
        raise ConfigError(f"{file} holds no key. Delete it, and the next start makes a new one.")
    return key
