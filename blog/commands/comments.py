"""`blog comments`: what an owner does about a comment from the command line."""

from __future__ import annotations

import json

import click

from blog.commands.setup import open_blog
from blog.comments.actions import hide
from blog.comments.queries import by_id
from blog.db import reading, writing
from blog.privacy.actions import erase
from blog.privacy.erasing import erase_all
from blog.privacy.exporting import everything
from blog.privacy.queries import number_of


@click.group()
def comments() -> None:
    """Look after comments."""


@comments.command("hide")
@click.argument("number", metavar="ID", type=int)
def hide_command(number: int) -> None:
    """Take a comment from readers.

    ID is the number in its address, e.g. 12 in /comments/3/12. Replies below it stay.
    """
    with open_blog(), writing():
        comment = by_id(number)
        if comment is None:
            raise click.UsageError(f"There is no comment {number}.")
        was_shown = hide(comment)
    click.echo(f"Comment {number} is {'hidden now' if was_shown else 'not shown anyway'}.")


@comments.command("export")
@click.argument("email")
def export_command(email: str) -> None:
    """Print all that somebody wrote, as JSON.

    EMAIL is the address that they gave with their comments.
    """
    with open_blog(), reading():
        found = everything(email)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@comments.command("erase")
@click.argument("email", required=False)
@click.option(
    "--id", "number", type=int, help="One comment by its number, e.g. one without e-mail."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase_command(email: str | None, number: int | None, yes: bool) -> None:
    """Erase for good what somebody wrote.

    EMAIL is the address that they gave with their comments. Their words, name and addresses go;
    where others answered, a line stays that says so.
    """
    if (email is None) == (number is None):
        raise click.UsageError("Give either an e-mail address or --id and a number.")
    with open_blog():
        if email is not None:
            _erase_all(email, yes)
        elif number is not None:
            _erase_one(number, yes)


def _erase_all(email: str, is_sure: bool) -> None:
    with reading():
        number = number_of(email)
    if number and not is_sure:
        click.confirm(f"Erase {_counted(number)} for good?", abort=True)
    click.echo(f"Erased {_counted(erase_all(email))}, and letters to that address.")


def _erase_one(number: int, is_sure: bool) -> None:
    with reading():
        found = by_id(number)
        if found is None:
            raise click.UsageError(f"There is no comment {number}.")
        name = found.author_name or "nobody"
    if not is_sure:
        click.confirm(f"Erase comment {number} by {name} for good?", abort=True)
    with writing():
        comment = by_id(number)
        erase([comment] if comment else [])
    click.echo(f"Erased comment {number}.")


def _counted(number: int) -> str:
    return f"{number} comment{'' if number == 1 else 's'}"
