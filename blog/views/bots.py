"""Tells programs from people by how they name themselves."""

from __future__ import annotations

from crawlerdetect import CrawlerDetect

_detector = CrawlerDetect()


def is_bot(agent: str) -> bool:
    """Whether no person reads there: a known crawler, or one that hides its name.

    The answers for the last 1,024 names are remembered.
    """
    return not agent.strip() or bool(_detector.is_crawler(agent))
