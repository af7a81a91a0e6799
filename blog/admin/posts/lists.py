"""The lists of posts and of pages: what their address asks for, and what is done to several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from blog.account.session import person
from blog.admin.posts import actions
from blog.admin.posts.forms import LONGEST_LABEL
from blog.admin.posts.queries import (
    Wanted,
    for_change,
    label_names,
    lines,
    people,
    state_of,
)
from blog.cursor import Cursor
from blog.db import now, writing
from blog.hypermedia import wants_fragment
from blog.numbers import row_number
from blog.people.models import User
from blog.people.policy import Reach, may, reach
from blog.posts.lists import asked_cursor
from blog.posts.models import Post
from blog.posts.queries import wait_for_turn
from blog.typed import one_line

SIZE = 50
MOST_CHOSEN = 200
LONGEST_SEARCH = 200
STATES = ("draft", "scheduled", "published", "trashed")
PAGES = {"post": "admin/posts/index.html", "page": "admin/pages/index.html"}


@dataclass(frozen=True)
class Act:
    """What may be done to each chosen post, what the policy calls it, and in which states.

    `is_for_all`: only by those whose permission reaches everybody's posts.
    """

    action: str
    do: Callable[[Post, User], object]
    states: tuple[str, ...] = STATES[:3]
    is_for_all: bool = False


# By the last part of the address that does it.
ACTS: Mapping[str, Act] = {
    "publication": Act("publish", actions.publish, ("draft",)),
    "withdrawal": Act("publish", actions.withdraw, ("published", "scheduled")),
    "trash": Act("trash", actions.trash),
    "restoration": Act("trash", actions.restore, ("trashed",)),
    "deletion": Act("erase", actions.erase, ("trashed",)),
    "label": Act("edit", lambda post, who: actions.label(post, who, _name())),
    "unlabel": Act("edit", lambda post, who: actions.unlabel(post, who, _name())),
    "author": Act(
        "edit", lambda post, who: actions.hand_over(post, who, _author()), is_for_all=True
    ),
}


@dataclass(frozen=True)
class Tally:
    """How many posts an act has changed, how many not: not allowed, or nothing to change."""

    changed: int = 0
    refused: int = 0
    same: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, Any]) -> Tally:
        """The numbers that a count or an address holds."""
        names = ("changed", "refused", "same")
        return cls(**{name: row_number(counts.get(name, 0)) or 0 for name in names})

    def __str__(self) -> str:
        """`3 changed, 1 not allowed.`"""
        parts = [
            ngettext("%(num)s changed", "%(num)s changed", self.changed),
            ngettext("%(num)s not allowed", "%(num)s not allowed", self.refused),
            ngettext("%(num)s left as it was", "%(num)s left as they were", self.same),
        ]
        counts = (self.changed, self.refused, self.same)
        told = [part for part, number in zip(parts, counts, strict=True) if number]
        return ", ".join(told) + "." if told else _("Nothing was chosen.")


def shown(kind: str) -> str:
    """The list as its address asks for it."""
    told = str(Tally.of(request.args)) if "changed" in request.args else ""
    return render_template(PAGES[kind], **_context(kind, asked_cursor(), told))


def changed(kind: str, act: str) -> Response | tuple[str, int]:
    """Do that to each of the chosen posts that it may be done to, and tell how many those were."""
    trouble = _trouble(kind, act)
    if trouble:
        return _again(kind, trouble=trouble, name=_name(), chosen=_chosen()), 422
    tally = _carry_out(kind, ACTS[act])
    if wants_fragment():
        return _again(kind, told=str(tally)), 200
    return redirect(_address(kind, **vars(tally)), 303)


def _carry_out(kind: str, act: Act) -> Tally:
    """Each post is asked of the policy inside the transaction that changes it."""
    who, outcomes = person() or abort(401), Counter[str]()
    is_open = not act.is_for_all or _reaches_all(kind, act.action)
    with writing():
        wait_for_turn()
        for post in for_change(_chosen()):
            if post.kind != kind or not (is_open and may(who, act.action, post)):
                outcomes["refused"] += 1
            elif state_of(post, now()) in act.states and act.do(post, who):
                outcomes["changed"] += 1
            else:
                outcomes["same"] += 1
    return Tally.of(outcomes)


def _trouble(kind: str, act: str) -> dict[str, str]:
    """What is wrong with the field that the act needs, by the field's name."""
    if act in ("label", "unlabel") and not 0 < len(_name()) <= LONGEST_LABEL:
        return {"label": _("Please name one label, of at most 200 characters.")}
    is_offered = act == "author" and _reaches_all(kind, "edit")
    if is_offered and str(_author()) not in dict(people()):
        return {"author": _("Please choose a person.")}
    return {}


def _again(kind: str, **more: Any) -> str:
    """The first page of the list, after an act."""
    page = "admin/posts/_table.html" if wants_fragment() else PAGES[kind]
    return render_template(page, **_context(kind, None, **more))


def _context(
    kind: str,
    before: Cursor | None,
    told: str = "",
    *,
    trouble: Mapping[str, str] | None = None,
    name: str = "",
    chosen: Collection[int] = (),
) -> dict[str, object]:
    who, wanted = person() or abort(401), _wanted(kind)
    owner = None if _reaches_all(kind, "list") else who.id
    found = lines(wanted, now(), owner=owner, before=before, limit=SIZE + 1)
    last = found[SIZE - 1].post if len(found) > SIZE else None
    return {
        "wanted": wanted,
        "lines": found[:SIZE],
        "older": _address(kind, before=Cursor(last.updated_at, last.id)) if last else None,
        "doing": lambda act: url_for(f"admin.{kind}s.selection", act=act, **_filters(wanted)),
        "tab": lambda state: _address(kind, state=state or None),
        "people": people()[1:] if owner is None else [],
        "label_names": label_names(),
        "told": told,
        "trouble": {"label": "", "author": "", **(trouble or {})},
        "name": name,
        "chosen": chosen,
    }


def _address(kind: str, **more: Any) -> str:
    return url_for(f"admin.{kind}s.index", **{**_filters(_wanted(kind)), **more})


def _filters(wanted: Wanted) -> dict[str, Any]:
    asked = {
        "state": wanted.state,
        "author": wanted.author,
        "label": wanted.label,
        "q": wanted.words,
    }
    return {name: value for name, value in asked.items() if value}


def _wanted(kind: str) -> Wanted:
    state = request.args.get("state", "")
    return Wanted(
        kind,
        state if state in STATES else "",
        row_number(request.args.get("author")) if _reaches_all(kind, "list") else None,
        one_line(request.args.get("label"))[:LONGEST_LABEL],
        one_line(request.args.get("q"))[:LONGEST_SEARCH],
    )


def _reaches_all(kind: str, action: str) -> bool:
    return reach(person(), kind, action) == Reach.ANY


def _chosen() -> list[int]:
    """The numbers of the ticked posts."""
    given = (row_number(text) for text in request.form.getlist("post")[:MOST_CHOSEN])
    return [number for number in given if number]


def _name() -> str:
    return one_line(request.form.get("label"))


def _author() -> int | None:
    return row_number(request.form.get("author"))
