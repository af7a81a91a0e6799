"""Tells addresses that programs try out in search of holes from those that readers ask for."""

from __future__ import annotations

import re

# Other systems' programs and secrets; this blog never had any, so no reader follows a link there.
ATTEMPT = re.compile(
    r"\.(php\d?|phtml|aspx?|ashx|jspx?|cgi|pl|exe|dll|sh|env|ini|ya?ml|sql|bak|old|swp|log|tar|gz"
    r"|zip|rar|7z|pem|key)(/|\Z)"
    r"|/\.(?!well-known/)"
    r"|/(wp-(admin|content|includes|json|login|config)|xmlrpc|phpmyadmin|pma|cgi-bin|vendor|actuator"
    r"|solr|jenkins|manager|boaform|hnap1|autodiscover|owa|_ignition|telescope|node_modules)\b",
    re.IGNORECASE,
)


def is_attempt(path: str) -> bool:
    """Whether a path is one that scanners try on every site."""
    return bool(ATTEMPT.search(path))
