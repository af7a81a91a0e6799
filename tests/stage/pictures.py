"""Pictures for tests: honest ones, and such as somebody made to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"


def picture(
    kind: str = "PNG", colour: str = "red", size: tuple[int, int] = (800, 600), mode: str = "RGB"
) -> bytes:
    """An honest picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


def moving(frames: int, size: tuple[int, int] = (60, 40), kind: str = "GIF") -> bytes:
    """A moving picture; each frame differs from the one before."""
    shown = [Image.new("RGB", size, (n * 37 % 256, n * 91 % 256, 90)) for n in range(frames)]
    out = io.BytesIO()
    shown[0].save(out, kind, save_all=True, append_images=shown[1:], duration=40, loop=0)
    return out.getvalue()


def flood(width: int, height: int) -> bytes:
    """A PNG of that many pixels, all there, in few bytes."""
    deflate = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    """One piece of a PNG."""
    return (
        struct.pack(">I", len(content)) + name + content
        + struct.pack(">I", zlib.crc32(name + content))
    )  # fmt: skip


def with_bomb(name: bytes) -> bytes:
    """A PNG whose iCCP or zTXt piece unpacks to a hundred megabytes."""
    bomb = name.lower() + b"\0\0" + zlib.compress(bytes(100_000_000), 9)
    honest = picture()
    return honest[:33] + chunk(name, bomb) + honest[33:]  # After IHDR, before the pixels.


def with_zip() -> bytes:
    """A picture that is an archive, too."""
    out = io.BytesIO(picture())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    return out.getvalue()


def endless_gif(frames: int, width: int, height: int) -> bytes:
    """A GIF with that many frames of one pixel, each in a few bytes, on a larger canvas."""
    canvas = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return canvas + frame * frames + b"\x3b"


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "20,000 × 20,000 pixels": lambda: flood(20_000, 20_000),
    "12,000 × 12,000 pixels": lambda: flood(12_000, 12_000),
    "just below the bound": lambda: flood(6_300, 6_300),
    "5,000 frames": lambda: moving(5_000, (20, 20)),
    "a million frames": lambda: endless_gif(1_000_000, 200, 200),
    "many large frames": lambda: endless_gif(60, 1000, 900),
    "a cut-off PNG": lambda: picture()[:-40],
    "a cut-off JPEG": lambda: picture("JPEG")[:300],
    "a cut-off AVIF": lambda: picture("AVIF")[:-60],
    "a cut-off WebP": lambda: picture("WEBP")[:-60],
    "HTML with the first bytes of a GIF": lambda: b"GIF89a/*<html><script>alert(1)</script>",
    "a GIF that is a script": lambda: picture("GIF") + b"*/=1;alert(1)//",
    "a PNG with an archive in it": with_zip,
    "SVG": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "no byte": lambda: b"",
    "an iCCP bomb": lambda: with_bomb(b"iCCP"),
    "a zTXt bomb": lambda: with_bomb(b"zTXt"),
}
