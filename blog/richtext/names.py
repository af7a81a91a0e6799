"""How the lists of element and attribute names are written down."""

from __future__ import annotations


def names(text: str) -> frozenset[str]:
    """A set of names from one line of them: `names("p br")`."""
    return frozenset(text.split())
