"""Makes Blogger exports of blogs that never were, in the old form, the new one, and as Takeout.

The shapes follow real exports: the same elements in the same order, the same ids and links.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

START = datetime(2021, 3, 1, 9, 30, tzinfo=UTC)
LONG_FROM_NOW = datetime(2199, 1, 1, tzinfo=UTC)
KIND = "http://schemas.google.com/blogger/2008/kind#"

# The real exports that the corpus counts.
REAL = [
    "blot-export.xml",
    "english-kcargile-blog-08-19-2012.xml",
    "fragment-post-draft.xml",
    "fragment-post-normal.xml",
    "french-bleporini-blog-03-28-2014.xml",
    "indonesian-didaids-complete.xml",
    "japanese-2001y-blog-02-21-2022.xml",
    "pelican-bloggerexport.xml",
    "takeout-shape-excerpt.atom",
]


@dataclass(frozen=True)
class Person:
    name: str
    profile: str = ""

    @property
    def url(self) -> str:
        return f"https://www.blogger.com/profile/{self.profile}" if self.profile else ""


@dataclass(frozen=True)
class Post:
    number: int
    title: str
    html: str
    path: str
    kind: str = "post"
    published: datetime = START
    status: str = "LIVE"
    labels: tuple[str, ...] = ()
    takes_comments: bool = True


@dataclass(frozen=True)
class Comment:
    number: int
    on: int
    html: str
    answers: int | None = None
    author: Person = field(default_factory=lambda: Person("Anonymous"))
    published: datetime = START + timedelta(days=1)
    status: str = "LIVE"


@dataclass(frozen=True)
class Blog:
    number: int
    name: str
    posts: tuple[Post, ...]
    comments: tuple[Comment, ...] = ()
    author: Person = field(default_factory=lambda: Person("Rana Haddad", "0123456789"))
    locale: str = "en"
    zone: str = "Europe/Berlin"
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def tag(self) -> str:
        return f"tag:blogger.com,1999:blog-{self.number}"

    @property
    def address(self) -> str:
        return f"https://blog{self.number}.blogspot.com"

    def all_settings(self) -> dict[str, str]:
        return {
            "BLOG_NAME": self.name,
            "BLOG_DESCRIPTION": f"About {self.name}",
            "BLOG_LOCALE": self.locale,
            "BLOG_TIME_ZONE": self.zone,
            "BLOG_SUBDOMAIN": f"blog{self.number}",
            "BLOG_SEARCHABLE": "true",
            "BLOG_READ_ACCESS_MODE": "PUBLIC",
            "BLOG_COMMENTS_ALLOWED": "true",
            "BLOG_COMMENT_ACCESS": "ANYONE",
            "BLOG_COMMENT_MODERATION": "ENABLED",
            "BLOG_MAX_NUM": "7",
            "BLOG_MAX_UNIT": "POSTS",
            **dict(self.settings),
        }


def travel_blog(number: int = 77, name: str = "Roads & Rivers") -> Blog:
    """A small blog with one of everything that is hard."""
    sara, dan = Person("سارة", "555"), Person("דן")
    arabic = Post(
        11,
        "الطريق إلى دمشق",
        "<p>كانت المدينة <b>هادئة</b> &amp; باردة.</p><!--more--><p>ثم جاء المطر.</p>",
        "/2021/03/%D8%A7%D9%84%D8%B7%D8%B1%D9%8A%D9%82.html",
        labels=("سفر", "Syria & Lebanon"),
    )
    posts = (
        arabic,
        Post(12, "השוק בחיפה", "<p>שלום</p>", "/2021/03/blog-post.html", labels=("سفر",)),
        Post(13, "गंगा के किनारे", "<p>नमस्ते</p>", "/2021/03/blog-post_13.html"),
        Post(14, "Not yet", "<p>soon</p>", "/2199/01/not-yet.html", published=LONG_FROM_NOW),
        Post(15, "", "<p>half a thought</p>", "/2021/03/half.html", status="DRAFT"),
        Post(16, "Thrown away", "<p>gone</p>", "/2021/03/gone.html", status="SOFT_TRASHED"),
        Post(21, "About me", "<p>Hello</p>", "/p/about.html", kind="page"),
        Post(22, "Old page", "<p>-</p>", "/p/old.html", kind="page", status="DRAFT"),
        Post(31, "Silence", "<p>shh</p>", "/2021/03/silence.html", takes_comments=False),
    )
    comments = (
        Comment(101, 11, "رائع!", author=sara),
        Comment(102, 11, "תודה &amp; שלום", answers=101, author=dan),
        Comment(103, 11, "one deeper", answers=102, author=sara),
        Comment(104, 11, "removed words", answers=101, status="EMPTIED"),
        Comment(105, 11, "under the removed one", answers=104),
        Comment(106, 21, "on the page", author=Person("स्वाति")),
        Comment(107, 16, "on what is in the trash"),
        Comment(108, 11, "an answer to nobody", answers=999),
    )
    return Blog(number, name, posts, comments, locale="ar", zone="Asia/Damascus")


def busy_blog(count: int = 500) -> Blog:
    """One post with hundreds of comments; every tenth starts a chain, the rest answer upwards."""
    comments = tuple(
        Comment(
            1000 + n,
            1,
            f"comment {n}",
            answers=999 + n if n % 10 else None,
            author=Person(f"Guest {n % 40}"),
            published=START + timedelta(minutes=n),
        )
        for n in range(count)
    )
    # Newest first, so that every answer stands before what it answers.
    post = Post(1, "Much ado", "<p>Say something.</p>", "/2021/03/much-ado.html")
    return Blog(88, "Busy", (post,), comments[::-1])


def as_2008(blog: Blog) -> str:
    """The XML of "back up content". It knows no trash; removed comments keep a place."""
    settings = "".join(_old_setting(blog, *pair) for pair in blog.all_settings().items())
    posts = "".join(_old_post(blog, post) for post in blog.posts if "TRASH" not in post.status)
    numbers = {post.number: post for post in blog.posts if "TRASH" not in post.status}
    comments = "".join(
        _old_comment(blog, one, numbers[one.on]) for one in blog.comments if one.on in numbers
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        '<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>'
        "<feed xmlns='http://www.w3.org/2005/Atom'"
        " xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'"
        " xmlns:gd='http://schemas.google.com/g/2005'"
        " xmlns:thr='http://purl.org/syndication/thread/1.0'"
        " xmlns:app='http://purl.org/atom/app#'>"
        f"<id>{blog.tag}.archive</id><title type='text'>{escape(blog.name)}</title>"
        f"<link rel='alternate' type='text/html' href='{blog.address}/'/>"
        "<generator version='7.00' uri='https://www.blogger.com'>Blogger</generator>"
        f"<entry><id>{blog.tag}.layout</id>{_kind('template')}<title>Template</title>"
        "<content type='text'>&lt;html&gt;&lt;/html&gt;</content></entry>"
        f"{settings}\n{posts}{comments}</feed>"
    )


def _old_setting(blog: Blog, name: str, value: str) -> str:
    return (
        f"<entry><id>{blog.tag}.settings.{name}</id>{_kind('settings')}"
        f"<title type='text'>What it means</title><content type='text'>{escape(value)}</content>"
        "</entry>"
    )


def _kind(name: str) -> str:
    return f"<category scheme='http://schemas.google.com/g/2005#kind' term='{KIND}{name}'/>"


def _old_post(blog: Blog, post: Post) -> str:
    draft = "<app:control><app:draft>yes</app:draft></app:control>"
    feed = f"{blog.address}/feeds/{post.kind}s/default/{post.number}"
    live = f"<link rel='alternate' type='text/html' href='{blog.address}{post.path}'/>"
    replies = (
        f"<link rel='replies' type='text/html' href='{blog.address}{post.path}#comment-form'/>"
    )
    labels = "".join(
        f"<category scheme='http://www.blogger.com/atom/ns#' term={quoteattr(label)}/>"
        for label in post.labels
    )
    return (
        f"<entry><id>{blog.tag}.{post.kind}-{post.number}</id>{_dates(post.published)}"
        f"{draft if post.status == 'DRAFT' else ''}{_kind(post.kind)}{labels}"
        f"<title type='text'>{escape(post.title)}</title>"
        f"<content type='html'>{escape(post.html)}</content>"
        f"{replies if post.takes_comments else ''}"
        f"<link rel='self' type='application/atom+xml' href='{feed}'/>"
        f"{'' if post.status == 'DRAFT' else live}{_old_author(blog.author)}"
        f"{'<thr:total>0</thr:total>' if post.takes_comments else ''}</entry>\n"
    )


def _old_comment(blog: Blog, comment: Comment, on: Post) -> str:
    comments = f"https://www.blogger.com/feeds/{blog.number}/{comment.on}/comments/default"
    parent = (
        f"<link rel='related' type='application/atom+xml' href='{comments}/{comment.answers}'/>"
    )
    removed = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    page = f"{blog.address}{on.path}"
    # Blogger says "post" here even where it means a page.
    return (
        f"<entry><id>{blog.tag}.post-{comment.number}</id>{_dates(comment.published)}"
        f"{_kind('comment')}<title type='text'>{escape(comment.html[:20])}</title>"
        f"<content type='html'>{escape(comment.html)}</content>"
        f"<link rel='self' type='application/atom+xml' href='{comments}/{comment.number}'/>"
        f"<link rel='alternate' type='text/html'"
        f" href='{page}?showComment=1614591000000#c{comment.number}' title=''/>"
        f"{parent if comment.answers else ''}{_old_author(comment.author)}"
        f"<thr:in-reply-to href='{page}' ref='{blog.tag}.post-{comment.on}'"
        f" source='{blog.address}/feeds/posts/default/{comment.on}' type='text/html'/>"
        f"{removed if comment.status == 'EMPTIED' else ''}"
        "<gd:extendedProperty name='blogger.itemClass' value='pid-1'/></entry>\n"
    )


def _old_author(person: Person) -> str:
    url = f"<uri>{person.url}</uri>" if person.url else ""
    email = "<email>noreply@blogger.com</email>"
    return f"<author><name>{escape(person.name)}</name>{url}{email}</author>"


def _dates(published: datetime) -> str:
    return (
        f"<published>{published.isoformat()}</published><updated>{published.isoformat()}</updated>"
    )


def as_2018(blog: Blog) -> str:
    """Takeout's feed.atom."""
    posts = "".join(_new_post(blog, post) for post in blog.posts)
    comments = "".join(_new_comment(blog, comment) for comment in blog.comments)
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom'"
        " xmlns:blogger='http://schemas.google.com/blogger/2018'>\n"
        f"  <id>{blog.tag}</id>\n  <title>{escape(blog.name)}</title>\n{comments}{posts}</feed>\n"
    )


def _new_post(blog: Blog, post: Post) -> str:
    labels = "".join(
        f"<category scheme='{blog.tag}' term={quoteattr(label)}/>" for label in post.labels
    )
    title = f"<title>{escape(post.title)}</title>" if post.title else "<title/>"
    trashed = "2022-01-01T00:00:00Z" if "TRASH" in post.status else ""
    return (
        f"  <entry>\n    <id>{blog.tag}.{post.kind}-{post.number}</id>\n"
        f"    <blogger:type>{post.kind.upper()}</blogger:type>\n"
        f"    <blogger:status>{post.status}</blogger:status>\n{_new_author(blog.author)}"
        f"    {title}\n    <content type='html'>{escape(post.html)}</content>\n"
        f"    <blogger:metaDescription/>\n{_new_dates(post.published)}"
        f"    <blogger:location/>\n    {labels or '<category/>'}\n"
        f"    <blogger:filename>{post.path}</blogger:filename>\n    <link/>\n    <enclosure/>\n"
        f"    <blogger:trashed>{trashed}</blogger:trashed>\n  </entry>\n"
    )


def _new_comment(blog: Blog, comment: Comment) -> str:
    answers = f"{blog.tag}.post-{comment.answers}" if comment.answers else ""
    return (
        f"  <entry>\n    <id>{blog.tag}.post-{comment.number}</id>\n"
        f"    <blogger:parent>{blog.tag}.post-{comment.on}</blogger:parent>\n"
        f"    <blogger:inReplyTo>{answers}</blogger:inReplyTo>\n"
        f"    <blogger:type>COMMENT</blogger:type>\n"
        f"    <blogger:status>{comment.status}</blogger:status>\n{_new_author(comment.author)}"
        f"    <content type='html'>{escape(comment.html)}</content>\n"
        f"{_new_dates(comment.published)}    <blogger:trashed/>\n  </entry>\n"
    )


def _new_author(person: Person) -> str:
    return (
        f"    <author><name>{escape(person.name)}</name><uri>{person.url}</uri>"
        "<blogger:type>BLOGGER</blogger:type></author>\n"
    )


def _new_dates(published: datetime) -> str:
    return (
        f"    <blogger:created>{published.isoformat()}</blogger:created>\n    {_dates(published)}\n"
    )


def settings_csv(blog: Blog) -> str:
    """Takeout's settings.csv."""
    table = io.StringIO()
    settings = blog.all_settings()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(name.lower() for name in settings)
    writer.writerow(settings.values())
    return table.getvalue()


FORMS: dict[str, Callable[[Blog], str]] = {"2008": as_2008, "2018": as_2018}


def write(folder: Path, blog: Blog, form: str = "2008") -> Path:
    """The blog's export as a file."""
    file = folder / ("feed.atom" if form == "2018" else f"blog-{blog.number}.xml")
    file.write_text(FORMS[form](blog), "utf-8")
    return file


def takeout_members(*blogs: Blog) -> dict[str, str]:
    """What Takeout's zip holds, with pictures and the owner's comments elsewhere."""
    members = {"Takeout/archive_browser.html": "<html></html>"}
    for blog in blogs:
        folder = f"Takeout/Blogger/Blogs/{blog.name.replace('/', '_')}"
        members[f"{folder}/feed.atom"] = as_2018(blog)
        members[f"{folder}/settings.csv"] = settings_csv(blog)
        members[f"{folder}/theme-layouts.xml"] = "<!DOCTYPE html><html></html>"
        members[f"Takeout/Blogger/Albums/{blog.name}/picture.jpg"] = "no picture"
    elsewhere = Comment(1, 2, "what I said elsewhere")
    members["Takeout/Blogger/Comments/Their blog/feed.atom"] = as_2018(
        Blog(999, "Their blog", (), (elsewhere,))
    )
    return members


def takeout_zip(folder: Path, *blogs: Blog) -> Path:
    """A Takeout as its zip."""
    file = folder / "takeout-20260101T000000Z-001.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in takeout_members(*blogs).items():
            archive.writestr(name, content)
    return file
