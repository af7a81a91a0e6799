"""How gunicorn serves the blog; the operator's settings decide what may vary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from blog.config import Config  # noqa: E402
from blog.db import is_sqlite_sound  # noqa: E402

ours = Config.from_environment()
is_sound = not ours.is_sqlite or is_sqlite_sound()

pythonpath = str(ROOT)
host = f"[{ours.host}]" if ":" in ours.host else ours.host
bind = f"{host}:{ours.port}"
worker_class = "gthread"
workers = ours.workers if is_sound else 1
threads = ours.threads
timeout = 60
graceful_timeout = 30
keepalive = 5
# Workers are renewed now and then, not all at once: what leaks stays small.
max_requests = 20_000
max_requests_jitter = 2_000
# The heartbeat is a file: on a disk that stalls, a healthy worker would be taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
# The application knows how many proxies stand in front, and logs each request itself.
forwarded_allow_ips = ""
accesslog = None
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Say where the blog is, and why there are fewer processes than were asked for."""
    if workers < ours.workers:
        print(
            "One process only: this SQLite can lose data when several write. Version 3.51.3 can't.",
            flush=True,
        )
    print(f"The blog is at {ours.base_url}/ (Ctrl-C ends it)", flush=True)


def worker_exit(server: Any, worker: Any) -> None:
    """Count the last views of a worker that ends."""
    from blog.background import stop

    app = getattr(worker, "wsgi", None)
    if app is not None:
        stop(app)
