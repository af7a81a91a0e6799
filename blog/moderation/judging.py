"""What becomes of a comment that arrives: shown, held, spam or refused, and why.

What the owner refuses or lets through decides first, then who wrote it, the owner's policy, and
what makes suspicious.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from blog.comments.policy import holds_of
from blog.moderation.lists import Match, act_of, found
from blog.moderation.queries import posts_with_text, rules, states_of_network
from blog.moderation.reasons import Reason
from blog.moderation.standing import Standing, imitated, standing_of
from blog.moderation.suspicion import (
    KNOWN,
    Evidence,
    log_odds,
    number_of_links,
    probability_of,
    suspicion,
    weight_of,
)
from blog.people.models import User
from blog.posts.models import Post
from blog.site.queries import site
from blog.spam.bayes import HOLD, SPAM
from blog.spam.queries import judgement

# From how many log-odds a comment waits, and from how many it is spam at once: those from which the
# filter's opinion of the words alone is enough, so that it held at most one in a hundred good
# comments where it was measured. What else is known is added to that opinion.
HOLD_FROM, SPAM_FROM = log_odds(HOLD), log_odds(SPAM)
LATELY = timedelta(days=1)
# "Thank you!" is said under many posts.
SHORTEST_REPEATED = 40
RULED = {"allow": "allowed", "hold": "held", "refuse": "refused"}


@dataclass(frozen=True)
class Sending:
    """A comment as it arrives, and what is known of its sender.

    `address` is the sender's own, never stored, and `network_keys` its hashes, newest first. `trap`
    is what stands in the field that people cannot see; `stamp_age` is since when the form was open,
    None where nothing tells. `own_ids` are the comments that the sender's browser wrote before.
    `comment_id` is the comment that is changed, None for a new one.
    """

    post: Post
    name: str
    email: str
    website: str
    text: str
    html: str
    address: str
    network_keys: Sequence[str]
    user: User | None
    own_ids: Sequence[int]
    trap: str
    stamp_age: timedelta | None
    at: datetime
    comment_id: int | None = None


@dataclass(frozen=True)
class Verdict:
    """approved, pending, spam or refused; why; and how likely it is spam, from 0 to 1.

    The probability is None where the filter was not asked.
    """

    state: str
    reasons: list[Reason] = field(default_factory=list)
    probability: float | None = None


def judge(sending: Sending) -> Verdict:
    """Decide by what the database knows now; changes nothing."""
    if sending.user:
        return Verdict("approved", [{"why": "person"}])
    matches = _matches(sending)
    act, ruled = act_of(matches), _ruled(matches)
    if act == "refuse":
        return Verdict("refused", ruled)
    held = [reason for reason in [imitated(sending.name, sending.email)] if reason]
    if act == "allow":
        return _decided(ruled, held)
    held += ruled
    who = standing_of(sending.name, sending.email, sending.own_ids, besides=sending.comment_id)
    if who.is_trusted:
        held += _policy(sending, who, {"all"})
        if who.is_proven:
            return _decided([{"why": "trusted"}], held)
        # Name and address can be known to others: what they say is still looked at.
        return _weighed(sending, [{"why": "trusted", "weight": KNOWN}], held)
    held += _policy(sending, who, {"first", "links", "old", "all"})
    passed: list[Reason] = []
    if who.approved:
        passed.append({"why": "known", "approved": who.approved, "weight": KNOWN})
    return _weighed(sending, passed, held)


def _decided(passed: list[Reason], held: list[Reason]) -> Verdict:
    if held:
        return Verdict("pending", held + passed)
    return Verdict("approved", passed or [{"why": "open"}])


def _weighed(sending: Sending, passed: list[Reason], held: list[Reason]) -> Verdict:
    """The verdict with what the filter thinks of it; what decided comes first."""
    if not site().is_filter_on:
        return _decided(passed, held)
    signs = suspicion(_evidence(sending))
    weight = sum(map(weight_of, signs + passed))
    told = [sign for sign in signs if weight_of(sign) > 0]
    if weight >= HOLD_FROM:
        state = "spam" if weight >= SPAM_FROM else "pending"
        return Verdict(state, told + held + passed, probability_of(weight))
    decided = _decided(passed, held)
    return Verdict(decided.state, decided.reasons + told, probability_of(weight))


def _policy(sending: Sending, who: Standing, asked: Collection[str]) -> list[Reason]:
    """Why the owner's policy holds it, of the kinds that are asked for."""
    holds = holds_of(sending.post) & set(asked)
    reasons: list[Reason] = []
    if "all" in holds:
        reasons.append({"why": "all"})
    needed = site().comments_first_count
    if "first" in holds and who.approved < needed:
        reasons.append({"why": "first", "approved": who.approved, "needed": needed})
    if "links" in holds and number_of_links(sending.text, sending.html):
        reasons.append({"why": "carries"})
    days, published = site().comments_old_days, sending.post.published_at
    if "old" in holds and published and published < sending.at - timedelta(days=days):
        reasons.append({"why": "old", "days": days})
    return reasons


def _matches(sending: Sending) -> list[Match]:
    return found(
        rules(sending.at),
        texts=(sending.text, sending.name, sending.website, sending.email),
        address=sending.address,
        keys=sending.network_keys,
    )


def _ruled(matches: Sequence[Match]) -> list[Reason]:
    """The rules that decide: those with the strongest act."""
    return [
        {"why": RULED[match.act], "kind": match.kind, "pattern": match.pattern}
        for match in matches
        if match.act == act_of(matches)
    ]


def _evidence(sending: Sending) -> Evidence:
    since = sending.at - LATELY
    states = states_of_network(sending.network_keys, since, sending.comment_id)
    opinion = judgement(sending.name, sending.email, sending.website, sending.text)
    is_long = len(sending.text) >= SHORTEST_REPEATED
    return Evidence(
        text=sending.text,
        html=sending.html,
        post_text=f"{sending.post.title} {sending.post.text}",
        trap=sending.trap,
        stamp_age=sending.stamp_age,
        spam_of_network=states.get("spam", 0),
        held_of_network=states.get("pending", 0),
        posts_with_text=posts_with_text(sending.text, since, sending.post.id) if is_long else 0,
        probability=opinion.probability,
        words=[word for word, weight in opinion.telling if weight > 0],
        without_links=opinion.without_links,
    )
