"""Whoever writes to a running blog over HTTP: a network, a cookie, and no browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

PATIENCE = 60  # Seconds; a shared machine may be slow.


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    text: str
    location: str

    @property
    def comment_id(self) -> int:
        """The number of the comment that the answer leads to."""
        return int(self.location.rpartition("/")[2].partition("#")[0].removeprefix("comment-"))


@dataclass
class Sender:
    """Somebody at that address, as a trusted proxy tells it, with a cookie once there is one."""

    url: str
    address: str = "192.0.2.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def comment(self, post_id: int, name: str, text: str, **more: str) -> Reply:
        """Send a comment as the plain form does. Raises OSError where nobody answers."""
        return self.post(f"/comments/{post_id}", {"name": name, "text": text, **more})

    def post(self, path: str, fields: dict[str, str]) -> Reply:
        return self._ask("POST", path, urlencode(fields, errors="surrogatepass"))

    def get(self, path: str) -> Reply:
        return self._ask("GET", path, None)

    def _ask(self, method: str, path: str, body: str | None) -> Reply:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
        headers = {
            "X-Forwarded-For": self.address,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "Mozilla/5.0 Firefox/140.0",
        }
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, rest = cookie.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return Reply(answer.status, text, answer.headers.get("Location", ""))
        finally:
            connection.close()
