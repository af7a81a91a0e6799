"""Where in the queue somebody acts, as addresses carry it on, and the way back there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from blog.admin.comments.queries import SIZE, View
from blog.comments.models import STATES
from blog.cursor import Cursor
from blog.numbers import LARGEST_NUMBER, row_number
from blog.typed import one_line

LONGEST_SEARCH = 200
# What an act leaves in the address, and what can be taken back beside the state.
DONE = {"approved": "approved", "spam": "spam", "deleted": "deleted", "pending": "held"}
MORE_DONE = ("trusted", "blocked")


@dataclass(frozen=True)
class Done:
    """What was just done to some comments, and the state that each of them can go back to."""

    word: str
    states: dict[int, str]

    @property
    def changed_something(self) -> bool:
        """Whether there is anything to take back."""
        return any(DONE[state] != self.word for state in self.states.values())

    @property
    def marks(self) -> list[str]:
        """The comments and their former states, as a form or an address carries them: 7.pending."""
        return [f"{number}.{state}" for number, state in self.states.items()]


def asked() -> View:
    """The view that the address names; 404 where it names none."""
    state = request.args.get("state", "pending")
    before = Cursor.parse(request.args["before"]) if "before" in request.args else None
    is_lost = "before" in request.args and (before is None or before.id > LARGEST_NUMBER)
    if state not in STATES or is_lost:
        abort(404)
    post = request.args.get("post", "")
    return View(
        state=state,
        q=one_line(request.args.get("q"))[:LONGEST_SEARCH],
        post_id=(int(post) if is_number(post) else 0) if post else None,
        before=before,
    )


def here() -> dict[str, str]:
    """Where in the queue somebody acts, as every address carries it on."""
    names = ("state", "q", "post", "before")
    return {name: request.args[name] for name in names if request.args.get(name)}


def back(word: str, states: dict[int, str] | None = None) -> Response:
    """Back to that place, with what was done and how to take it back."""
    undo = ",".join(Done(word, states).marks) if states else None
    place: dict[str, Any] = here()
    return redirect(url_for("admin.comments.index", **place, done=word, undo=undo), 303)


def done_by_address() -> Done | None:
    """What the address says was done, where that can be taken back."""
    done = done_of(request.args.get("done", ""), request.args.get("undo", "").split(","))
    return done if done and done.changed_something else None


def done_of(word: str, marks: Iterable[str]) -> Done | None:
    """What these marks name; None where one of them is unsound."""
    pairs = [mark.partition(".")[::2] for mark in list(marks)[:SIZE]]
    are_sound = all(is_number(number) and state in STATES for number, state in pairs)
    if not pairs or not are_sound or word not in (*DONE.values(), *MORE_DONE):
        return None
    return Done(word, {int(number): state for number, state in pairs})


def is_number(text: str) -> bool:
    """Whether it can be the number of a row."""
    return row_number(text) is not None
