"""The owner's own CSS: what passes, what is refused and on which line, and where it is served."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from blog.site.stylesheet import StylesheetRefused, checked_stylesheet
from tests.stage.reader import Reader

SOUND = """/* My own. */
@media (width < 40rem) { .post { padding: 1rem; &:hover { color: red } } }
.masthead { background: url("/media/0123456789abcdef0123456789abcdef.webp") }"""


@pytest.fixture
def in_the_blog(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.sqlite
@pytest.mark.usefixtures("in_the_blog")
def test_sound_css_stays_as_it_was_written() -> None:
    assert checked_stylesheet(SOUND) == SOUND
    assert checked_stylesheet("") == ""
    assert checked_stylesheet("p { color: red") == "p { color: red}"


@pytest.mark.sqlite
@pytest.mark.usefixtures("in_the_blog")
@pytest.mark.parametrize(
    "css",
    [
        "@import 'https://evil.example/x.css';",
        "@\\69mport url(x);",
        "@charset 'utf-8';",
        "p { background: url(//evil.example/x) }",
        "p { background: url('https://evil.example/x') }",
        "p { background: \\75rl(https://evil.example/x) }",
        "p { background: url(data:image/svg+xml,x) }",
        "p { background: url(/media/../account/sign-out) }",
        "p { background: image-set('https://evil.example/x' 1x) }",
        "p { --x: 'https://evil.example/x'; background: -webkit-image-set(var(--x) 1x) }",
        "p { --x: { a: url(https://evil.example/x) } }",
        "@font-face { src: url(https://evil.example/x) }",
        "@supports (background: url(https://evil.example/x)) { p { color: red } }",
        "p { width: expression(alert(1)) }",
        "p { behavior: url(/media/x.webp) }",
        "p { -moz-binding: none }",
        "p { color }",
        "p { } }",
        "p { content: 'a\nb' }",
        "</style><script>alert(1)</script>",
        "p { background: url(/media/x.webp",
        "(" * 40_000,
        "p {" * 10_000,
        "p { color: red }" * 4_000,
    ],
)
def test_what_fetches_runs_or_cannot_be_read_is_refused(css: str) -> None:
    with pytest.raises(StylesheetRefused):
        checked_stylesheet(css)


@pytest.mark.sqlite
@pytest.mark.usefixtures("in_the_blog")
def test_the_refusal_names_the_lines_first_ones_first() -> None:
    css = "p { color: red }\np { x }\n\n@import 'x';\np { background: url(//x) }"
    with pytest.raises(StylesheetRefused) as refused:
        checked_stylesheet(css)
    assert [one.partition(":")[0] for one in refused.value.problems] == [
        "Line 2", "Line 4", "Line 5",
    ]  # fmt: skip
    assert "@import" in refused.value.problems[1]


def test_readers_get_the_owners_css_at_a_new_address(
    reader: Reader, change_setting: Callable[[str, object], None]
) -> None:
    before = theme_of(reader, "/")
    change_setting("custom_css", SOUND)
    after = theme_of(reader, "/")
    assert after != before
    answer = reader.get(after)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.text.startswith(":root{--hue:28}\n/* My own. */")
    # Relative to the sheet, so that it is right under a sub-path, too.
    assert 'url("media/0123456789abcdef0123456789abcdef.webp")' in answer.text


def test_the_admin_wears_the_colour_but_never_the_css(
    sign_in: Callable[..., Reader], change_setting: Callable[[str, object], None]
) -> None:
    change_setting("custom_css", "body { display: none }")
    change_setting("accent_hue", 200)
    owner = sign_in("owner")
    sheet = owner.get(theme_of(owner, "/admin/")).text
    assert sheet == ":root{--hue:200}\n"
    assert "display: none" in owner.get(theme_of(owner, "/")).text


def theme_of(browser: Reader, address: str) -> str:
    return str(browser.get(address).find("link[href*='/theme-']").attributes["href"])
