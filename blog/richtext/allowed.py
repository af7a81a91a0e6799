"""What may stand in a post or a comment: the allow-lists, and nh3, which has the last word.

Everything before this module only makes markup nicer; safety rests on these lists alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import nh3
from pygments.token import STANDARD_TYPES

from .names import names

ID_PREFIX = "user-content-"

# Hosts (some with a path) whose frames may stand in a post. The content security policy builds
# its frame-src from this list, so each entry is a CSP source without its scheme: a path that
# ends in a slash covers what lies below it, any other path covers itself alone.
FRAME_HOSTS: tuple[str, ...] = (
    "www.youtube.com",
    "youtube.com",
    "www.youtube-nocookie.com",
    "player.vimeo.com",
    "maps.google.com",
    "www.google.com/maps",
    "www.google.com/maps/",
    "www.blogger.com/video.g",
    "www.openstreetmap.org",
    "open.spotify.com",
    "w.soundcloud.com",
    "www.dailymotion.com",
    "geo.dailymotion.com",
    "archive.org/embed/",
    "bandcamp.com",
    "embed.ted.com",
)
FRAME_SANDBOX = "allow-scripts allow-same-origin allow-popups allow-presentation"

PLACE_CLASSES = frozenset(
    {"align-left", "align-center", "align-right", "align-justify", "float-left", "float-right"}
)
FOOTNOTE_CLASSES = frozenset(
    {
        "footnote-ref",
        "footnotes-sep",
        "footnotes",
        "footnotes-list",
        "footnote-item",
        "footnote-backref",
    }
)
CODE_CLASSES = frozenset({"highlight"} | {name for name in STANDARD_TYPES.values() if name})
POST_CLASSES = PLACE_CLASSES | FOOTNOTE_CLASSES | CODE_CLASSES

POST_TAGS = names(
    "a abbr aside audio b bdi bdo blockquote br caption cite code col colgroup dd del"
    " details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i iframe img ins"
    " kbd li mark ol p pre q rp rt ruby s samp section small source span strong sub"
    " summary sup table tbody td tfoot th thead time tr u ul var video wbr"
)
POST_ATTRIBUTES = {
    "*": {"id", "title", "lang"},
    "a": {"href", "hreflang", "rel"},
    "audio": {"src", "loop", "muted"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "iframe": {"src", "width", "height", "allowfullscreen"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "time": {"datetime"},
    "video": {"src", "poster", "width", "height", "loop", "muted"},
}
# Attributes that may hold only these words.
POST_WORDS: dict[str, dict[str, set[str]]] = {
    "*": {"dir": {"ltr", "rtl", "auto"}},
    "img": {"loading": {"lazy"}, "decoding": {"async"}},
    "ol": {"type": {"1", "a", "A", "i", "I"}},
    "th": {"scope": {"row", "col", "rowgroup", "colgroup"}},
    "audio": {"preload": {"none", "metadata", "auto"}},
    "video": {"preload": {"none", "metadata", "auto"}},
}
FORCED = {
    "iframe": {"sandbox": FRAME_SANDBOX, "loading": "lazy"},
    "audio": {"controls": ""},
    "video": {"controls": ""},
}
WHOLE_NUMBERS = frozenset({"width", "height", "colspan", "rowspan", "span", "start", "value"})
REL_WORDS = frozenset({"nofollow", "sponsored", "ugc", "me", "license", "tag"})

# These go with all that is in them; of any other unknown element the content stays.
DROPPED_WHOLE = names(
    "applet audio-player base canvas datalist embed frame frameset head input keygen"
    " link math meta noembed noframes object option optgroup param script select style"
    " svg template textarea title track"
)

COMMENT_TAGS = names("p br em strong b i del code pre blockquote ul ol li a")
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_RASTER = re.compile(r"data:image/(?:png|jpeg|jpg|gif|webp);base64,[A-Za-z0-9+/=%\s]*\Z", re.I)
_TAG_WITH_ID = re.compile(r'(<[a-z][a-z0-9]*(?: [a-z]+="[^"<>]*")*?) id="([^"<>]*)"')
_INTEGER = re.compile(r"-?[0-9]{1,6}\Z")


def may_frame(address: str) -> bool:
    """Whether FRAME_HOSTS lets this https address stand in a frame."""
    try:
        parts = urlsplit(address)
        plain = parts.port is None and "@" not in parts.netloc
    except ValueError:
        return False
    if parts.scheme != "https" or not plain or "\\" in address:
        return False
    return any(_covers(entry, parts.netloc.lower(), parts.path) for entry in FRAME_HOSTS)


def _covers(entry: str, host: str, path: str) -> bool:
    entry_host, slash, rest = entry.partition("/")
    if host != entry_host or not slash:
        return host == entry_host
    entry_path = slash + rest
    return path.startswith(entry_path) if rest.endswith("/") else path == entry_path


def is_raster_data(address: str) -> bool:
    """Whether this is a picture written out in the address, of a kind that cannot run script."""
    return _RASTER.match(address) is not None


def _post_attribute(tag: str, name: str, value: str) -> str | None:
    if name in WHOLE_NUMBERS:
        return value if _INTEGER.match(value) else None
    if name in {"src", "href", "cite", "poster"}:
        return _post_address(tag, name, value)
    if name == "rel":
        return " ".join(word for word in value.split() if word in REL_WORDS) or None
    return value


def _post_address(tag: str, name: str, value: str) -> str | None:
    if tag == "iframe":
        return value if may_frame(value) else None
    if value[:5].lower() == "data:":
        return value if (tag, name) == ("img", "src") and is_raster_data(value) else None
    if name in {"cite", "poster"}:  # Addresses that nh3 itself does not check.
        return value if value.startswith(("https://", "http://")) else None
    return value


def _lead_attribute(tag: str, name: str, value: str) -> str | None:
    # Several leads stand on one page, where ids could meet and links to them would lead nowhere.
    if name == "id" or (name == "href" and value.startswith("#")):
        return None
    return _post_attribute(tag, name, value)


def _comment_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "start":
        return value if _INTEGER.match(value) else None
    return value


def _words(tag: str) -> dict[str, set[str]]:
    return {**POST_WORDS["*"], **POST_WORDS.get(tag, {})}


def _cleaner(attribute_filter: Callable[[str, str, str], str | None]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(POST_TAGS),
        clean_content_tags=set(DROPPED_WHOLE),
        attributes=POST_ATTRIBUTES,
        attribute_filter=attribute_filter,
        tag_attribute_values={tag: _words(tag) for tag in POST_TAGS},
        set_tag_attribute_values=FORCED,
        allowed_classes={tag: set(POST_CLASSES) for tag in POST_TAGS},
        url_schemes=set(SCHEMES | {"data"}),
        link_rel=None,
        id_prefix=ID_PREFIX,
    )


POST = _cleaner(_post_attribute)
LEAD = _cleaner(_lead_attribute)
COMMENT = nh3.Cleaner(
    tags=set(COMMENT_TAGS),
    clean_content_tags=set(DROPPED_WHOLE),
    # Without an own entry for all elements, nh3 would let `title` and `lang` pass.
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    attribute_filter=_comment_attribute,
    url_schemes=set(SCHEMES),
    link_rel="nofollow ugc noopener",
)


def settled(cleaner: nh3.Cleaner, html: str) -> str:
    """Clean until cleaning changes nothing more, so that what is stored renders to itself."""
    clean = cleaner.clean(html)
    for _ in range(3):
        again = cleaner.clean(clean)
        if again == clean:
            break
        clean = again
    return clean


def with_unique_ids(clean: str) -> str:
    """Cleaned HTML in which each id stands once.

    A parser repeats an unclosed element, id and all, in the next paragraph. In what nh3 writes,
    `<`, `>` and quotes inside attributes are escaped, so a tag can be told by its ends.
    """
    seen: set[str] = set()

    def first_only(found: re.Match[str]) -> str:
        if found[2] in seen:
            return found[1]
        seen.add(found[2])
        return found[0]

    return _TAG_WITH_ID.sub(first_only, clean)
