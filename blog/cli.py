"""The command line: `blog`. Each noun's commands are a module of `blog.commands`."""

from __future__ import annotations

import os
import sys
from typing import Any

import click
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from blog.commands.comments import comments
from blog.commands.importing import import_command
from blog.commands.owner import owner
from blog.commands.related import related
from blog.commands.rerender import rerender
from blog.commands.run import run
from blog.commands.sample import sample
from blog.commands.search import search
from blog.commands.settings import settings
from blog.commands.spam import spam
from blog.commands.upgrade import upgrade
from blog.commands.user import user
from blog.commands.views import views
from blog.config import ConfigError
from blog.importing.records import ImportRefused
from blog.schema import SchemaError

FAILED = 1  # It may work another time.
REFUSED = 2  # What was asked for is wrong, and will be wrong again.


class Commands(click.Group):
    """A group whose commands end with a sentence and an exit code, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (ConfigError, ImportRefused) as fault:
            _end(str(fault), REFUSED)
        except SchemaError as fault:
            _end(str(fault), FAILED)
        except (DBAPIError, PoolTimeout) as fault:
            _end(_database_trouble(fault), FAILED)
        except BrokenPipeError:
            # Whoever read our output has gone; Python must not complain about that once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(FAILED)
        except OSError as fault:
            _end(f"{fault.filename or 'The system'}: {fault.strerror or fault}.", FAILED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Octavo, a blog on a machine of your own.

    The operator's settings are BLOG_* variables of the environment; README lists them.
    """


for command in (
    run, upgrade, owner, user, import_command, sample, rerender, related, settings, comments,
    search, spam, views,
):  # fmt: skip
    main.add_command(command)


def _end(message: str, code: int) -> None:
    click.echo(message, err=True)
    sys.exit(code)


def _database_trouble(fault: Exception) -> str:
    """One sentence about what the database said, without the statement that it said it to."""
    told = str(getattr(fault, "orig", None) or fault).strip().partition("\n")[0]
    hint = ""
    if "locked" in told:
        hint = " Another program is writing to it; try again in a moment."
    elif "no such table" in told or "does not exist" in told:
        hint = " Run `blog upgrade` first."
    elif isinstance(fault, DatabaseError) and "not a database" in told:
        hint = " Go back to a backup, or move the file away to begin anew."
    return f"The database cannot be used: {told}.{hint}"
