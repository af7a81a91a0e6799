"""Tells coarsely on what somebody reads, by how the browser names itself."""

from __future__ import annotations

PHONE, TABLET, COMPUTER = ("phone", "tablet", "computer")


def device_of(agent: str) -> str:
    """`phone`, `tablet` or `computer`; what does not tell is a computer.

    Tablets of Android leave "Mobile" out, which its phones say; those that say "Macintosh" are
    computers to everybody who does not look at the screen.
    """
    words = agent.lower()
    if any(word in words for word in ("ipad", "tablet", "kindle", "silk/", "playbook")):
        return TABLET
    if "android" in words:
        return PHONE if "mobile" in words else TABLET
    if any(word in words for word in ("iphone", "ipod", "mobile", "windows phone", "opera mini")):
        return PHONE
    return COMPUTER
