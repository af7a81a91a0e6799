"""Reads what the filter has learnt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select

from blog.db import db
from blog.spam.bayes import Judgement, Knowledge, judge, unknown_words
from blog.spam.features import features, grams, without_links
from blog.spam.models import Token
from blog.spam.prior import prior

# Words that nobody knows yet are looked up by their parts; so many show what they are made of.
MOST_UNKNOWN = 150


def judgement(name: str, email: str, website: str, text: str) -> Judgement:
    """What the filter thinks of a comment; two queries at most."""
    tokens = features(text, name, email, website)
    known = Knowledge(_seen({"", *tokens}), prior())
    words = unknown_words(tokens, known)[:MOST_UNKNOWN]
    if words:
        parts = _seen(set().union(*map(grams, words)))
        known = Knowledge({**known.own, **parts}, prior())
    # What the blog's own moderators taught of a host is more than that there is a link.
    hosts = {token for token in known.own if token.startswith("d")}
    rest = judge(without_links(tokens, hosts), known)
    return replace(judge(tokens, known), without_links=rest.probability)


def _seen(tokens: Collection[str]) -> dict[str, tuple[int, int]]:
    rows = db.session.execute(
        select(Token.token, Token.ham, Token.spam).where(Token.token.in_(tokens))
    )
    return {token: (ham, spam) for token, ham, spam in rows}
