"""The bytes of the pinned htmx, for browsers in tests that may not reach its CDN.

`python -m tests.stage.htmx` fetches them once, from the npm package or else from the CDN.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from blog.config import HTMX_URL

PACKAGE = HTMX_URL.split("/npm/")[1].split("/")[0]  # htmx.org@4.0.1
FILE = Path(__file__).resolve().parents[2] / ".cache" / f"{PACKAGE}.min.js"


def integrity(content: bytes) -> str:
    """The value that `integrity` must have for these bytes."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def main() -> None:
    """Fetch the file unless it is there; say what is missing where that fails."""
    if FILE.exists():
        return
    content = _from_npm() if shutil.which("npm") else _from_cdn()
    if content is None:
        print(f"No {PACKAGE}: npm is missing and the CDN silent; tests with htmx are skipped.")
        return
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(content)


def _from_npm() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", PACKAGE]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            file = package.extractfile("package/dist/htmx.min.js")
            assert file is not None
            return file.read()


def _from_cdn() -> bytes | None:
    try:
        with urlopen(HTMX_URL, timeout=20) as answer:
            content: bytes = answer.read()
            return content
    except (URLError, TimeoutError):
        return None


if __name__ == "__main__":
    main()
