"""HTML that keeps to itself, and HTML that would change what is around it."""

from __future__ import annotations

import pytest

from blog.widgets.soundness import UnsoundError, check

SOUND = [
    "",
    "a < b",
    "<p>one</p>two<br><br/>",
    '<IMG alt="a > b" src=\'x">\'><P CLASS="x">three</p>',
    "<a href=/x/ hx-get=\"/x\" disabled data-a='<b>'>four</a>",
    "<a\n  href = '/x'\n>five</a >",
    '<svg viewBox="0 0 1 1"><g><path d="M0 0"/></g></svg>',
    "<!-- a comment with <b> and -- in it -->",
    '<iframe src="x"></iframe><textarea>six < seven</textarea>',
    '<input value="</section>"><my-own>eight</my-own>',
]
UNSOUND = [
    None, 3, b"<p>one</p>", ["<p>one</p>"],
    "<p>", "</p>", "</section>", "<b><i></b></i>", "</section><section>", "<div/>",
    "<p", "</p", "<p class='", '<a href="/x>y</a>', "<!-- open", "<!doctype html>", "<?php ?>",
    "<![CDATA[<b>]]>",
    # What looks like a comment, an attribute or bare text ends earlier in a browser.
    "<!--></section> -->", "<!---></section> -->", "<!-- --!></section> -->",
    '<a b"></section><a ">', "<a b='></section>", "<a =\"></section>\">x</a>",
    "<iframe><!-- </iframe></section> --></iframe>", "<textarea><b></textarea></b></textarea>",
    "<script><!-- <script></script></section>--></script>",
    "<svg><b/></svg>", "<plaintext>", "<body></body>", "<html lang=x></html>",
    "\ud83d", "a\0b", "<p\0>x</p>", "x" * 1_000_001,
]  # fmt: skip


@pytest.mark.parametrize("html", SOUND)
def test_what_nests_and_ends_is_sound(html: str) -> None:
    assert check(html) == html
    assert check(html) == html, "found sound once, it is so again"


@pytest.mark.parametrize("html", UNSOUND, ids=range(len(UNSOUND)))
def test_what_would_change_its_surroundings_is_not(html: object) -> None:
    for _ in range(2):
        with pytest.raises(UnsoundError):
            check(html)


@pytest.mark.parametrize(
    "part",
    ["<", "<a ", "<!--", "--!", "<a b='", " b", '"', "<b>", "</b>", "\t\n", "<a x=", "<svg>"],
)
def test_no_text_takes_long_to_look_through(part: str) -> None:
    """Patterns that go back and try again would need hours for these."""
    for before in ("", "<a", "<!--", "<a x"):
        with pytest.raises(UnsoundError):
            check(before + part * (900_000 // len(part)) + "<p>")
