"""Rich text: what becomes of what people write."""

from __future__ import annotations

import pytest

from blog.richtext import FRAME_HOSTS, Picture, Rendered, plain_text, render_comment, render_post

MORE = '<span id="more"></span>'


def html(source: str) -> str:
    return render_post(source, "html").html.strip()


def markdown(source: str) -> str:
    return render_post(source, "markdown").html.strip()


def lost(source: str) -> dict[str, int]:
    return render_post(source, "html").lost


@pytest.mark.parametrize(
    ("written", "rendered"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"),
        ("# One", "<h2>One</h2>"),
        ("## Two", "<h2>Two</h2>"),
        ("a <kbd>b</kbd>", "<p>a <kbd>b</kbd></p>"),
        ("README.md", "<p>README.md</p>"),
        ("https://a.example", '<p><a href="https://a.example">https://a.example</a></p>'),
        ("```nosuch\n<b>\n```", '<pre class="highlight"><code>&lt;b&gt;\n</code></pre>'),
        (
            "```python\nx\n```",
            '<pre class="highlight"><code><span class="n">x</span>\n</code></pre>',
        ),
    ],
)
def test_markdown_becomes(written: str, rendered: str) -> None:
    assert markdown(written) == rendered


@pytest.mark.parametrize(
    ("written", "rendered"),
    [
        # What goes, and what stays of it.
        ("<script>x</script>a", "a"),
        ('<p onclick="x" hx-get="/y" data-z="1" style="color:red" name="n">a</p>', "<p>a</p>"),
        ('<font color="red">a</font><big>b</big><tt>c</tt>', "ab<code>c</code>"),
        ("<strike>a</strike><acronym>b</acronym>", "<s>a</s><abbr>b</abbr>"),
        ("<h1>a</h1><article><p>b</p></article>", "<h2>a</h2><div><p>b</p></div>"),
        ("<o:p>a</o:p><blink>b</blink>", "ab"),
        ("<form><input><button>Send</button></form>", "Send"),
        ('<br clear="all"><hr width="5" noshade>', "<br><hr>"),
        ('<span class="MsoNormal"><p>a</p></span>', "<p>a</p>"),
        ('<p class="highlight k x evil">a</p>', '<p class="highlight k x">a</p>'),
        # Placing.
        ('<p style="text-align: CENTER;">a</p>', '<p class="align-center">a</p>'),
        ('<div align="right">a</div>', '<div class="align-right">a</div>'),
        ("<center>a</center>", '<div class="align-center">a</div>'),
        ('<div class="separator">a</div>', '<div class="align-center">a</div>'),
        ('<p style="text-align:left;text-align:justify">a</p>', '<p class="align-justify">a</p>'),
        ('<table align="left"></table>', '<table class="float-left"></table>'),
        # Bold and italics that only a style told.
        ('<span style="font-weight:bold; font-style:italic">a</span>', "<b><i>a</i></b>"),
        ('<b style="font-weight:normal;" id="docs-1"><p>a</p></b>', "<p>a</p>"),
        # Links.
        ('<a href="">a</a><a>b</a>', "ab"),
        ('<a href="/x" target="_blank" rel="noopener">a</a>', '<a href="/x">a</a>'),
        ('<a href="ftp://a/b">a</a><a href="JaVa\tScript:x">b</a>', "ab"),
        ('<a href="/my file">a</a>', '<a href="/my%20file">a</a>'),
        ('<a href="tel:+1">a</a><a href="mailto:a@b">b</a>',) * 2,
        # Anchors.
        (
            '<a name="My part"></a><a href="#My%20part">a</a>',
            '<a id="user-content-My-part"></a><a href="#user-content-My-part">a</a>',
        ),
        ('<a href="#comments">a</a>', '<a href="#comments">a</a>'),
        ('<p id="a">1</p><p id="a">2</p>', '<p id="user-content-a">1</p><p>2</p>'),
        ('<p><i id="a">1<p>2', '<p><i id="user-content-a">1</i></p><p><i>2</i></p>'),
        ('<p id="user-content-a">1</p>', '<p id="user-content-a">1</p>'),
        ('<div id="more">1</div>', '<div id="user-content-more">1</div>'),
        # Tables and lists.
        (
            '<table border="1" bgcolor="red"><tr><td colspan="2" rowspan="x" width="5">a</table>',
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        ),
        (
            '<ol start="3" type="i"><li value="7">a',
            '<ol start="3" type="i"><li value="7">a</li></ol>',
        ),
        ("<p>a<div>b</div>", "<p>a</p><div>b</div>"),
        ("<pre>\n\n\na</pre>", "<pre>a</pre>"),
    ],
)
def test_old_markup_becomes(written: str, rendered: str) -> None:
    assert html(written) == rendered


def test_a_markdown_table_keeps_its_alignment_as_a_class() -> None:
    assert '<td class="align-right">1</td>' in markdown("|a|\n|-:|\n|1|")


def test_footnotes_point_to_one_another() -> None:
    rendered = render_post("a[^1]\n\n[^1]: b", "markdown")
    assert 'href="#user-content-fn1"' in rendered.html
    assert 'id="user-content-fn1"' in rendered.html
    assert 'href="#user-content-fnref1"' in rendered.html
    assert rendered.text == "a b"


# Pictures.


def test_a_picture_gets_alt_and_https_and_whole_numbers() -> None:
    picture = '<img src="http://a/b.png" style="width: 300.5px; height: auto" width="100%">'
    assert html(picture) == '<img src="https://a/b.png" alt="" width="300">'


def test_every_picture_but_the_first_loads_late() -> None:
    first, second, third = html('<img src="a"><img src="b"><img src="c">').split("><")
    assert "loading" not in first
    assert second.endswith('loading="lazy" decoding="async"')
    assert third.endswith('loading="lazy" decoding="async">')


def test_the_first_picture_is_no_tracker_and_no_data() -> None:
    post = render_post(
        '<img src="//t/1.gif" width=1 height=1><img src="data:image/gif;base64,AA==">'
        '<img src="//a/b.png" alt="A bee"><img src="c">',
        "html",
    )
    assert post.picture == Picture("https://a/b.png", "A bee")


def test_a_text_without_pictures_has_none() -> None:
    assert render_post("a", "html").picture is None


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
def test_a_raster_picture_may_be_written_out(kind: str) -> None:
    assert f'src="data:image/{kind};base64,AAAA"' in html(
        f'<img src="data:image/{kind};base64,AAAA">'
    )


def test_a_vector_picture_may_not() -> None:
    assert html('<img src="data:image/svg+xml;base64,AAAA">') == ""
    assert lost('<img src="data:image/svg+xml;base64,AAAA">') == {"picture": 1}


def test_a_lazy_script_s_picture_is_found() -> None:
    assert 'src="https://a/b.png"' in html('<img data-src="http://a/b.png" src="data:image/gif,x">')


def test_our_own_pictures_get_their_attributes() -> None:
    asked = []

    def attributes(src: str) -> dict[str, str]:
        asked.append(src)
        return {"width": "8", "srcset": '/media/a"1 1x', "onload": "x"} if "media" in src else {}

    post = render_post(
        "![A](/media/a.png)\n\n<!--more-->\n\n![B](/b.png)",
        "markdown",
        picture_attributes=attributes,
    )
    ours = '<img src="/media/a.png" width="8" srcset="/media/a&quot;1 1x" alt="A">'
    assert ours in post.html
    assert post.lead == f"<p>{ours}</p>"
    assert asked == ["/media/a.png", "/b.png"]
    assert "onload" not in post.html


def test_blogger_s_caption_table_becomes_a_figure() -> None:
    table = (
        '<table align="center" class="tr-caption-container" style="margin-left: auto;"><tbody>'
        '<tr><td style="text-align: center;"><a href="/a"><img src="a.png" alt="A"></a></td></tr>'
        '<tr><td class="tr-caption" style="text-align: center;">A <i>bee</i></td></tr>'
        "</tbody></table>"
    )
    assert html(table) == (
        '<figure class="align-center"><a href="/a"><img src="a.png" alt="A"></a>'
        '<figcaption class="align-center">A <i>bee</i></figcaption></figure>'
    )


# Frames and players.


@pytest.mark.parametrize("host", FRAME_HOSTS)
def test_a_listed_host_keeps_its_frame(host: str) -> None:
    frame = html(f'<iframe src="//{host}?a=1&b=2" onload=x width="560" height="100%"></iframe>')
    assert f'<iframe src="https://{host}?a=1&amp;b=2" width="560" title="Embedded content' in frame
    assert 'allowfullscreen="" ' in frame
    assert 'loading="lazy"' in frame
    assert 'sandbox="allow-scripts allow-same-origin allow-popups allow-presentation"' in frame


def test_a_frame_keeps_its_own_title() -> None:
    assert 'title="A film"' in html('<iframe title="A film" src="//youtube.com/embed/1"></iframe>')


@pytest.mark.parametrize(
    ("player", "kind"),
    [
        ('<iframe src="https://evil.example/x"></iframe>', "iframe"),
        ('<embed src="https://evil.example/x">', "embed"),
        ('<object data="https://evil.example/x"></object>', "object"),
        ('<object><param name="movie" value="https://evil.example/x"></object>', "object"),
    ],
)
def test_any_other_player_becomes_a_link_and_is_counted(player: str, kind: str) -> None:
    post = render_post(player, "html")
    assert post.html == ('<a href="https://evil.example/x">Embedded content from evil.example</a>')
    assert post.lost == {kind: 1}


def test_an_old_flash_film_becomes_a_frame() -> None:
    film = '<object><embed src="http://www.youtube.com/v/abcdefghijk&hl=en_US"></object>'
    assert 'src="https://www.youtube.com/embed/abcdefghijk"' in html(film)
    assert lost(film) == {}


def test_a_film_of_ours_has_controls() -> None:
    film = '<video autoplay onplay=x src="http://a/b.mp4" poster="//a/b.jpg"></video>'
    assert html(film) == (
        '<video src="https://a/b.mp4" poster="https://a/b.jpg" controls=""></video>'
    )
    sound = '<audio><source src="/a.ogg" type="audio/ogg">None</audio>'
    assert html(sound) == ('<audio controls=""><source src="/a.ogg" type="audio/ogg">None</audio>')


def test_what_is_lost_is_counted_by_kind() -> None:
    assert lost(
        "<script>1</script><script>2</script><style>p{}</style><p onclick=x onload=y>a</p>"
        '<form><input></form><a href="javascript:x">b</a><svg></svg><x-y>c</x-y>'
    ) == {
        "script": 2,
        "style": 1,
        "event handler": 2,
        "form": 2,
        "script link": 1,
        "svg": 1,
        "unknown element": 1,
    }


# The jump break.


@pytest.mark.parametrize(
    "mark",
    [
        "<!--more-->",
        "<!-- MORE -->",
        '<a name="more"></a>',
        "<a name='more'/>",
        '<span id="more"></span>',
        '<span id="more-12"></span>',
    ],
)
def test_a_jump_break_divides_the_post(mark: str) -> None:
    post = render_post(f"<div><div><p>a</p>{mark}<p>b</p></div><p>c</p></div>", "html")
    assert post.html == f"<div><div><p>a</p>{MORE}<p>b</p></div><p>c</p></div>"
    assert post.lead == "<div><div><p>a</p></div></div>"
    assert post.summary == "a"


@pytest.mark.parametrize("mark", ["<!--more-->", "<!-- More -->"])
def test_a_jump_break_divides_markdown(mark: str) -> None:
    post = render_post(f"One\n\n{mark}\n\nTwo", "markdown")
    assert post.lead == "<p>One</p>"
    assert MORE in post.html


def test_only_the_first_jump_break_counts() -> None:
    post = render_post("a<!--more-->b<!--more-->c<a name=more></a>", "html")
    assert post.html == f"a{MORE}bc"


def test_a_jump_break_in_code_is_none() -> None:
    assert render_post("```\n<!--more-->\n```\n\n`<!--more-->`", "markdown").lead is None
    assert render_post("<pre>&lt;!--more--&gt;</pre>", "html").lead is None


def test_a_jump_break_between_items_stands_before_the_list() -> None:
    assert html("<p>a</p><ul><li>b</li><!--more--><li>c</li></ul>") == (
        f"<p>a</p>{MORE}<ul><li>b</li><li>c</li></ul>"
    )


def test_a_lead_has_no_ids_since_several_stand_on_one_page() -> None:
    post = render_post('<p id="a">x[<a href="#a">1</a>]</p><!--more-->', "html")
    assert post.lead == "<p>x[<a>1</a>]</p>"


def test_a_post_without_jump_break_has_no_lead() -> None:
    assert render_post("a", "markdown").lead is None


# Plain text.


def test_a_summary_ends_at_a_word() -> None:
    summary = render_post("word " * 100, "markdown").summary
    assert len(summary) <= 280
    assert summary.endswith(" word…")
    assert render_post("short", "markdown").summary == "short"


@pytest.mark.parametrize("letter", ["字", "ก็", "👩‍👩‍👧"])
def test_a_summary_without_spaces_ends_between_letters(letter: str) -> None:
    summary = render_post(letter * 300, "markdown").summary
    assert 250 < len(summary) <= 280
    assert summary.removesuffix("…").replace(letter, "") == ""


def test_text_keeps_blocks_apart_and_folds_space() -> None:
    assert plain_text("<p>a<b>b</b></p><p>c\n  d</p>e<br>f<script>x</script>") == "ab c d e f"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one two, three", 3),
        ("it's well-known", 2),
        ("日本語の文", 3),
        ("สวัสดีครับ", 2),
        ("नमस्ते दुनिया", 2),
        ("", 0),
        ("- –", 0),
    ],
)
def test_words_are_counted_for_reading(text: str, words: int) -> None:
    assert render_post(text, "html").words == words


# Language and direction.


@pytest.mark.parametrize(
    ("text", "blog", "language"),
    [
        ("A plain English text.", "en", None),
        ("Un texte français, assez long pour être compté.", "fr", None),
        ("שלום עולם, זה פוסט", "en", "he"),
        ("שלום עולם, זה פוסט", "he", None),
        ("שלום עולם, זה פוסט", "iw", None),
        ("مرحبا بالعالم في هذه المدونة", "en", "ar"),
        ("این یک نوشته‌ی فارسی است که می‌گوید", "en", "fa"),
        ("این یک نوشته‌ی فارسی است که می‌گوید", "ar", "fa"),
        ("یہ اردو میں ایک تحریر ہے", "en", "ur"),
        ("こんにちは、世界。今日は良い天気です。", "en", "ja"),
        ("안녕하세요 세계", "en", "ko"),
        ("你好，世界。今天天气很好。", "en", "zh"),
        ("你好，世界。今天天气很好。", "zh-Hant", None),
        ("東京", "ja", None),
        ("สวัสดีชาวโลก", "en", "th"),
        ("नमस्ते दुनिया", "en", "hi"),
        ("नमस्ते दुनिया", "mr", None),
        ("Привет, мир! Это запись.", "en", "ru"),
        ("Привіт, світе! Це допис її.", "en", "uk"),
        ("Привіт, світе! Це допис її.", "ru", "uk"),
        ("Здравей, свят", "bg", None),
        ("Γειά σου Κόσμε", "en", "el"),
        ("A whole post in plain English letters.", "he", "en"),
        ("Flask", "he", None),
        ("1234 !?", "he", None),
        ("", "en", None),
        ("שלום עולם זה פוסט <pre>" + "print(x) " * 50 + "</pre>", "en", "he"),
    ],
)
def test_the_language_is_told_by_the_letters(text: str, blog: str, language: str | None) -> None:
    assert render_post(text, "html", blog_language=blog).language == language


@pytest.mark.parametrize(
    ("text", "blog", "direction"),
    [
        ("Hello", "he", "ltr"),
        ("שלום Flask", "en", "ltr"),
        ("שלום לכולם Flask", "en", "rtl"),
        ("123", "ar", "rtl"),
        ("123", "en", "ltr"),
        ("", "az-Arab", "rtl"),
    ],
)
def test_the_direction_follows_the_strong_letters(text: str, blog: str, direction: str) -> None:
    assert render_post(text, "html", blog_language=blog).direction == direction


def test_the_title_helps_a_picture_post() -> None:
    post = render_post('<img src="a">', "html", title="שלום עולם")
    assert (post.language, post.direction) == ("he", "rtl")


# Rendering again, and broken characters.


def test_rendered_html_renders_to_itself() -> None:
    source = (
        '<h1 id="a">A</h1><center><a href="#a">b</a></center><!--more--><img src="http://a/b">'
        '<img src="c"><iframe src="//youtube.com/embed/1"></iframe><p style="float:left">d</p>'
    )
    once = render_post(source, "html")
    assert render_post(once.html, "html") == once


@pytest.mark.parametrize("source_format", ["markdown", "html"])
def test_broken_characters_are_taken_out(source_format: str) -> None:
    source = "a\x00b\ud800c\x1bd\ufffee\ud83d\ude00&#1;"
    assert plain_text(render_post(source, source_format).html).startswith("abcde\U0001f600")
    assert "abcde\U0001f600" in render_comment(source, source_format)
    render_post(source, source_format).html.encode()


@pytest.mark.parametrize("source", ["", " ", "<!--", "<!doctype html><html><head>", "\ufeff"])
def test_nothing_renders_to_nothing(source: str) -> None:
    post = render_post(source, "html")
    assert isinstance(post, Rendered)
    assert post.text.strip("\ufeff") == ""
    assert post.words == 0


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no such source format"):
        render_post("a", "bbcode")
    with pytest.raises(ValueError, match="no such source format"):
        render_comment("a", "bbcode")


# Comments.

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("written", "rendered"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1986. Good year", '<ol start="1986">\n<li>Good year</li>\n</ol>'),
        ("```python\nx\n```", "<pre><code>x\n</code></pre>"),
        ("[a](https://b.example)", f'<p><a href="https://b.example" {REL}>a</a></p>'),
        (
            "https://b.example",
            f'<p><a href="https://b.example" {REL}>https://b.example</a></p>',
        ),
        # What comments do not know stays as it was typed.
        ("# a", "<p># a</p>"),
        ("a\n---", "<p>a<br>\n---</p>"),
        ("![a](https://b)", "<p>![a](https://b)</p>"),
        ("|a|\n|-|\n|b|", "<p>|a|<br>\n|-|<br>\n|b|</p>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("<script>a</script>", "<p>&lt;script&gt;a&lt;/script&gt;</p>"),
        ("[a](javascript:b)", "<p>[a](javascript:b)</p>"),
        ("[a](ftp://b)", "<p>a</p>"),
    ],
)
def test_a_comment_in_markdown_becomes(written: str, rendered: str) -> None:
    assert render_comment(written) == rendered


@pytest.mark.parametrize(
    ("written", "rendered"),
    [
        ("a", "<p>a</p>"),
        ("a<br />b", "<p>a<br>b</p>"),
        ("a<br /><br />\nb<br/>", "<p>a</p>\n<p>b</p>"),
        ("<p>a</p>b", "<p>a</p>\n<p>b</p>"),
        ("<div>a</div><h1>b</h1>", "<p>a</p>\n<p>b</p>"),
        ("<b>a</b> <i>b</i>", "<p><b>a</b> <i>b</i></p>"),
        (
            '<a href="http://a" onclick="x" id="y" class="z">b</a>',
            f'<p><a href="http://a" {REL}>b</a></p>',
        ),
        ('<a href="javascript:x">a</a>', "<p>a</p>"),
        ("<script>x</script><style>y</style><img src=z>", ""),
        ("<span style='color:red' title='t'>a</span>", "<p>a</p>"),
        ("<ul><li>a</ul>", "<ul><li>a</li></ul>"),
    ],
)
def test_a_comment_in_html_becomes(written: str, rendered: str) -> None:
    assert render_comment(written, "html") == rendered


@pytest.mark.parametrize(
    "blank",
    [
        "<div><br></div>",
        "<p>&nbsp;</p>",
        "<div><span><br /></span></div>",
        "<p></p>",
        "<div> <br/> <br/></div>",
    ],
)
def test_boxes_that_hold_only_a_blank_line_leave_no_hole(blank: str) -> None:
    made = render_post(f"<div>One.</div>{blank}<div>Two.</div>", "html")
    assert "".join(made.html.split()) == "<div>One.</div><div>Two.</div>"


@pytest.mark.parametrize(
    "kept",
    [
        '<div><a name="more"></a></div>',
        '<p id="here"></p>',
        "<div><img src=/a.png></div>",
        "<p>.</p>",
    ],
)
def test_boxes_that_show_or_mark_something_stay(kept: str) -> None:
    html = render_post(f"<p>One.</p>{kept}<p>Two.</p>", "html").html
    assert html.count("<p") + html.count("<div") == 3
