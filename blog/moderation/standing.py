"""Who sends a comment: whether this person is known here, trusted, or uses somebody else's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blog.moderation.names import likeness
from blog.moderation.queries import approved_before, writers
from blog.moderation.reasons import Reason


@dataclass(frozen=True)
class Standing:
    """How many comments of a person were approved before, and whether a moderator trusts them.

    `is_proven` tells that the trust stands on the browser's signed cookie, not on a name and an
    address that somebody else could know.
    """

    approved: int
    is_trusted: bool
    is_proven: bool = False


def standing_of(
    name: str, email: str, own_ids: Sequence[int], *, besides: int | None = None
) -> Standing:
    """What is known of somebody by their browser's own comments, or by e-mail and name together.

    An address alone tells nothing: whoever knows it could use it. `besides` is a comment that does
    not speak for itself.
    """
    address, known_as = email.strip().lower(), name.casefold()
    found = {
        number: is_trusted
        for number, their_name, is_trusted in approved_before(own_ids, address)
        if number != besides and (number in own_ids or their_name.casefold() == known_as)
    }
    return Standing(len(found), any(found.values()), any(found.get(number) for number in own_ids))


def imitated(name: str, email: str) -> Reason | None:
    """Whether somebody who is not signed in bears the name or address of one who writes here."""
    address, looks = email.strip().lower(), likeness(name)
    for their_name, their_email in writers():
        if looks and looks == likeness(their_name):
            return {"why": "name", "name": their_name}
        if address and address == their_email.lower():
            return {"why": "email", "name": their_name}
    return None
