"""README's deployment does what it promises: slow clients hurt nobody, reloads lose no request.

The proxy runs with the very configuration that README prints, its addresses changed to free ports.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.request import Request, urlopen

import pytest

from tests.stage.browsers import LiveBlog, serve

pytestmark = pytest.mark.proof

README = Path(__file__).resolve().parents[2] / "README.md"
SLOW_CLIENTS = 40
LONGEST_ANSWER = 10  # Seconds; without the proxy a probe waits until the slow clients give up.
TIMES = 8


@dataclass(frozen=True)
class Deployment:
    """The blog behind nginx."""

    blog: LiveBlog
    url: str
    port: int


@pytest.fixture
def deployment(sample_folder: Path, tmp_path: Path) -> Iterator[Deployment]:
    """The sample blog behind the proxy of README."""
    if not shutil.which("nginx"):
        pytest.skip("no nginx: sudo apt-get install nginx-light")
    port = _free_port()
    folder = shutil.copytree(sample_folder, tmp_path / "var")
    settings = {"BLOG_URL": f"http://127.0.0.1:{port}", "BLOG_TRUSTED_PROXIES": "1"}
    running = serve(folder, BLOG_WORKERS="2", BLOG_THREADS="4", **settings)
    blog = next(running)
    (tmp_path / "nginx.conf").write_text(_configuration(port, blog, tmp_path))
    command = ["nginx", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    proxy = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Deployment(blog, f"http://127.0.0.1:{port}", port)
    finally:
        proxy.terminate()
        proxy.wait(10)
        running.close()


def test_clients_that_send_drop_by_drop_hold_nobody_up(deployment: Deployment) -> None:
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", deployment.port)))
            for _ in range(SLOW_CLIENTS)
        ]
        for client in slow:
            client.sendall(
                b"POST /comments/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\nn"
            )
        for _ in range(20):
            for client in slow:
                client.sendall(b"a")
            with urlopen(deployment.url + "/", timeout=LONGEST_ANSWER) as answer:
                assert answer.status == 200


def test_nobody_forges_the_address_they_come_from(deployment: Deployment) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    }
    with urlopen(Request(deployment.url + "/", headers=forged), timeout=10) as answer:
        page = answer.read().decode()
        assert "evil.example" not in page
        assert answer.headers["X-Request-ID"]
    with socket.create_connection(("127.0.0.1", deployment.port)) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 400")


def test_reloads_under_load_lose_no_request(deployment: Deployment) -> None:
    failed: list[str] = []
    answered = [0]
    is_over = False

    def ask() -> None:
        while not is_over:
            try:
                with urlopen(deployment.url + "/", timeout=20) as answer:
                    answered[0] += answer.status == 200
            except OSError as trouble:
                failed.append(str(trouble))

    readers = [Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(TIMES):
        os.kill(deployment.blog.pid, signal.SIGHUP)
        time.sleep(1.5)
    is_over = True
    for reader in readers:
        reader.join(30)
    assert not failed, failed[:5]
    assert answered[0] > 10 * TIMES


def test_the_log_says_one_line_of_json_a_request(deployment: Deployment) -> None:
    with urlopen(deployment.url + "/healthz", timeout=10):
        pass
    time.sleep(0.5)
    log = deployment.blog.data_dir.parent / f"{deployment.blog.data_dir.name}.log"
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    asked = [line for line in lines if line.get("path") == "/healthz"]
    assert asked[-1]["status"] == 200
    assert re.fullmatch(r"[0-9a-f]{32}", asked[-1]["request_id"])


def _configuration(port: int, blog: LiveBlog, folder: Path) -> str:
    """README's first server, without the certificates and on ports of its own."""
    printed = re.search(r"```nginx\n(server \{.*?\n\})\n", README.read_text(), re.DOTALL)
    assert printed, "README prints no nginx configuration"
    server = re.sub(r".*(http2|ssl_certificate).*\n", "", printed[1])
    server = server.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    server = server.replace("http://127.0.0.1:8000", blog.url)
    server = server.replace("blog.example.org", "127.0.0.1")
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off;\n{paths}{server}\n}}\n"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the proxy did not start")
