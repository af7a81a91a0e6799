"""`blog run`: the database made ready, then the web server in place of this process."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

import click
from flask import Flask

from blog.commands.owner import owner_link
from blog.commands.setup import make_app
from blog.commands.upgrade import tell
from blog.config import Config, variable_of
from blog.media.decoding import Refused
from blog.sample.load import load_into_empty_blog
from blog.schema import bring_up_to_date

ROOT = Path(__file__).resolve().parent.parent.parent


@click.command()
def run() -> None:
    """Serve the blog.

    An empty or old database is made or brought up to date first; an empty blog gets sample posts
    unless BLOG_SAMPLE is false. Ctrl-C ends it.
    """
    app = make_app()
    config: Config = app.config["BLOG"]
    _refuse_busy_port(config)
    tell(bring_up_to_date(app))
    if config.sample:
        _load_samples(app)
    with app.app_context():
        link = owner_link()
    if link:
        click.echo(
            "\nNobody can sign in yet. Whoever opens this link first becomes the owner; it is good "
            f"for 24 hours,\nand each start prints a new one:\n\n    {link}\n"
        )
    sys.stdout.flush()
    server = Path(sys.prefix) / "bin" / "gunicorn"
    if not server.is_file():
        raise click.ClickException(
            f"There is no web server at {server}. Install the blog's requirements again, or serve "
            "wsgi:app with another one."
        )
    # The console script and not `python -m gunicorn`, which cannot be replaced while it runs.
    os.execv(server, [str(server), "--config", str(ROOT / "gunicorn.conf.py"), "wsgi:app"])


def _load_samples(app: Flask) -> None:
    try:
        loaded = load_into_empty_blog(app)
    except Refused:
        click.echo("This machine is too busy to make the sample posts now; the next start does.")
        return
    if loaded:
        click.echo(f"The blog was empty: {loaded} sample posts and pages came in.")


def _refuse_busy_port(config: Config) -> None:
    """Say at once, and in a sentence, what the server would say five times and late."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as fault:
            raise click.ClickException(_why_not(config, fault)) from None


def _why_not(config: Config, fault: OSError) -> str:
    variable = variable_of("port")
    if fault.errno == errno.EADDRINUSE:
        return (
            f"Port {config.port} is taken by another program. "
            f"End that, or choose another port: {variable}={config.port + 1}."
        )
    if fault.errno == errno.EACCES:
        return f"This user may not listen on port {config.port}. Try {variable}=8000."
    return f"The address {config.host} cannot be listened on: {fault.strerror or fault}."
