"""The program that takes a stranger's picture apart, alone in a process of its own.

It reads the picture from standard input and writes to standard output: one line of JSON that lists
WebP files, then their bytes. It imports Pillow and nothing of ours, is given no environment, and
bounds itself before it looks at the first byte. `decoding.py` starts it.

AVIF copies were measured and left out: in the time that WebP takes they came out no smaller, and
stored HTML has one `<img>` for a picture, which cannot offer two types.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import count

from PIL import AvifImagePlugin, Image, ImageCms, UnidentifiedImageError

try:
    import resource
except ImportError:  # Windows has none; there the parent's clock stands alone.
    resource = None  # type: ignore[assignment]

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
# These keep every pixel; what was lossy before is never made lossless.
EXACT = ("PNG", "GIF")
# Of all frames together.
MOST_PIXELS = 40_000_000
MOST_FRAMES = 300
# The second is WebP's own limit.
WIDEST, HIGHEST = 2560, 16383
COPIES = (480, 960, 1600)
QUALITY, EFFORT = 82, 4
# A moving picture has many frames to get through.
MOVING_QUALITY, MOVING_EFFORT = 75, 1
# A drawing or screenshot has few colours and is often smaller without loss (a sixth, of text);
# to try that with a photograph would take four times as long and gain nothing.
FEW_COLOURS = 65_536
MEMORY, SECONDS, LARGEST_OUTPUT = 1 << 30, 10, 64 << 20
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = (5, 6, 7, 8)  # Width and height change places.
# What browsers make of a frame that claims to last no time at all; in milliseconds.
SHORTEST, USUAL = 20, 100

Converted = tuple[int, int, list[tuple[int, bytes]]]


class Refusal(Exception):
    """Why the picture is not taken: one word, for which the parent has a sentence."""


def main() -> None:
    """Read, convert, write; a refusal is an answer, too."""
    bound()
    try:
        width, height, files = convert(sys.stdin.buffer.read())
    except Refusal as refusal:
        print(json.dumps({"refused": str(refusal)}))
        return
    listed = [[name, len(content)] for name, content in files]
    print(json.dumps({"width": width, "height": height, "files": listed}), flush=True)
    for _name, content in files:
        sys.stdout.buffer.write(content)


def bound() -> None:
    """Give up what a picture could use up; this process cannot take it back."""
    # Pillow's own bound is higher than ours, and each thread would count as memory.
    Image.MAX_IMAGE_PIXELS, AvifImagePlugin.DEFAULT_MAX_THREADS = None, 1
    bounds = {
        "RLIMIT_AS": MEMORY,
        "RLIMIT_CPU": SECONDS,
        "RLIMIT_FSIZE": LARGEST_OUTPUT,
        "RLIMIT_CORE": 0,
    }
    for name, most in bounds.items():
        with suppress(AttributeError, ValueError, OSError):  # Not every system knows each of them.
            resource.setrlimit(getattr(resource, name), (most, most))


def convert(content: bytes) -> Converted:
    """Width and height, then the files: (0, the picture), (480, its copy of that width) …

    Raises Refusal.
    """
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise Refusal("pixels")
        frames = _frames(picture) if getattr(picture, "is_animated", False) else []
        return _moving(picture, frames) if len(frames) > 1 else _still(picture)
    except Refusal:
        raise
    except UnidentifiedImageError:
        raise Refusal(_guess(content)) from None
    except MemoryError:
        raise Refusal("pixels") from None
    except Exception as fault:  # Whatever a decoder stumbles over, the picture is to blame.
        raise Refusal("broken") from fault


def _guess(content: bytes) -> str:
    """What a file may be that is no picture we take: some deserve a sentence of their own."""
    start = content[:4000].lower()
    if b"<svg" in start or b"<!doctype svg" in start:
        return "svg"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        return "heic"
    return "unknown" if content else "empty"


def _still(picture: Image.Image) -> Converted:
    picture.seek(0)
    is_exact = picture.format in EXACT
    picture.draft(None, (WIDEST, WIDEST))  # A JPEG is decoded no larger than it is needed.
    turn = _turn(picture)
    shown = _in_srgb(_upright(_scaled(_plain(picture), turn), turn))
    copies = [(copy.width, copy) for copy in _copies(shown)]
    files = [(name, _encoded(one, is_exact)) for name, one in [(0, shown), *copies]]
    return shown.width, shown.height, files


def _copies(picture: Image.Image) -> Iterator[Image.Image]:
    """The smaller ones, each made from the next larger: that is four times as fast."""
    copy = picture
    for width in sorted(COPIES, reverse=True):
        if width < picture.width:
            height = max(1, round(picture.height * width / picture.width))
            copy = copy.resize((width, height), Image.Resampling.LANCZOS)
            yield copy


def _moving(picture: Image.Image, frames: list[tuple[Image.Image, int]]) -> Converted:
    """One file that moves. It has no smaller copies, whose making would take as long again."""
    first, *others = [frame for frame, _duration in frames]
    out = io.BytesIO()
    first.save(
        out,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=[duration for _frame, duration in frames],
        loop=picture.info.get("loop", 1),  # A GIF that says nothing is played once.
        quality=MOVING_QUALITY,
        method=MOVING_EFFORT,
    )
    return first.width, first.height, [(0, out.getvalue())]


def _frames(picture: Image.Image) -> list[tuple[Image.Image, int]]:
    """Each frame whole, and how many milliseconds it is shown; stops at the first too many."""
    most = min(MOST_FRAMES, MOST_PIXELS // (picture.width * picture.height))
    frames: list[tuple[Image.Image, int]] = []
    for number in count():
        try:
            picture.seek(number)
        except EOFError:
            return frames
        if number >= most:
            raise Refusal("frames")
        frame = _in_srgb(_scaled(picture.convert("RGBA"), 1))
        duration = int(picture.info.get("duration") or 0)
        frames.append((frame, duration if duration >= SHORTEST else USUAL))
    return frames


def _turn(picture: Image.Image) -> int:
    """How the camera was held, as EXIF counts; 1 is upright."""
    with suppress(Exception):  # Broken notes of the camera do not spoil the photo.
        return int(picture.getexif().get(ORIENTATION, 1))
    return 1


def _plain(picture: Image.Image) -> Image.Image:
    """In eight bits a channel, each pixel with its own colour."""
    if picture.mode.startswith("I"):  # Sixteen bits of grey, which `convert` would cut off.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return _opaque(picture.convert("RGBA"))
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in ("L", "CMYK", "RGB") else picture.convert("RGB")


def _scaled(picture: Image.Image, turn: int) -> Image.Image:
    """Not larger than a page can show, once it stands upright."""
    most = (HIGHEST, WIDEST) if turn in LYING else (WIDEST, HIGHEST)
    picture.thumbnail(most, Image.Resampling.LANCZOS, reducing_gap=1.2)
    return picture


def _upright(picture: Image.Image, turn: int) -> Image.Image:
    return picture.transpose(TURNS[turn]) if turn in TURNS else picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    """In the colours that every browser takes a picture without a profile for."""
    profile = picture.info.get("icc_profile")
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if not profile:
        return picture.convert(mode)
    try:
        converted = _converted(picture, profile)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture.convert(mode)  # A profile that is broken, or made for other channels.
    if mode == "RGBA":
        converted.putalpha(picture.getchannel("A"))
    return converted


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    colours = picture.convert("RGB") if picture.mode == "RGBA" else picture
    standard = ImageCms.createProfile("sRGB")
    made = ImageCms.profileToProfile(colours, given, standard, outputMode="RGB")
    return made or colours.convert("RGB")


def _opaque(picture: Image.Image) -> Image.Image:
    """Without an alpha channel where nothing shines through."""
    is_solid = picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255)
    return picture.convert("RGB") if is_solid else picture


def _encoded(picture: Image.Image, is_exact: bool) -> bytes:
    made = _webp(picture, quality=QUALITY, method=EFFORT)
    if is_exact and picture.getcolors(FEW_COLOURS):
        return min(made, _webp(picture, lossless=True, quality=50, method=2), key=len)
    return made


def _webp(picture: Image.Image, **how: int) -> bytes:
    """The bytes of the picture; the empty values keep every note of a camera or editor out."""
    out = io.BytesIO()
    picture.save(out, "WEBP", exif=b"", xmp=b"", icc_profile=b"", **how)
    return out.getvalue()


if __name__ == "__main__":
    main()
