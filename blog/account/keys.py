"""Keyed hashes by which tries are counted without keeping what was typed. Knows no database."""

from __future__ import annotations

import hashlib
import hmac


def account_key(kind: str, name: str, secret: str) -> str:
    """One account among tries of one kind, whether it exists or not."""
    message = f"{kind} {folded_email(name)}".encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def folded_email(email: str) -> str:
    """An e-mail address as it is compared and stored: no mail server tells cases apart."""
    return email.strip().lower()
