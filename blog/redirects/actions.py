"""Verbs over redirects and over what was asked for in vain. No request, no commit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, update

from blog.db import db, insert
from blog.posts.models import Alias
from blog.redirects.buffer import Missed
from blog.redirects.leads import Fault, Lead, Target, twin
from blog.redirects.models import Miss
from blog.redirects.queries import (
    answered,
    kept,
    number_of_misses,
    posts_at,
    redirects_at,
    wait_for_turn,
)

MOST_MISSES = 1_000
BATCH = 10_000

End = tuple[int | None, str | None]


def lead_on(leads: Sequence[Lead], *, may_change: bool = False) -> list[str | Fault]:
    """Let old addresses lead to new ones; tells of each: added, changed, kept, or what is wrong.

    A target that is itself led on, by another of these or by an older redirect, is followed to its
    end, so that every old address answers with one 301. Only with `may_change` an older redirect is
    turned elsewhere. All that is read is read at once.
    """
    plan = _Plan(leads, may_change)
    told = [plan.settle(lead) for lead in leads]
    for start in range(0, len(plan.added), BATCH):
        fresh = insert(Alias).on_conflict_do_nothing(index_elements=["path_key"])
        db.session.execute(fresh, plan.added[start : start + BATCH])
    if plan.changed:
        db.session.execute(update(Alias), plan.changed)
    forget_misses(row["path_key"] for row in plan.added)
    return told


def remove(redirect: Alias) -> None:
    """Let the old address answer 404 again."""
    db.session.delete(redirect)


def count_misses(missed: Iterable[Missed]) -> None:
    """Add up addresses that were asked for in vain."""
    wait_for_turn()
    rows = [
        {"path": one.path, "path_key": one.key, "hits": one.hits, "last_at": one.last_at}
        for one in missed
    ]
    more = insert(Miss)
    db.session.execute(
        more.on_conflict_do_update(
            index_elements=["path_key"],
            set_={"hits": Miss.hits + more.excluded.hits, "last_at": more.excluded.last_at},
        ),
        rows,
    )


def forget_answered() -> None:
    """Forget the addresses where something answers by now."""
    _forget(Miss.path_key.in_(answered()))


def forget_least() -> None:
    """Forget what is beyond the room: what was asked for least, and not lately."""
    if number_of_misses() > MOST_MISSES:
        _forget(Miss.id.not_in(kept()))


def forget_misses(keys: Iterable[str]) -> None:
    """Forget those addresses."""
    rest = list(keys)
    for start in range(0, len(rest), BATCH):
        _forget(Miss.path_key.in_(rest[start : start + BATCH]))


def _forget(which: Any) -> None:
    db.session.execute(delete(Miss).where(which).execution_options(synchronize_session=False))


class _Plan:
    """What is to become of some leads, given what stands at their addresses."""

    def __init__(self, leads: Sequence[Lead], may_change: bool) -> None:
        keys = {key for lead in leads for key in (lead.key, lead.target.key) if key}
        both = keys | {twin(key) for key in keys}
        self.added: list[dict[str, Any]] = []
        self.changed: list[dict[str, Any]] = []
        self._led: set[str] = set()
        self._ends: dict[str, End | Fault] = {}
        self._may_change = may_change
        self._posts, self._redirects = posts_at(both), redirects_at(both)
        self._leads: dict[str, Lead] = {}
        for lead in leads:
            self._leads.setdefault(lead.key, lead)

    def settle(self, lead: Lead) -> str | Fault:
        """Note what is to be done for one of them."""
        try:
            self._check(lead)
            end = self._end(lead)
        except Fault as fault:
            return fault
        return self._noted(lead, end)

    def _check(self, lead: Lead) -> None:
        if not self._led.isdisjoint({lead.key, twin(lead.key)}):
            raise Fault("source", _("This address is led on by an earlier row."))
        if _at(self._posts, lead.key):
            raise Fault("source", _("A post stands at this address."))
        if not self._may_change and _at(self._redirects, lead.key):
            raise Fault(
                "source", _("This address leads elsewhere already. Delete that redirect first.")
            )

    def _end(self, lead: Lead) -> End:
        """(post, None) or (None, address) where the way through other leads ends.

        Each is walked through once: whoever is met again before the end is known leads in a circle.
        """
        passed: list[str] = []
        at = lead.target
        here: Lead | None = lead
        while here is not None and here.key not in self._ends:
            passed.append(here.key)
            self._ends[here.key] = Fault("target", _("This would lead back to where it began."))
            at, here = here.target, self._onward(here.target)
        end = self._ends[here.key] if here is not None else self._stop(at)
        self._ends |= dict.fromkeys(passed, end)
        if isinstance(end, Fault):
            raise end
        return end

    def _onward(self, target: Target) -> Lead | None:
        """The one of these leads that goes on from there."""
        is_end = target.is_ours or not target.key or _at(self._posts, target.key)
        return None if is_end else _at(self._leads, target.key)

    def _stop(self, target: Target) -> End | Fault:
        """What stands where no other lead goes on.

        Older redirects lead to their end at once: this one way of making them sees to it.
        """
        if target.is_ours or not target.key:
            return None, target.address
        post_id, older = _at(self._posts, target.key), _at(self._redirects, target.key)
        if post_id and target.rest:
            return Fault("target", _("A post is found by its path: leave out what follows."))
        if not (post_id or older):
            return Fault("target", _("Nothing stands at this address."))
        return (post_id, None) if post_id else older[1:]

    def _noted(self, lead: Lead, end: End) -> str:
        post_id, target = end
        self._led.add(lead.key)
        older = _at(self._redirects, lead.key)
        if older is None:
            self.added.append(
                {"path": lead.path, "path_key": lead.key, "post_id": post_id, "target": target}
            )
            return "added"
        if older[1:] == end:
            return "kept"
        self.changed.append({"id": older[0], "post_id": post_id, "target": target})
        return "changed"


def _at(found: dict[str, Any], key: str) -> Any:
    """What stands at the address, with or without its final slash."""
    return found.get(key) or found.get(twin(key))
