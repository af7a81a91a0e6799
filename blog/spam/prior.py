"""What the filter knows before a blog's own moderators have taught it anything. Pure.

`prior.json.gz` holds for every token that at least two comments have in how many of ham and spam it
was seen; no text can be read back from it. It was made by

    blog spam train uci-Youtube01-Psy.csv uci-Youtube02-KatyPerry.csv uci-Youtube04-Eminem.csv \\
      datacamp-article-comments-labelled.csv

from the YouTube Spam Collection (T. C. Alberto, J. V. Lochter, T. A. Almeida; UCI Machine Learning
Repository, CC BY 4.0) and from the labelled comments of Desmond00/DatacampArticleSentimentAnalysis
(GitHub; its licence is not stated, so nothing but counts was taken).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from sys import intern

from blog.spam.bayes import Counts
from blog.spam.features import features
from blog.spam.samples import Sample

FILE = Path(__file__).with_name("prior.json.gz")
FEWEST_COMMENTS = 2
# The foreign comments of the open sets are spam by their labellers' rule; a blog's are not.
LEFT_OUT = "sscript"


@cache
def prior() -> Mapping[str, tuple[int, int]]:
    """In how much ham and spam each token was; read once in each process."""
    tokens = json.loads(gzip.decompress(FILE.read_bytes()))["tokens"]
    return {intern(token): (ham, spam) for token, (ham, spam) in tokens.items()}


def learnt_from(samples: Iterable[Sample]) -> dict[str, tuple[int, int]]:
    """What a prior holds that was made of these."""
    counts = Counts()
    for sample in samples:
        tokens = {token for token in features(sample.text) if not token.startswith(LEFT_OUT)}
        counts.learn(tokens, sample.is_spam)
    return {
        token: seen
        for token, seen in sorted(counts.seen.items())
        if sum(seen) >= FEWEST_COMMENTS or not token
    }


def packed(tokens: Mapping[str, tuple[int, int]], sources: Iterable[str]) -> bytes:
    """The bytes of the file; the same tokens make the same bytes."""
    about = {
        "about": "In how many comments, ham and spam, each token was seen; see blog/spam/prior.py.",
        "sources": list(sources),
        "tokens": tokens,
    }
    text = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)
