"""Names a visitor for one day by a keyed hash, from which nobody can tell the address."""

from __future__ import annotations

import hashlib
from ipaddress import IPv6Address, ip_address

NETWORK_DIGITS = 10
VISITOR_DIGITS = 32
HOST_BITS = 64  # A household owns its whole IPv6 /64.


def visitor_name(salt: str, address: str, agent: str) -> str:
    """42 hexadecimal digits; the first ten tell the network, so that each can be held to a cap."""
    network = _keyed(salt, _network_of(address), NETWORK_DIGITS)
    return network + _keyed(salt, f"{address}\n{agent}", VISITOR_DIGITS)


def same_network(visitor: str) -> tuple[str, str]:
    """The lowest and the highest name that a visitor of the same network can have."""
    network = visitor[:NETWORK_DIGITS]
    return network + "0" * VISITOR_DIGITS, network + "f" * VISITOR_DIGITS


def _keyed(salt: str, text: str, digits: int) -> str:
    key = salt.encode()
    return hashlib.blake2b(
        text.encode("utf-8", "replace"), key=key, digest_size=digits // 2
    ).hexdigest()


def _network_of(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(int(parsed) >> HOST_BITS)
    return address
