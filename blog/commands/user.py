"""`blog user`: what an operator does for people who cannot get in."""

from __future__ import annotations

import click

from blog.account import limits, second_factor, tickets
from blog.account.queries import people, person_by_email
from blog.audit.actions import note
from blog.commands.setup import open_blog
from blog.db import writing
from blog.people.models import User


@click.group()
def user() -> None:
    """Look after people who write."""


@user.command("list")
def list_command() -> None:
    """List everybody: e-mail address, role, name, and how they sign in."""
    with open_blog():
        everybody = people()
        width = max((len(person.email or "-") for person in everybody), default=0)
        for person in everybody:
            told = f"{person.email or '-':{width}}  {person.role:11}  {person.name}"
            click.echo(f"{told}  ({_way_in(person)})")
    if not everybody:
        click.echo("Nobody yet. `blog owner create` prints a link for the owner.")


@user.command("reset")
@click.argument("email")
@click.option(
    "--without-second-factor",
    is_flag=True,
    help="Ask for no code any more: the device and the recovery codes are lost.",
)
def reset(email: str, without_second_factor: bool) -> None:
    """Print a link by which a person sets a new password."""
    with open_blog(), writing():
        person = _by(email)
        if person.disabled_at is not None:
            raise click.ClickException(f"{person.name} is shut out. An owner can change that.")
        if without_second_factor:
            second_factor.drop(person)
        # Who never had a password gives a name with it, too.
        link = tickets.make("reset" if person.password_hash else "invitation", person)
        note(None, "person.reset", person.name, person.id)
    click.echo(link)


@user.command("unlock")
@click.argument("email")
def unlock(email: str) -> None:
    """Forget a person's failed tries to sign in."""
    with open_blog(), writing():
        person = _by(email)
        limits.unlock(email, person.id)
        note(None, "person.unlock", person.name, person.id)
    click.echo(f"{email} can try again.")


def _by(email: str) -> User:
    person = person_by_email(email)
    if person is None:
        raise click.UsageError(f"Nobody has the address {email}. `blog user list` shows all.")
    return person


def _way_in(person: User) -> str:
    if person.disabled_at is not None:
        return "shut out"
    if person.password_hash is None:
        return "cannot sign in"
    return "password and code" if person.totp_secret else "password"
