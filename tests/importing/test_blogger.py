"""Blogger's exports: what real and made ones give, what is repaired, and what is refused."""

from __future__ import annotations

import json
import stat
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from blog.importing import takeout, xmlrepair
from blog.importing.blogger import ImportRefused, SeveralBlogs, looks_like_blogger, read
from blog.importing.records import CommentRecord, Export, PostRecord

from . import exports

FORMS = sorted(exports.FORMS)


def refusal(path: Path, blog: str | None = None) -> str:
    """The one sentence with which a file is refused."""
    with pytest.raises(ImportRefused) as refused:
        read(path, blog=blog)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert path.name in sentence
    return sentence


def counted(export: Export, kind: str) -> dict[str, int]:
    names = {"published": "live", "draft": "draft"}
    return dict(Counter(names[one.status] for one in export.posts if one.kind == kind))


def post(export: Export, title: str) -> PostRecord:
    return next(one for one in export.posts if one.title == title)


def comment(export: Export, html: str) -> CommentRecord:
    return next(one for one in export.comments if one.html == html)


def old_feed(tmp_path: Path, entries: str) -> Path:
    """A file of the old form around the entries, its root declaring no prefixes."""
    file = tmp_path / "blog.xml"
    file.write_text(f"<feed xmlns='http://www.w3.org/2005/Atom'>\n{entries}\n</feed>", "utf-8")
    return file


def entry(inner: str, number: int = 1) -> str:
    kind = f"<category term='{exports.KIND}post'/>"
    return f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id>{kind}{inner}</entry>"


class TestRealExports:
    @pytest.mark.parametrize("name", exports.REAL)
    def test_a_real_export_gives_what_an_independent_count_found(
        self, corpus: Path, name: str
    ) -> None:
        truth: dict[str, Any] = json.loads((corpus / "blogger/TRUTH.json").read_text("utf-8"))[name]
        export = read(corpus / "blogger" / name)
        labels = [label for one in export.posts for label in one.labels]
        dates = [one.published_at for one in export.posts if one.published_at]
        assert looks_like_blogger(corpus / "blogger" / name)
        assert counted(export, "post") == truth["posts_by_status"]
        assert counted(export, "page") == truth["pages_by_status"]
        assert len(export.comments) == truth["comments_total"]
        assert (
            sum(one.post is None for one in export.comments) == truth["comments_on_absent_entries"]
        )
        assert (
            len({one.post for one in export.comments if one.post}) == truth["entries_with_comments"]
        )
        assert len({one.author.key for one in export.comments}) == truth["comment_authors"]
        assert (len(set(labels)), len(labels)) == (truth["labels"], truth["label_uses"])
        assert len({one.author.key for one in export.posts if one.author}) == truth["authors"]
        assert sum(one.path is not None for one in export.posts) == truth["permalinks"]
        assert sum(one.path is None for one in export.posts) == truth["posts_or_pages_without_link"]
        assert sum(not one.title for one in export.posts) == truth["empty_titles"]
        assert max(len(one.html) for one in export.posts) == truth["longest_body_chars"]
        if dates:
            assert min(dates) == datetime.fromisoformat(truth["first_published"])
            assert max(dates) == datetime.fromisoformat(truth["last_published"])
        assert export.skipped == ()
        assert bool(export.repairs) == ("counts_after_repairs" in truth)

    def test_a_row_of_entries_without_a_root_is_read_whole(self, corpus: Path) -> None:
        export = read(corpus / "blogger/fragment-complete-entry.xml")
        assert counted(export, "post") == {"live": 10, "draft": 1}
        assert export.blog.title == "Dida ID's Blog"
        assert any("app, gd, media, thr" in line for line in export.repairs)

    def test_a_removed_comment_is_a_tombstone_without_words(self, corpus: Path) -> None:
        export = read(corpus / "blogger/french-bleporini-blog-03-28-2014.xml")
        (removed,) = (one for one in export.comments if one.state == "deleted")
        assert removed.html == ""
        assert removed.post is not None

    def test_the_blogs_own_settings_are_read(self, corpus: Path) -> None:
        blog = read(corpus / "blogger/english-kcargile-blog-08-19-2012.xml").blog
        assert (blog.id, blog.title) == ("6103943824397639239", "Kristopher Cargile")
        assert (blog.language, blog.time_zone) == ("en", "America/New_York")
        assert blog.address == "http://www.kriscargile.com"
        assert (blog.comment_moderation, blog.comment_access) == ("DISABLED", "ANYONE")
        assert (blog.searchable, blog.comments_allowed, blog.posts_per_page) == (True, True, 8)

    def test_where_the_blog_hides_comments_every_post_hides_them(self, corpus: Path) -> None:
        export = read(corpus / "blogger/japanese-2001y-blog-02-21-2022.xml")
        assert {one.comments for one in export.posts} == {"hidden"}
        assert export.blog.ads_txt.startswith("google.com, pub-")
        assert "Disallow: /search" in export.blog.robots_txt.splitlines()

    def test_twins_by_m_1_keep_one_path_and_others_their_percent_signs(self, corpus: Path) -> None:
        paths = [one.path for one in read(corpus / "blogger/blot-export.xml").posts]
        assert paths.count("/2020/01/shared.html") == 2
        assert "/a/%E2%98%83/weird.name.html" in paths


@pytest.mark.parametrize("form", FORMS)
class TestBothForms:
    @pytest.fixture
    def export(self, tmp_path: Path, form: str) -> Export:
        return read(exports.write(tmp_path, exports.travel_blog(), form))

    def test_posts_and_pages_stand_where_they_stood(self, export: Export) -> None:
        assert Counter((one.kind, one.status) for one in export.posts) == {
            ("post", "published"): 4,
            ("post", "scheduled"): 1,
            ("post", "draft"): 1,
            ("page", "published"): 1,
            ("page", "draft"): 1,
        }

    def test_text_in_any_script_comes_through_to_the_letter(self, export: Export) -> None:
        arabic = post(export, "الطريق إلى دمشق")
        assert arabic.html == exports.travel_blog().posts[0].html
        assert arabic.labels == ("سفر", "Syria & Lebanon")
        assert post(export, "השוק בחיפה").html == "<p>שלום</p>"
        assert post(export, "गंगा के किनारे").html == "<p>नमस्ते</p>"

    def test_a_path_keeps_its_percent_encoding(self, export: Export) -> None:
        arabic = post(export, "الطريق إلى دمشق")
        assert arabic.path == "/2021/03/%D8%A7%D9%84%D8%B7%D8%B1%D9%8A%D9%82.html"
        assert post(export, "About me").path == "/p/about.html"

    def test_ids_dates_and_author_are_kept(self, export: Export) -> None:
        page = post(export, "About me")
        assert page.id == "tag:blogger.com,1999:blog-77.page-21"
        assert page.published_at == page.updated_at == exports.START
        assert page.author is not None
        assert (page.author.key, page.author.name) == (
            "//www.blogger.com/profile/0123456789",
            "Rana Haddad",
        )

    def test_answers_keep_their_chain(self, export: Export) -> None:
        first, second = comment(export, "رائع!"), comment(export, "תודה &amp; שלום")
        third = comment(export, "one deeper")
        assert (first.parent, second.parent, third.parent) == (None, first.id, second.id)
        assert {one.post for one in (first, second, third)} == {
            "tag:blogger.com,1999:blog-77.post-11"
        }
        assert first.anchor == "c101"

    def test_a_comment_on_a_page_finds_the_page(self, export: Export) -> None:
        assert comment(export, "on the page").post == "tag:blogger.com,1999:blog-77.page-21"

    def test_a_removed_comment_keeps_its_place_and_its_answers(self, export: Export) -> None:
        below = comment(export, "under the removed one")
        removed = next(one for one in export.comments if one.id == below.parent)
        assert (removed.state, removed.html) == ("deleted", "")
        assert "removed words" not in repr(export)

    def test_an_answer_to_an_absent_comment_stands_alone_and_is_counted(
        self, export: Export
    ) -> None:
        assert comment(export, "an answer to nobody").parent is None
        assert export.lost == ("answers to comments that are not in the export: 1",)

    def test_hundreds_of_comments_come_oldest_first_each_after_what_it_answers(
        self, tmp_path: Path, form: str
    ) -> None:
        export = read(exports.write(tmp_path, exports.busy_blog(), form))
        assert [one.html for one in export.comments] == [f"comment {n}" for n in range(500)]
        seen: set[str | None] = {None}
        for one in export.comments:
            assert one.parent in seen
            seen.add(one.id)
        assert sum(one.parent is None for one in export.comments) == 50
        assert len({one.author.key for one in export.comments}) == 40

    def test_a_chain_of_thousands_is_no_trouble(self, tmp_path: Path, form: str) -> None:
        chain = tuple(
            exports.Comment(n, 1, "x", answers=n - 1 if n > 10 else None) for n in range(10, 5010)
        )
        blog = replace(exports.busy_blog(0), comments=chain[::-1])
        export = read(exports.write(tmp_path, blog, form))
        assert sum(one.parent is not None for one in export.comments) == 4999
        assert export.lost == ()

    def test_a_ring_of_answers_is_broken(self, tmp_path: Path, form: str) -> None:
        ring = (
            exports.Comment(2, 1, "a", answers=3),
            exports.Comment(3, 1, "b", answers=2),
            exports.Comment(4, 1, "c", answers=4),
        )
        blog = replace(exports.busy_blog(0), comments=ring)
        comments = read(exports.write(tmp_path, blog, form)).comments
        assert len(comments) == 3
        assert sum(one.parent is None for one in comments) == 2


class TestNewForm:
    def test_the_trash_is_skipped_with_its_comments_and_counted(self, tmp_path: Path) -> None:
        export = read(exports.write(tmp_path, exports.travel_blog(), "2018"))
        assert [(one.kind, one.id[-8:], one.why) for one in export.skipped] == [
            ("post", ".post-16", "in the trash"),
            ("comment", "post-107", "on an entry in the trash"),
        ]
        assert not any("Thrown away" in one.title for one in export.posts)

    def test_the_kind_of_author_is_not_the_kind_of_entry(self, tmp_path: Path) -> None:
        file = exports.write(tmp_path, exports.travel_blog(), "2018")
        file.write_text(file.read_text("utf-8").replace(">BLOGGER<", ">PAGE<"), "utf-8")
        assert len(read(file).posts) == 8

    @pytest.mark.parametrize(
        ("status", "state"),
        [
            ("LIVE", "approved"),
            ("PENDING", "pending"),
            ("SPAM", "spam"),
            ("SPAM_COMMENT", "spam"),
            ("GHOSTED", "spam"),
            ("DELETED", "deleted"),
            ("EMPTIED", "deleted"),
            ("NEVER_SEEN_BEFORE", "pending"),
        ],
    )
    def test_a_comment_is_public_only_where_it_surely_was(
        self, tmp_path: Path, status: str, state: str
    ) -> None:
        one = exports.Comment(5, 1, "words", status=status)
        blog = replace(exports.busy_blog(0), comments=(one,))
        assert read(exports.write(tmp_path, blog, "2018")).comments[0].state == state

    @pytest.mark.parametrize(
        ("status", "day", "expected"),
        [
            ("SCHEDULED", datetime(2030, 1, 2, tzinfo=UTC), "scheduled"),
            ("SCHEDULED", datetime(2029, 1, 1, tzinfo=UTC), "published"),
            ("LIVE", datetime(2030, 1, 2, tzinfo=UTC), "scheduled"),
            ("DRAFT", datetime(2030, 1, 2, tzinfo=UTC), "draft"),
            ("NEVER_SEEN_BEFORE", datetime(2029, 1, 1, tzinfo=UTC), "draft"),
        ],
    )
    def test_the_date_decides_what_is_scheduled(
        self, tmp_path: Path, status: str, day: datetime, expected: str
    ) -> None:
        blog = exports.busy_blog(0)
        blog = replace(blog, posts=(replace(blog.posts[0], status=status, published=day),))
        file = exports.write(tmp_path, blog, "2018")
        assert read(file, now=datetime(2030, 1, 1, tzinfo=UTC)).posts[0].status == expected


class TestOldForm:
    def test_a_post_that_takes_no_comments_is_closed(self, tmp_path: Path) -> None:
        export = read(exports.write(tmp_path, exports.travel_blog()))
        assert post(export, "Silence").comments == "closed"
        assert post(export, "About me").comments == "open"

    def test_an_entry_that_stands_twice_is_taken_once(self, tmp_path: Path) -> None:
        file = old_feed(tmp_path, entry("<title>a</title>") + entry("<title>b</title>"))
        export = read(file)
        assert [one.title for one in export.posts] == ["a"]
        assert [one.why for one in export.skipped] == ["its id stands twice in the export"]

    def test_names_and_titles_stand_on_one_line(self, tmp_path: Path) -> None:
        inner = "<title> Two\n  lines </title><author><name>\n Ann \n</name></author>"
        (record,) = read(old_feed(tmp_path, entry(inner))).posts
        assert record.title == "Two lines"
        assert record.author is not None
        assert record.author.name == "Ann"

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2020-01-02T03:04:05.678-08:00", datetime(2020, 1, 2, 11, 4, 5, 678000, UTC)),
            ("2020-01-02T03:04:05Z", datetime(2020, 1, 2, 3, 4, 5, 0, UTC)),
            ("yesterday", None),
            ("2020-13-45T03:04:05Z", None),
            ("0001-01-01T00:00:00+14:00", None),
            ("2020-01-02", None),
        ],
    )
    def test_a_date_is_in_utc_or_absent(
        self, tmp_path: Path, written: str, expected: datetime | None
    ) -> None:
        file = old_feed(tmp_path, entry(f"<published>{written}</published>"))
        assert read(file).posts[0].published_at == expected

    @pytest.mark.parametrize(
        ("address", "path"),
        [
            ("http://a.blogspot.com/2020/01/b.html?m=1#more", "/2020/01/b.html"),
            ("/2020/01/b;c.html", "/2020/01/b;c.html"),
            ("http://a.blogspot.com/", None),
            ("http://a.blogspot.com", None),
            ("b.html", None),
            ("javascript:alert(1)", None),
            ("http://[a/b.html", None),
            ("", None),
        ],
    )
    def test_a_path_is_absolute_or_absent(
        self, tmp_path: Path, address: str, path: str | None
    ) -> None:
        file = old_feed(tmp_path, entry(f"<link rel='alternate' href='{address}'/>"))
        assert read(file).posts[0].path == path

    def test_a_script_as_somebodys_address_is_dropped(self, tmp_path: Path) -> None:
        inner = "<author><name>Eve</name><uri>javascript:alert(1)</uri></author>"
        author = read(old_feed(tmp_path, entry(inner))).posts[0].author
        assert author is not None
        assert (author.key, author.url) == ("Eve", "")

    def test_a_profile_over_http_and_https_is_one_person(self, tmp_path: Path) -> None:
        inner = "<author><name>Ann</name><uri>{}://www.blogger.com/profile/1</uri></author>"
        entries = entry(inner.format("http"), 1) + entry(inner.format("https"), 2)
        export = read(old_feed(tmp_path, entries))
        assert len({one.author.key for one in export.posts if one.author}) == 1

    @pytest.mark.parametrize(
        ("locale", "language"),
        [("pt_BR", "pt-BR"), ("iw", "he"), ("in", "id"), ("zh-TW", "zh-TW"), ("../x", "")],
    )
    def test_the_locale_becomes_a_language_tag(
        self, tmp_path: Path, locale: str, language: str
    ) -> None:
        blog = replace(exports.busy_blog(0), locale=locale)
        assert read(exports.write(tmp_path, blog)).blog.language == language

    @pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Asia"])
    def test_a_zone_that_is_none_is_left_out(self, tmp_path: Path, zone: str) -> None:
        blog = replace(exports.busy_blog(0), zone=zone)
        assert read(exports.write(tmp_path, blog)).blog.time_zone == ""


class TestTakeout:
    def test_one_blog_is_read_with_its_settings(self, tmp_path: Path) -> None:
        file = exports.takeout_zip(tmp_path, exports.travel_blog())
        export = read(file)
        assert looks_like_blogger(file)
        assert len(export.posts) == 8
        assert export.blog.title == "Roads & Rivers"
        assert export.blog.description == "About Roads & Rivers"
        assert (export.blog.language, export.blog.time_zone) == ("ar", "Asia/Damascus")
        assert export.blog.address == "https://blog77.blogspot.com"
        assert export.blog.comment_moderation == "ENABLED"

    def test_what_the_owner_said_elsewhere_is_left_out(self, tmp_path: Path) -> None:
        assert "elsewhere" not in repr(read(exports.takeout_zip(tmp_path, exports.busy_blog())))

    def test_of_several_blogs_one_must_be_named(self, tmp_path: Path) -> None:
        file = exports.takeout_zip(tmp_path, exports.travel_blog(), exports.busy_blog(3))
        with pytest.raises(SeveralBlogs) as several:
            read(file)
        assert several.value.names == ("Busy", "Roads & Rivers")
        assert "Busy" in str(several.value)
        assert read(file, blog="Busy").blog.title == "Busy"
        assert read(file, blog="roads & rivers").blog.id == "77"
        assert "Nobody's" in refusal(file, blog="Nobody's")

    def test_a_folder_reads_like_its_zip(self, tmp_path: Path) -> None:
        file = exports.takeout_zip(tmp_path, exports.travel_blog())
        with zipfile.ZipFile(file) as archive:
            archive.extractall(tmp_path / "unpacked")
        whole = read(tmp_path / "unpacked")
        assert whole == read(file)
        assert read(tmp_path / "unpacked/Takeout/Blogger/Blogs/Roads & Rivers") == whole
        assert looks_like_blogger(tmp_path / "unpacked")

    def test_a_zip_of_an_old_export_is_read_too(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "blog.zip", "w") as archive:
            archive.writestr("blog-03-01-2021.xml", exports.as_2008(exports.travel_blog()))
        assert len(read(tmp_path / "blog.zip").posts) == 8

    def test_links_out_of_the_export_are_not_followed(self, tmp_path: Path) -> None:
        secret = exports.write(tmp_path, exports.busy_blog(1), "2018")
        folder = tmp_path / "Takeout/Blogger/Blogs/Mine"
        folder.mkdir(parents=True)
        (folder / "feed.atom").symlink_to(secret)
        assert "no Blogger export" in refusal(tmp_path / "Takeout")

    @pytest.mark.parametrize(
        "name",
        [
            "../Blogs/Mine/feed.atom",
            "/Blogs/Mine/feed.atom",
            "..\\Blogs\\Mine\\feed.atom",
            "C:/Blogs/Mine/feed.atom",
            "__MACOSX/Blogs/Mine/feed.atom",
        ],
    )
    def test_a_member_with_a_wild_name_is_not_looked_at(self, tmp_path: Path, name: str) -> None:
        with zipfile.ZipFile(tmp_path / "wild.zip", "w") as archive:
            archive.writestr(name, exports.as_2018(exports.busy_blog(1)))
        assert "no Blogger export" in refusal(tmp_path / "wild.zip")

    def test_a_link_in_a_zip_is_not_looked_at(self, tmp_path: Path) -> None:
        link = zipfile.ZipInfo("Takeout/Blogger/Blogs/Mine/feed.atom")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
            archive.writestr(link, "/etc/passwd")
        assert "no Blogger export" in refusal(tmp_path / "link.zip")

    def test_a_bomb_is_refused_before_it_unfolds(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(takeout, "RATIO_COUNTS_FROM", 1024 * 1024)
        with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("Blogs/Mine/feed.atom", "<feed>" + " " * 20_000_000)
        assert "unpacks to far more" in refusal(tmp_path / "bomb.zip")

    def test_a_feed_larger_than_any_blog_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = exports.takeout_zip(tmp_path, exports.travel_blog())
        monkeypatch.setattr(takeout, "LARGEST_FEED", 1000)
        assert "unpacks to far more" in refusal(file)

    def test_too_many_members_are_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = exports.takeout_zip(tmp_path, exports.travel_blog())
        monkeypatch.setattr(takeout, "MOST_MEMBERS", 3)
        assert "more than 3 files" in refusal(file)

    def test_a_damaged_zip_is_refused(self, tmp_path: Path) -> None:
        file = exports.takeout_zip(tmp_path, exports.travel_blog())
        content = bytearray(file.read_bytes())
        at = content.find(b"Roads & Rivers/feed.atom") + 200
        content[at : at + 50] = bytes(50)
        file.write_bytes(content)
        assert "damaged" in refusal(file)


class TestRepairs:
    def test_undeclared_prefixes_are_declared(self, tmp_path: Path) -> None:
        draft = "<app:control><app:draft>yes</app:draft></app:control><thr:total odd:x='1'/>"
        export = read(old_feed(tmp_path, entry(draft)))
        assert export.posts[0].status == "draft"
        assert export.repairs == ("namespace declarations were added: app, odd, thr",)

    def test_bare_ampersands_and_html_entities_are_written_out(self, tmp_path: Path) -> None:
        inner = "<title>Q&A &nbsp;&unknown; &amp; &#38; &lt;</title><link href='/a.html?x&y'/>"
        export = read(old_feed(tmp_path, entry(inner)))
        assert export.posts[0].title == "Q&A &unknown; & & <"
        assert export.repairs == ("bare ampersands and unknown entities were written out: 4",)

    def test_ampersands_in_cdata_are_left_alone(self, tmp_path: Path) -> None:
        inner = (
            "<title>a & b</title><content type='html'><![CDATA[<p>x & y &amp; z</p>]]></content>"
        )
        export = read(old_feed(tmp_path, entry(inner)))
        assert export.posts[0].html == "<p>x & y &amp; z</p>"

    def test_characters_that_xml_forbids_are_dropped(self, tmp_path: Path) -> None:
        export = read(old_feed(tmp_path, entry("<title>a\x08b\x00c&#x1;d\ufffe</title>")))
        assert export.posts[0].title == "abcd"

    @pytest.mark.parametrize(
        "before", ["\ufeff", "\n \n", "\ufeff\n", "HTTP/1.1 200 OK\r\nA: b\r\n\r\n"]
    )
    def test_what_stands_before_the_prolog_is_dropped(self, tmp_path: Path, before: str) -> None:
        file = tmp_path / "blog.xml"
        file.write_text(before + exports.as_2008(exports.travel_blog()), "utf-8", newline="")
        assert len(read(file).posts) == 8

    def test_what_stands_after_the_end_is_dropped(self, tmp_path: Path) -> None:
        file = tmp_path / "blog.xml"
        file.write_text(exports.as_2008(exports.travel_blog()) + "\0\0 junk", "utf-8")
        export = read(file)
        assert len(export.posts) == 8
        assert "what stood after the last tag was dropped" in export.repairs

    def test_latin_1_that_claims_to_be_utf_8_is_read(self, tmp_path: Path) -> None:
        file = tmp_path / "blog.xml"
        text = "<?xml version='1.0' encoding='UTF-8'?><feed>" + entry("<title>café “x”</title>")
        file.write_bytes((text + "</feed>").encode("cp1252"))
        export = read(file)
        assert export.posts[0].title == "café “x”"
        assert "cp1252" in export.repairs[0]

    @pytest.mark.parametrize("encoding", ["utf-16", "euc-jp", "windows-1252", "utf-8-sig"])
    def test_other_encodings_are_read(self, tmp_path: Path, encoding: str) -> None:
        file = tmp_path / "blog.xml"
        title = "日本" if encoding == "euc-jp" else "café"
        declared = encoding.removesuffix("-sig")
        text = (
            f"<?xml version='1.0' encoding='{declared}'?><feed>{entry(f'<title>{title}</title>')}"
        )
        file.write_bytes((text + "</feed>").encode(encoding))
        assert read(file).posts[0].title == title

    def test_a_sound_file_is_not_repaired(self, tmp_path: Path) -> None:
        assert read(exports.write(tmp_path, exports.travel_blog())).repairs == ()


class TestRefusals:
    def test_hostile_xml_is_refused(self, corpus: Path) -> None:
        for file in sorted((corpus / "hostile/xml").iterdir()):
            if file.name != "utf16-blogger.xml":
                assert "line " in refusal(file)
        assert read(corpus / "hostile/xml/utf16-blogger.xml").posts[0].title

    def test_hostile_zips_are_refused(self, corpus: Path) -> None:
        for file in sorted((corpus / "hostile/zip").iterdir()):
            refusal(file)

    def test_files_of_other_kinds_are_refused(self, corpus: Path) -> None:
        others = [
            *(corpus / "wordpress").iterdir(),
            *(corpus / "ghost").iterdir(),
            *(corpus / "comments").iterdir(),
            *(corpus / "hostile/images/pillow").iterdir(),
        ]
        assert len(others) > 100
        for file in sorted(others):
            assert not looks_like_blogger(file)
            refusal(file)

    @pytest.mark.parametrize(
        ("content", "word"),
        [
            (b"", "empty"),
            (b" \n\t ", "empty"),
            (b"hello", "not even XML"),
            (b"SQLite format 3\0" + bytes(99), "SQLite"),
            (b"\x89PNG\r\n\x1a\n", "picture"),
            (b'{"db": []}', "JSON"),
            (b"<!DOCTYPE html><html></html>", "web page"),
            (b"<rss version='2.0'><channel/></rss>", "<rss>"),
            (b"<feed xmlns='http://www.w3.org/2005/Atom'><id>x</id></feed>", "not a Blogger"),
            (b"<feed><entry><id>a</id><title>b</title></entry></feed>", "not a Blogger"),
            (b"<feed", "line 1"),
            (b"<feed><<<", "line 1"),
        ],
    )
    def test_what_is_no_export_is_refused_in_words(
        self, tmp_path: Path, content: bytes, word: str
    ) -> None:
        file = tmp_path / "blog.xml"
        file.write_bytes(content)
        assert word in refusal(file)

    def test_an_absent_file_is_refused(self, tmp_path: Path) -> None:
        refusal(tmp_path / "nowhere.xml")
        assert not looks_like_blogger(tmp_path / "nowhere.xml")

    def test_a_fault_is_named_by_its_line(self, tmp_path: Path) -> None:
        file = old_feed(tmp_path, entry("\n<title>a & b</i></title>"))
        assert "line 3" in refusal(file)

    def test_a_file_cut_short_is_refused_whole(self, tmp_path: Path) -> None:
        text = exports.as_2008(exports.travel_blog())
        file = tmp_path / "blog.xml"
        for length in (len(text) // 3, len(text) // 2, len(text) - 5):
            file.write_text(text[:length], "utf-8")
            assert "line " in refusal(file)

    def test_a_document_type_is_never_read(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("the secret")
        file = tmp_path / "blog.xml"
        file.write_text(
            f"<!DOCTYPE feed [<!ENTITY x SYSTEM 'file://{secret}'>]>"
            f"<feed>{entry('<title>&x; & <app:y/></title>')}</feed>"
        )
        assert "document type" in refusal(file)

    @pytest.mark.parametrize("subset", ["", " SYSTEM 'http://127.0.0.1/x.dtd'", " [<!ATTLIST a>]"])
    def test_a_document_type_without_entities_is_refused_too(
        self, tmp_path: Path, subset: str
    ) -> None:
        file = tmp_path / "blog.xml"
        file.write_text(f"<!DOCTYPE feed{subset}><feed>{entry('')}</feed>")
        assert "document type" in refusal(file)

    def test_a_document_type_behind_other_faults_is_never_read(self, tmp_path: Path) -> None:
        file = tmp_path / "blog.xml"
        file.write_text("junk\n<!DOCTYPE feed [<!ENTITY x 'y'>]><feed>&x;</feed>")
        assert "document type" in refusal(file)

    def test_great_depth_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / "deep.xml"
        file.write_text("<feed>" + "<a>" * 300_000)
        assert f"more than {xmlrepair.DEEPEST} deep" in refusal(file)

    @pytest.mark.parametrize(
        "piece", ["<![CDATA[", "<!--", "&", "<", "<?", "&#99999999;", "<a:", "<a b:c=", "<a x:"]
    )
    def test_a_flood_of_one_fault_takes_no_time(self, tmp_path: Path, piece: str) -> None:
        file = tmp_path / "flood.xml"
        file.write_text("<feed>" + piece * 100_000)
        refusal(file)
