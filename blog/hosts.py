"""Which host names the blog answers to, the sub-path it stands under, and absolute addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from blog.addresses import asked_path
from blog.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
NAME_AND_PORT = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]]+)(:\d+)?")
PROBES = {"/healthz", "/readyz"}  # Probes of a cluster come under addresses nobody configures.


class SubPath:
    """Moves the public address's path from the front of PATH_INFO into SCRIPT_NAME."""

    def __init__(self, app: WSGIApplication, path: str) -> None:
        self.app, self.path = app, path

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not environ.get("SCRIPT_NAME"):
            environ["SCRIPT_NAME"] = self.path
            asked = environ.get("PATH_INFO", "")
            if asked == self.path or asked.startswith(f"{self.path}/"):
                environ["PATH_INFO"] = asked[len(self.path) :] or "/"
        return self.app(environ, start)


def init_hosts(app: Flask, config: Config) -> None:
    """Trust the configured number of proxies, strip the sub-path, guard the host name."""
    if config.sub_path:
        app.wsgi_app = SubPath(app.wsgi_app, config.sub_path)  # type: ignore[method-assign, assignment]
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=0, x_port=0, x_prefix=0
        )
    app.before_request(guard_host)


def guard_host() -> Response | None:
    """Pass our own host and loopback, send other configured hosts home, refuse all else."""
    config: Config = current_app.config["BLOG"]
    host = request.environ.get("HTTP_HOST", "").lower()
    if host == config.public_host.lower() or _name_of(host) in LOOPBACK or request.path in PROBES:
        return None
    if _name_of(host) in {name.lower() for name in config.other_hosts}:
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        return redirect(config.base_url + asked_path() + query, 301)
    raise BadRequest("This blog does not answer to that host name.")


def absolute(address: str) -> str:
    """The public address of one of our own paths (as url_for gives them)."""
    config: Config = current_app.config["BLOG"]
    public = urlsplit(config.base_url)
    path = address.removeprefix(request.script_root) if request else address
    return f"{public.scheme}://{public.netloc}{config.sub_path}{path}"


def _name_of(host: str) -> str:
    found = NAME_AND_PORT.fullmatch(host)
    return found["name"] if found else ""
