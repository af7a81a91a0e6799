"""Commands of `blog`, each in a process of its own.

The processes are forked from one that has read the program: reading it takes longer than most
commands. Tests of the start itself call the installed command.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

SECONDS = 120
FEATURES = Path(__file__).resolve().parents[2] / "blog"

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    [
        "blog.cli",
        "gunicorn.app.wsgiapp",
        *(f"blog.{file.parent.name}.routes" for file in FEATURES.glob("*/routes.py")),
    ]
)


def run(
    arguments: Sequence[str | Path], environment: Mapping[str, str], folder: Path, typed: str = ""
) -> CompletedProcess[str]:
    """What the command said and how it ended, run in that folder and environment alone."""
    command = [str(argument) for argument in arguments]
    with TemporaryDirectory() as place:
        files = [Path(place, name) for name in ("typed", "out", "err")]
        files[0].write_text(typed, "utf-8")
        process = _forks.Process(target=_command, args=(command, dict(environment), folder, files))
        process.start()
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(command)
        out, err = (file.read_text("utf-8") for file in files[1:])
        return CompletedProcess(command, process.exitcode, out, err)


def serve(environment: Mapping[str, str], folder: Path, log: Path) -> BaseProcess:
    """`blog run`, with the web server in the very process that would have made way for it."""
    files = [Path(os.devnull), log, log]
    process = _forks.Process(target=_serve, args=(dict(environment), folder, files))
    process.start()
    return process


class _Server(BaseException):
    """The command made everything ready and wants to become the web server."""


def _serve(environment: dict[str, str], folder: Path, files: list[Path]) -> None:
    from gunicorn.app.wsgiapp import run as run_gunicorn

    os.execv = _become  # type: ignore[assignment]
    try:
        _command(["run"], environment, folder, files)
    except _Server as server:
        sys.argv = list(server.args)
    gc.collect()  # What the command had open ends with it, as it would with its process.
    run_gunicorn()


def _become(_program: str, arguments: list[str]) -> None:
    raise _Server(*arguments)


def _command(
    command: list[str], environment: dict[str, str], folder: Path, files: list[Path]
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(files):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = ["blog", *command]
    from blog.cli import main

    main()
