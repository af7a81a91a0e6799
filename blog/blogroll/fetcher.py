"""A program of its own that fetches one address somebody else chose; it imports nothing of ours.

It reads a JSON object with `address` and `etag` and writes one as its first line, then the body.
Addresses that lead into this machine or its network are refused wherever a redirect leads, by the
very address that is then connected to. It is given no environment, and whoever starts it ends it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import requests
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress

LARGEST = 1_000_000  # Bytes of a page or a feed, unpacked.
CHUNK = 16_384
MOST_REDIRECTS = 4
SECONDS = 5.0
WANTED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " text/html;q=0.8, */*;q=0.1"
)
HARDENED = Manager(
    Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=False,
        never_redirect=False,
        default_timeout=(SECONDS, SECONDS),
        user_agent_override="Octavo (feed reader of a blog)",
    )
)


class TooLarge(ValueError):
    """It has more bytes than anybody's newest posts need."""


def fetch(address: str, etag: str) -> tuple[dict[str, Any], bytes]:
    """What the address answers, redirects followed: where it was in the end, status, type, body.

    Where it cannot be had, `fault` is private, large, slow or unreachable.
    """
    try:
        return _fetch(address, etag)
    except InvalidIPAddress:
        return {"fault": "private"}, b""
    except TooLarge:
        return {"fault": "large"}, b""
    except requests.Timeout:
        return {"fault": "slow"}, b""
    except (requests.RequestException, ValueError, OSError):
        return {"fault": "unreachable"}, b""


def _fetch(address: str, etag: str) -> tuple[dict[str, Any], bytes]:
    with HARDENED.get_session() as session:
        session.trust_env = False  # Neither a proxy nor anybody's password goes along.
        session.max_redirects = MOST_REDIRECTS
        headers = {"Accept": WANTED} | ({"If-None-Match": etag} if etag else {})
        with session.get(address, headers=headers, stream=True) as answer:
            body = bytearray()
            for chunk in answer.iter_content(CHUNK):
                body += chunk
                if len(body) > LARGEST:
                    raise TooLarge
            said = {
                "address": answer.url,
                "status": answer.status_code,
                "type": answer.headers.get("Content-Type", ""),
                "etag": answer.headers.get("ETag", ""),
            }
            return said, bytes(body)


if __name__ == "__main__":
    asked = json.loads(sys.stdin.read(10_000))
    told, content = fetch(asked["address"], asked["etag"])
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)
