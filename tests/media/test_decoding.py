"""What comes in is made anew or refused; nothing but the picture survives."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from blog.media import decoder, decoding
from blog.media.decoding import Decoded, Refused, decode
from tests.stage.pictures import HOSTILE, flood, moving, picture, with_zip

REFUSED = {
    "20,000 × 20,000 pixels": "pixels", "12,000 × 12,000 pixels": "pixels",
    "5,000 frames": "frames", "a million frames": "frames", "many large frames": "frames",
    "a cut-off PNG": "broken", "a cut-off JPEG": "broken", "a cut-off AVIF": "broken",
    "a cut-off WebP": "broken", "HTML with the first bytes of a GIF": "unknown",
    "SVG": "svg", "no byte": "empty", "an iCCP bomb": "broken", "a zTXt bomb": "broken",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused_or_made_anew(name: str) -> None:
    content = HOSTILE[name]()
    if name in REFUSED:
        with pytest.raises(Refused, match=REFUSED[name]):
            decode(content)
        return
    made = decode(content)
    for kept in (made.content, *made.copies.values()):
        assert b"script" not in kept
        assert b"evil" not in kept


def test_it_is_told_by_its_bytes_not_by_its_name() -> None:
    assert opened(decode(picture("JPEG"))).size == (800, 600)
    with pytest.raises(Refused, match="unknown"):
        decode(b"<!doctype html><title>picture.png</title>")


@pytest.mark.parametrize("kind", decoder.FORMATS)
def test_every_usual_kind_becomes_webp(kind: str) -> None:
    made = opened(decode(picture(kind, size=(700, 500))))
    assert (made.format, made.size) == ("WEBP", (700, 500))
    red, green, blue = made.convert("RGB").getpixel((350, 250))  # type: ignore[misc]
    assert red > 240
    assert max(green, blue) < 16


def test_a_photo_stands_upright_whichever_way_the_camera_was_held() -> None:
    for held, expected in ((1, (60, 40)), (3, (60, 40)), (6, (40, 60)), (8, (40, 60))):
        notes = Image.Exif()
        notes[ExifTags.Base.Orientation] = held
        assert opened(decode(_jpeg(exif=notes))).size == expected


def test_notes_of_the_camera_are_gone() -> None:
    notes = Image.Exif()
    notes[ExifTags.Base.ImageDescription] = "my home address"
    notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = "my home address"
    text = PngInfo()
    text.add_text("Comment", "my home address")
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "PNG", pnginfo=text, exif=notes)
    for content in (_jpeg(exif=notes, comment=b"my home address"), out.getvalue()):
        assert b"home address" in content
        made = decode(content)
        assert b"home address" not in made.content
        assert not {"exif", "xmp", "icc_profile"} & set(opened(made).info)


def test_broken_notes_of_the_camera_do_not_spoil_the_photo() -> None:
    assert decode(_jpeg(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")).width == 60


def test_what_shines_through_still_does() -> None:
    for kind in ("PNG", "WEBP", "AVIF"):
        out = io.BytesIO()
        Image.new("RGBA", (60, 40), (255, 0, 0, 0)).save(out, kind)
        made = opened(decode(out.getvalue()))
        assert made.mode == "RGBA"
        assert made.getpixel((9, 9))[3] == 0  # type: ignore[index]


def test_an_opaque_picture_carries_no_empty_channel() -> None:
    assert opened(decode(picture(mode="RGBA"))).mode == "RGB"


def test_grey_in_sixteen_bits_stays_grey() -> None:
    out = io.BytesIO()
    wide = Image.new("I;16", (60, 40))
    wide.putdata([0x8000] * 2400)
    wide.save(out, "PNG")
    grey = opened(decode(out.getvalue())).convert("L").getpixel((9, 9))
    assert grey in range(124, 133)


def test_a_picture_for_print_is_shown_in_its_colours() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (60, 40), (0, 255, 255, 0)).save(out, "JPEG")
    red, green, blue = opened(decode(out.getvalue())).convert("RGB").getpixel((9, 9))  # type: ignore[misc]
    assert red > 180
    assert max(green, blue) < 90


def test_colours_of_another_profile_are_brought_to_those_of_the_web() -> None:
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # In this one what is called red is blue.
    profile = usual.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "PNG", icc_profile=profile)
    assert opened(decode(out.getvalue())).convert("RGB").getpixel((9, 9)) == (0, 0, 255)


def test_a_broken_profile_does_not_spoil_the_picture() -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "PNG", icc_profile=b"no profile at all" * 20)
    assert decode(out.getvalue()).width == 60


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_keeps_moving(kind: str) -> None:
    made = opened(decode(moving(7, kind=kind)))
    assert (getattr(made, "n_frames", 1), made.info["loop"]) == (7, 0)
    made.seek(3)
    made.load()
    assert made.info["duration"] == 40


def test_a_drawing_is_kept_without_loss() -> None:
    drawing = Image.linear_gradient("L").convert("RGB")
    out = io.BytesIO()
    drawing.save(out, "PNG")
    assert opened(decode(out.getvalue())).convert("RGB").tobytes() == drawing.tobytes()


def test_what_is_wider_than_any_page_is_scaled_down() -> None:
    made = decode(picture("JPEG", size=(5200, 2600)))
    assert (made.width, made.height) == (2560, 1280)
    assert sorted(made.copies) == [480, 960, 1600]
    assert opened(made).size == (2560, 1280)
    sizes = {w: Image.open(io.BytesIO(copy)).size for w, copy in made.copies.items()}
    assert sizes == {480: (480, 240), 960: (960, 480), 1600: (1600, 800)}


def test_a_very_tall_picture_is_scaled_to_what_webp_can_hold() -> None:
    made = decode(flood(1_000, 30_000))
    assert (made.width, made.height) == (546, 16383)


def test_nobody_is_asked_for_more_than_twenty_megabytes() -> None:
    with pytest.raises(Refused, match="bytes"):
        decode(bytes(decoding.LARGEST + 1))


def test_an_archive_in_a_picture_is_left_behind() -> None:
    assert b"PK\3\4" in with_zip()
    assert b"PK\3\4" not in decode(with_zip()).content


@pytest.fixture
def other_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Runs instead of the decoder, as one that a picture took over would."""
    program = tmp_path / "program.py"
    monkeypatch.setattr(decoding, "DECODER", program)
    return program  # type: ignore[return-value]


def test_no_secret_goes_along(other_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOG_SECRET_KEY", "very secret")
    seen = other_program.with_name("seen")
    other_program.write_text(f"import os; open({str(seen)!r}, 'w').write(repr(dict(os.environ)))")
    with pytest.raises(Refused):
        decode(b"anything")
    assert "SECRET" not in seen.read_text()


@pytest.mark.parametrize(
    "says",
    [
        "", "[]", "{}", '{"width": 1, "height": 1, "files": [[0, 4]]}\\nHTML',
        '{"width": 99999, "height": 1, "files": [[0, 4]]}\\nRIFF',
        '{"width": 1, "height": 1, "files": [[77, 4]]}\\nRIFF',
        '{"width": 1, "height": 1, "files": []}',
    ],
)  # fmt: skip
def test_what_no_honest_decoder_would_say_is_not_believed(other_program: Path, says: str) -> None:
    other_program.write_text(f"print('''{says}''', end='')")
    with pytest.raises(Refused, match="broken"):
        decode(b"anything")


def test_who_takes_too_long_is_stopped(
    other_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "SECONDS", 0.2)
    other_program.write_text("import time; time.sleep(60)")
    with pytest.raises(Refused, match="slow"):
        decode(b"anything")


def test_a_crash_in_the_decoder_is_a_refusal(other_program: Path) -> None:
    other_program.write_text("import os; os.abort()")
    with pytest.raises(Refused, match="broken"):
        decode(b"anything")


@pytest.mark.skipif(os.name == "nt", reason="this system bounds no process")
def test_the_decoder_cannot_take_more_than_its_share() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(Path(decoder.__file__).parent)!r});"
        "import decoder; decoder.bound(); bytearray(2 << 30)"
    )
    done = subprocess.run(
        [decoding.interpreter(), "-I", "-c", program], capture_output=True, check=False
    )
    assert b"MemoryError" in done.stderr


def test_it_works_where_no_process_can_be_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "resource", None)
    decoder.bound()
    assert decoder.convert(picture())[:2] == (800, 600)


@pytest.mark.sqlite
def test_every_refusal_has_a_sentence_that_says_what_to_do(app: Flask) -> None:
    with app.test_request_context():
        reasons = {*REFUSED.values(), "bytes", "slow", "heic"}
        sentences = {reason: Refused(reason).sentence for reason in reasons}
    assert len(set(sentences.values())) == len(reasons)
    assert all("lease" in sentence for sentence in sentences.values())


def opened(made: Decoded) -> Image.Image:
    return Image.open(io.BytesIO(made.content))


def _jpeg(**notes: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG", **notes)
    return out.getvalue()
