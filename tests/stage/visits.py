"""Visits of a blog as a day brings them, and what an honest count makes of them.

The count here is a second opinion: sets of readers and the rules in words, nothing of the blog's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

# So many readers of one network are believed, a day and post.
BELIEVED = 50
CROWD = 400  # Agents with which one network stuffs one post.

PEOPLE = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "computer",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36":
        "computer",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148":
        "phone",
    "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Version/12.1": "tablet",
}  # fmt: skip
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
    "curl/8.5.0",
    "python-requests/2.32",
    "",
)
HOSTS = ("", "news.example", "search.example", "www.friends.example")
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
# What does not count, and how often it comes among a thousand visits.
ODD = {"bot": 100, "prefetch": 50, "signed in": 30, "another site": 30, "no page": 20, "hidden": 20}
AGAIN = 150  # Of a thousand: somebody who was here opens the same post again.


@dataclass(frozen=True)
class Visit:
    """One beacon as it comes over the wire."""

    post_id: int
    address: str
    agent: str
    source: str = ""
    headers: tuple[tuple[str, str], ...] = tuple(OWN_PAGE.items())
    is_signed_in: bool = False
    is_real: bool = True


@dataclass
class Tally:
    """What should be counted of a day's visits."""

    posts: Counter[int] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)
    devices: Counter[str] = field(default_factory=Counter)
    readers: int = 0


def visits(number: int, posts: Sequence[int], hidden: Sequence[int], seed: int) -> list[Visit]:
    """So many visits of a day; the earlier a post, the more is it read. `hidden` are no posts."""
    random = Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(posts))]
    found: list[Visit] = []
    real: list[Visit] = []
    crowd = _crowd(posts[-1])
    for place in range(number):
        if place % (number // CROWD or 1) == 0 and crowd:
            found.append(crowd.pop())
            continue
        draw = random.randrange(1000)
        if real and draw < AGAIN:
            found.append(random.choice(real))
            continue
        visit = _somebody(random, random.choices(posts, weights)[0], number)
        odd = _odd_kind(draw - AGAIN)
        if not odd:
            real.append(visit)
        found.append(_odd(odd, visit, random, hidden) if odd else visit)
    return found


def honest_count(day: Iterable[Visit]) -> Tally:
    """What a day's visits come to: a reader once a post, at most so many of a network."""
    readers: dict[tuple[int, str], dict[tuple[str, str], Visit]] = defaultdict(dict)
    for visit in day:
        if visit.is_real:
            readers[visit.post_id, visit.address].setdefault((visit.address, visit.agent), visit)
    tally, known = Tally(), set()
    for (post_id, _network), found in readers.items():
        for who, visit in list(found.items())[:BELIEVED]:
            known.add(who)
            tally.posts[post_id] += 1
            tally.hosts[visit.source.removeprefix("www.")] += 1
            tally.devices[PEOPLE.get(visit.agent, "computer")] += 1
    tally.readers = len(known)
    return tally


def _somebody(random: Random, post_id: int, number: int) -> Visit:
    """One of so many readers that about every third visit is a reader's first."""
    who = random.randrange(number // 3 + 1)
    # Who is who stays so: a reader has one address, one browser, and comes from one place.
    agent = list(PEOPLE)[who % len(PEOPLE)]
    address = f"10.{who >> 16 & 255}.{who >> 8 & 255}.{who & 255}"
    return Visit(post_id, address, agent, HOSTS[who // 7 % len(HOSTS)])


def _crowd(post_id: int) -> list[Visit]:
    """One network that says it is hundreds of readers of one post."""
    agent = next(iter(PEOPLE))
    return [Visit(post_id, "198.51.100.7", f"{agent} {n}", "crowd.example") for n in range(CROWD)]


def _odd_kind(draw: int) -> str:
    for kind, share in ODD.items():
        if 0 <= draw < share:
            return kind
        draw -= share
    return ""


def _odd(kind: str, visit: Visit, random: Random, hidden: Sequence[int]) -> Visit:
    changed: dict[str, object] = {}
    if kind == "bot":
        changed["agent"] = random.choice(BOTS)
    elif kind == "prefetch":
        name = random.choice(("Sec-Purpose", "Purpose", "X-Moz"))
        changed["headers"] = (*visit.headers, (name, "prefetch"))
    elif kind == "signed in":
        changed["is_signed_in"] = True
    elif kind == "another site":
        changed["headers"] = (("Sec-Fetch-Site", "cross-site"),)
    elif kind == "no page":
        changed["headers"] = ()
    else:
        changed["post_id"] = random.choice(hidden)
    fields = {**visit.__dict__, **changed, "is_real": False}
    return Visit(**fields)
