"""`blog owner`: who the blog belongs to."""

from __future__ import annotations

import click
from flask import current_app

from blog.account import tickets
from blog.account.actions import make_owner
from blog.account.passwords import hash_password, weakness_of
from blog.account.queries import has_owner, is_email_taken
from blog.audit.actions import note
from blog.commands.setup import open_blog
from blog.db import reading, writing
from blog.mail.letters import ADDRESS
from blog.site.queries import read_site


@click.group()
def owner() -> None:
    """Make somebody the owner of the blog."""


@owner.command("create")
@click.option("--email", help="The address by which the owner signs in.")
@click.option("--name", help="What readers see below posts.")
def create(email: str | None, name: str | None) -> None:
    """Print the one-time link by which somebody becomes the owner.

    With --email and --name the owner is made here, and the password is asked for. Only while there
    is no owner.
    """
    if bool(email) != bool(name):
        raise click.UsageError("Give both --email and --name, or neither.")
    with open_blog():
        with reading():
            is_owned = has_owner()
        if is_owned:
            raise click.ClickException(
                "There is an owner already. `blog user reset EMAIL` prints a link for a new "
                "password."
            )
        if email and name:
            _make(name.strip(), email)
        else:
            click.echo(owner_link())


def owner_link() -> str:
    """A new link by which somebody becomes the owner, older ones die; "" where there is one."""
    with writing():
        return "" if has_owner() else tickets.make("owner")


def _make(name: str, email: str) -> None:
    if not ADDRESS.fullmatch(email):
        raise click.BadParameter(f"{email!r} is not an e-mail address.", param_hint="--email")
    if not name:
        raise click.BadParameter("It is empty.", param_hint="--name")
    # Nothing is held open while somebody types.
    with reading():
        is_taken, title = is_email_taken(email), read_site().title
    if is_taken:
        raise click.UsageError("Somebody else signs in by this address.")
    password = click.prompt("Password (12 characters or more)", hide_input=True,
                            confirmation_prompt=True)  # fmt: skip
    with current_app.test_request_context():  # The sentence comes in the blog's language.
        weakness = weakness_of(password, [name, email, title])
    if weakness:
        raise click.UsageError(weakness)
    hashed = hash_password(password)
    with writing():
        if has_owner():
            raise click.ClickException("Somebody has become the owner meanwhile.")
        made = make_owner(name, email, hashed)
        note(made, "account.setup", made.name, made.id)
    click.echo(f"{name} is the owner now, and signs in as {email}.")
