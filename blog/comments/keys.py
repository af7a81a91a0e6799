"""Keyed hashes that tell senders and texts apart without keeping either. Knows no database."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from ipaddress import IPv6Address, ip_address, ip_network

# One household or one phone usually has a whole such network.
PREFIXES = {4: 24, 6: 64}


def network_key(address: str | None, secret: str) -> str:
    """The network that an address belongs to; all senders without one share a key."""
    return _keyed(secret, "network", _network(address or ""))


def content_key(
    secret: str,
    *,
    post_id: int,
    parent_id: int | None,
    name: str,
    text: str,
    sender: str,
    day: date,
) -> str:
    """One text by one sender at one place on one day."""
    return _keyed(
        secret, "content", str(post_id), str(parent_id or 0), name, text, sender, day.isoformat()
    )


def _network(address: str) -> str:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, PREFIXES[found.version]), strict=False))


def _keyed(secret: str, *parts: str) -> str:
    message = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
