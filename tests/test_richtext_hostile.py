"""Hostile text against the sanitiser, judged by html5lib, which the sanitiser does not use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it.ruler import Ruler

from blog.richtext import FRAME_HOSTS, effort, plain_text, render_comment, render_post


def words(text: str) -> set[str]:
    return set(text.split(" "))


XHTML = "{http://www.w3.org/1999/xhtml}"

# Written down anew, so that a slip in the program's own list shows here.
POST_ELEMENTS = words(
    "a abbr aside audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn"
    " div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i iframe img ins kbd li mark ol p pre q rp"
    " rt ruby s samp section small source span strong sub summary sup table tbody td tfoot th"
    " thead time tr u ul var video wbr"
)
POST_ATTRIBUTES = words(
    "id title lang dir class href hreflang rel src loop muted cite span datetime open width height"
    " allowfullscreen alt value start reversed type colspan rowspan poster loading decoding scope"
    " preload sandbox controls srcset sizes"
)
COMMENT_ELEMENTS = words("p br em strong b i del code pre blockquote ul ol li a")
COMMENT_ATTRIBUTES = {"href", "rel", "start"}
SCHEMES = {"http", "https", "mailto", "tel"}
ADDRESSES = {"href", "src", "cite", "poster", "srcset", "action", "data"}
SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")  # As the URL standard has it.
RASTER = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)


def faults(html: str, elements: set[str], attributes: set[str]) -> list[str]:
    """Everything in the HTML that should not be there, as a browser would read it."""
    found = []
    ids: list[str] = []
    for element in html5lib.parseFragment(html).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        name = element.tag.removeprefix(XHTML) if isinstance(element.tag, str) else "a comment"
        found += [] if name in elements else [f"<{name}>"]
        found += [f"<{name} {key}>" for key in element.attrib if key not in attributes]
        found += address_faults(element)
        found += frame_faults(element) if name == "iframe" else []
        if attributes is COMMENT_ATTRIBUTES and name == "a":
            found += [] if element.get("rel") == "nofollow ugc noopener" else ["a link's rel"]
        ids += filter(None, [element.get("id")])
    found += [] if len(ids) == len(set(ids)) else [f"an id twice: {ids}"]
    return found + [x for x in ids if x != "more" and not x.startswith("user-content-")]


def address_faults(element: ElementTree.Element) -> Iterator[str]:
    for attribute in ADDRESSES & set(element.attrib):
        value = browser_reading(element.attrib[attribute])
        scheme = SCHEME.match(value)
        if scheme and scheme[1].lower() not in SCHEMES and not RASTER.match(value):
            yield f"{attribute}={value!r}"


def frame_faults(frame: ElementTree.Element) -> Iterator[str]:
    src = frame.get("src", "")
    if not any(
        re.match(rf"https://{re.escape(host)}(?:[/?#]|\Z|(?<=/))", src) for host in FRAME_HOSTS
    ):
        yield f"a frame of {src!r}"
    if "allow-scripts" not in frame.get("sandbox", "") or "top-nav" in frame.get("sandbox", ""):
        yield "a frame without its sandbox"


def browser_reading(address: str) -> str:
    return re.sub(r"[\t\n\r]", "", address).strip("".join(map(chr, range(33))))


def assert_safe(source: str) -> None:
    for source_format in ("markdown", "html"):
        post = render_post(source, source_format)
        for html in filter(None, (post.html, post.lead)):
            assert not faults(html, POST_ELEMENTS, POST_ATTRIBUTES), (source_format, source)
        assert not re.search(r"<[^>]*\sid=", post.lead or "")
        assert len(post.summary) <= 280
        comment = render_comment(source, source_format)
        assert not faults(comment, COMMENT_ELEMENTS, COMMENT_ATTRIBUTES), source
        again = render_post(post.html, "html")
        assert again.html == post.html, (source_format, source)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<p hx-post="/admin/posts/1/deletion" hx-trigger="load">x</p>',
        '<p data-hx-get="/x" onclick="x()" style="position:fixed" name="y">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe srcdoc="&lt;script&gt;1&lt;/script&gt;" src="https://www.youtube.com/x"></iframe>',
        '<iframe src="https://www.youtube.com.evil.example/embed/1"></iframe>',
        '<iframe src="https://www.youtube.com@evil.example/embed/1"></iframe>',
        '<iframe src="https://evil.example\\@www.youtube.com/"></iframe>',
        '<iframe src="https://www.google.com/url?q=https://evil.example"></iframe>',
        '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
        '<span id="comments">x</span><a id="user-content-a">1</a><b id="a">2</b>',
        "<i id=x><object>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;<img src=1 onerror=1>'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<form><input name=action><button formaction=javascript:1>x</button></form>",
        "<template><script>1</script></template><base href=//evil.example>",
        '<meta http-equiv="refresh" content="0;url=//evil.example"><link rel=stylesheet href=//e>',
        "<video poster=javascript:1 src=javascript:2><source src=data:text/html,x></video>",
    ],
)
def test_what_is_dangerous_never_survives(html: str) -> None:
    assert_safe(html)


PIECES = st.sampled_from(
    sorted(
        words(
            "<b> </b> <p> </p> <a> </a> <table> <td> </table> <tr> <li> <ul> </ul> <div> </div>"
            " <svg> </svg> <math> <mtext> <style> </style> <script> </script> <!--more--> <!--"
            " --> <title> <textarea> <noscript> </noscript> <select> <option> <iframe> </iframe>"
            " <img|src=x|onerror=y> <a|href=javascript:x> <p|style=float:left|hx-get=/x> <h1>"
            " <a|name=more> <span|id=more> <caption> <pre> <blockquote> <object> <button> <i>"
            " </button> <form> <font> </font> <center> <i|id=x> <a|href=#x|id=x> <template>"
            " </template> <frameset> <video|src=x> <source|src=x> <details> <summary> <ruby> <rt>"
            " <col> <plaintext> &lt; &#1; ``` ~~ ** [ ]( ) > - # | text \u05d0 \u202e \x00 \ud800"
            " \" ' = user-content-x"
        )
    )
)


@given(st.lists(PIECES, max_size=14))
@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_no_heap_of_tags_breaks_out(pieces: list[str]) -> None:
    assert_safe("".join(pieces).replace("|", " "))


@given(st.text(max_size=60))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_no_text_breaks_the_renderer(text: str) -> None:
    assert_safe(text)


@pytest.mark.parametrize(
    "source",
    [
        ">" * 10_000,
        "[" * 10_000,
        "*" * 10_000,
        "*a **a " * 3_000,
        "- " * 5_000,
        "`a" * 5_000,
        "![" * 5_000 + "](" * 5_000,
        "[a](" * 5_000,
        "<" * 10_000,
        "<div>" * 20_000,
        "<ul><li>" * 10_000,
        "<table><tr><td>" * 5_000,
        "<span>" * 10_000 + "</b>" * 10_000,
        "<p>" + "".join(f"<b id=a{n}>" for n in range(2_000)) + "<p>x" * 2_000,
        "http://" * 3_000,
        "&" * 10_000,
        "<!--" * 5_000,
        "a\n" * 10_000,
        "|a" * 5_000 + "\n" + "|-" * 5_000,
        "[^1]" * 2_000 + "\n\n[^1]: x",
        " \n" * 10_000,
        "~" * 10_000,
        "_a" * 5_000,
    ],
    ids=lambda source: repr(source[:12]),
)
def test_deep_nesting_neither_raises_nor_never_ends(source: str) -> None:
    for source_format in ("markdown", "html"):
        render_post(source, source_format)
        render_comment(source, source_format)


def payloads(corpus: Path) -> Iterator[str]:
    """Every hostile input of the corpus: whole small files, their lines and their test cases."""
    for folder in ("xss", "html", "markdown", "strings"):
        for path in sorted((corpus / "hostile" / folder).rglob("*")):
            if not path.is_file():
                continue
            text = path.read_text("utf-8", errors="surrogateescape")
            if path.suffix == ".json":
                yield from strings_in(json.loads(text))
            elif path.suffix == ".dat":
                yield from re.findall(r"#data\n(.*?)\n#errors", text, re.DOTALL)
            elif folder == "strings" or path.stat().st_size > 800:
                yield from text.splitlines()
            yield text[:20_000]


def strings_in(found: object) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for value in found.values():
            yield from strings_in(value)
    elif isinstance(found, list):
        for value in found:
            yield from strings_in(value)


@pytest.mark.parametrize("part", range(4))
def test_no_known_attack_gets_through(corpus: Path, part: int) -> None:
    seen = 0
    for payload in islice(sorted(set(payloads(corpus))), part, None, 4):
        assert_safe(payload)
        seen += 1
    assert seen > 100


def test_every_imported_blogger_post_renders(corpus: Path) -> None:
    rendered = 0
    for path in sorted((corpus / "blogger").glob("*.xml")):
        try:
            entries = ElementTree.parse(path).iter("{http://www.w3.org/2005/Atom}content")
        except ElementTree.ParseError:
            continue  # Broken files are the importer's business.
        for entry in entries:
            post = render_post(entry.text or "", "html")
            assert not faults(post.html, POST_ELEMENTS, POST_ATTRIBUTES)
            assert plain_text(post.html) == post.text
            rendered += 1
    assert rendered > 100


@pytest.mark.parametrize("unit", ["![", "[", "^[", "[a][", "[^", "[[]"])
def test_brackets_that_nothing_closes_cost_a_bounded_number_of_steps(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0

    def rules(self: Ruler[Any], name: str = "") -> list[Any]:
        nonlocal taken
        taken += 1  # The parser asks for its rules at every step.
        return every(self, name)

    every = Ruler.getRules
    monkeypatch.setattr(Ruler, "getRules", rules)
    monkeypatch.setattr(effort, "MOST_STEPS", 2_000)
    for format_ in (lambda text: render_post(text, "markdown").html, render_comment):
        taken = 0
        assert plain_text(format_(unit * 5_000)) == unit * 5_000
        assert taken < 5_000


def test_a_text_with_thousands_of_links_keeps_them_all() -> None:
    text = "See [the *first* `one` of them](https://a.example) and [ ] tick.\n" * 8_000
    assert render_post(text, "markdown").html.count("<a ") == 8_000
