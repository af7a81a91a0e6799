"""The markup that people and other programs wrote, rewritten into ours.

The rewriter reads a browser's tree and writes new HTML, which is *not yet safe*: `allowed` has the
last word. It never changes the tree. What it leaves out is counted.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborNode

from . import addresses
from .allowed import DROPPED_WHOLE, FORCED, POST_ATTRIBUTES, POST_TAGS, POST_WORDS, may_frame
from .characters import scrubbed
from .losses import Losses
from .names import names
from .prose import children
from .styles import Look, declarations, look_of

PictureAttributes = Callable[[str], Mapping[str, str]]

_RENAMED = {
    **{"h1": "h2", "tt": "code", "strike": "s", "acronym": "abbr", "center": "div"},
    **{"dir": "ul", "menu": "ul", "xmp": "pre", "listing": "pre", "plaintext": "pre"},
    **dict.fromkeys(names("address article fieldset footer header hgroup legend main nav"), "div"),
}
_VOID = names("br col hr img source wbr")
_LIST_LIKE = names("ul ol dl table thead tbody tfoot tr colgroup audio video ruby")
_PLAYERS = frozenset({"iframe", "embed", "object"})
_OWN_PICTURE = frozenset({"width", "height", "srcset", "sizes"})
_DATE = re.compile(r"[0-9T:.+Z \-]{4,40}\Z")
_LANG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_COUNT = re.compile(r"[1-9][0-9]{0,3}\Z")
_JUMP_SPAN = re.compile(r"more(?:-\d+)?\Z")  # WordPress writes the post's number behind it.
_LOADING = frozenset({"src", "poster", "width", "height"})  # Treated apart in films and sounds.
_SWITCHES = frozenset({"loop", "muted", "open", "reversed", "allowfullscreen"})
# Without an attribute these mean nothing: only their content stays.
_NEEDY = frozenset({"a", "bdo", "source", "span"})


@dataclass(frozen=True)
class Picture:
    """A picture in a text; `alt` may be empty."""

    src: str
    alt: str


class Rewriter:
    """Rewrites one tree. Where `token` stands in what it wrote, something of ours goes later."""

    def __init__(self, body: LexborNode, picture_attributes: PictureAttributes | None) -> None:
        self.token = f"x{secrets.token_hex(16)}x"  # New for every text: nobody can write it.
        self.break_mark = f"{self.token}-"
        self.lost = Losses()
        self.picture: Picture | None = None
        self.has_break = False
        self.own_attributes: list[str] = []
        self._picture_attributes = picture_attributes
        self._pictures = 0
        self._out: list[str] = []
        self._stack: list[LexborNode | str] = list(reversed(children(body)))
        self._used_ids: set[str] = set()
        self._open: list[tuple[str, int]] = []  # Open elements, and where each begins in _out.
        self._captions: dict[int, str] = {}  # Parts of Blogger's caption tables, by node.
        self._ids = frozenset(
            addresses.prefixed_id(node.attributes.get("id") or node.attributes.get("name"))
            for node in body.css("[id], a[name]")
        )

    def rewrite(self) -> str:
        """The whole tree as new HTML."""
        while self._stack:
            node = self._stack.pop()
            if isinstance(node, str):
                self._out.append(node)
                self._open.pop()
            elif node.is_text_node:
                self._text(node)
            elif node.is_comment_node:
                if (node.comment_content or "").strip().lower() == "more":
                    self._jump_break(node)
            elif node.is_element_node:
                self._element(node)
        return "".join(self._out)

    def _text(self, node: LexborNode) -> None:
        text = scrubbed(node.text_content or "")
        parent = node.parent
        if parent is not None and _ours(parent.tag) == "pre" and node.prev is None:
            text = text.lstrip("\n")  # A parser drops the first line end: one more each time.
        self._out.append(escape(text, quote=False))

    def _jump_break(self, node: LexborNode) -> None:
        if self.has_break:
            return
        self.has_break = True
        place = len(self._out)
        # Text cannot stand between rows or items: there the break goes before the whole list.
        for name, start in reversed(self._open):
            if name not in _LIST_LIKE:
                break
            place = start
        self._out.insert(place, self.break_mark)

    def _element(self, node: LexborNode) -> None:
        tag = node.tag or ""
        attributes = {
            name.lower(): scrubbed(value or "") for name, value in node.attributes.items()
        }
        self.lost.count_attributes(attributes)
        if _is_jump(tag, attributes):
            self._jump_break(node)
            self._descend(node)
        elif tag in _PLAYERS:
            self._player(node, tag, attributes)
        elif tag == "img":
            self._img(attributes)
        elif tag in DROPPED_WHOLE:
            self.lost.count_element(tag)
        else:
            self._ordinary(node, tag, attributes)

    def _ordinary(self, node: LexborNode, tag: str, attributes: dict[str, str]) -> None:
        name = self._new_name(node, tag, attributes)
        look = look_of(tag, attributes)
        if name not in POST_TAGS or look.is_plain:
            if name:
                self.lost.count_element(tag)
            self._wrap(node, look.tags)
            return
        if tag in {"video", "audio", "source"}:
            kept = self._media(tag, attributes, look)
        else:
            kept = self._kept(name, attributes, look)
        if name in _NEEDY and not kept:
            self._wrap(node, look.tags)
        elif name in _VOID:
            self._out.append(_start(name, kept))
        else:
            self._begin(name, kept)
            self._wrap(node, look.tags)

    def _new_name(self, node: LexborNode, tag: str, attributes: dict[str, str]) -> str:
        """What the element shall be called; empty if only its content shall stay."""
        classes = attributes.get("class", "").split()
        if tag == "table" and "tr-caption-container" in classes:
            self._note_caption(node)
        elif tag == "div" and "wp-caption" in classes:
            return "figure"
        elif tag == "p" and "wp-caption-text" in classes and _is_caption_box(node.parent):
            return "figcaption"
        return self._captions.get(node.mem_id, _ours(tag))

    def _note_caption(self, table: LexborNode) -> None:
        # Blogger sets a picture and its caption as a table of two cells.
        cells = table.css("td")
        captions = [cell for cell in cells if "tr-caption" in _classes(cell)]
        if len(cells) != 2 or len(captions) != 1 or table.css("th, caption, table table"):
            return
        for part in table.css("tbody, tr, td"):
            self._captions[part.mem_id] = ""
        self._captions[captions[0].mem_id] = "figcaption"
        self._captions[table.mem_id] = "figure"

    def _kept(self, name: str, attributes: dict[str, str], look: Look) -> dict[str, str]:
        """The attributes that stay, in our form."""
        kept = self._general(name, attributes, look)
        for attribute in sorted(POST_ATTRIBUTES.get(name, ())):
            if attribute not in attributes:
                continue
            value = self._value(attribute, attributes[attribute])
            if value is not None:
                kept[attribute] = value
        for attribute, words in POST_WORDS.get(name, {}).items():
            if attributes.get(attribute) in words:
                kept[attribute] = attributes[attribute]
        return kept

    def _value(self, attribute: str, written: str) -> str | None:
        if attribute == "href":
            return addresses.link(written, self._ids) or None
        if attribute == "cite":
            return addresses.tidy(written) or None
        if attribute in {"colspan", "rowspan", "span"}:
            return written if _COUNT.match(written) else None
        if attribute in _SWITCHES:
            return ""
        if attribute == "datetime":
            return written if _DATE.match(written) else None
        if attribute == "hreflang":
            return written if _LANG.match(written) else None
        return written

    def _general(self, name: str, attributes: dict[str, str], look: Look) -> dict[str, str]:
        kept = {}
        anchor = attributes.get("id") or (attributes.get("name") if name == "a" else "")
        if (own_id := addresses.prefixed_id(anchor)) and own_id not in self._used_ids:
            self._used_ids.add(own_id)
            kept["id"] = own_id
        if look.classes:
            kept["class"] = " ".join(look.classes)
        if attributes.get("title", "").strip():
            kept["title"] = attributes["title"]
        if _LANG.match(attributes.get("lang", "")):
            kept["lang"] = attributes["lang"]
        if attributes.get("dir", "").lower() in POST_WORDS["*"]["dir"]:
            kept["dir"] = attributes["dir"].lower()
        return kept

    def _img(self, attributes: dict[str, str]) -> None:
        src = addresses.picture(attributes)
        if not src:
            self.lost["picture"] += 1
            return
        look, alt = look_of("img", attributes), attributes.get("alt", "")
        kept = {"src": src, "alt": alt, **self._general("img", attributes, look), **_size(look)}
        if _is_tracker(attributes):
            kept |= {"width": "1", "height": "1"}
        elif not src.startswith("data:") and self.picture is None:
            self.picture = Picture(src, alt)
        if self._pictures:
            kept |= {"loading": "lazy", "decoding": "async"}
        self._pictures += 1
        if own := self._own_attributes(src):
            kept = {name: value for name, value in kept.items() if name not in own}
            # Replaced by our own attributes once nobody can change them any more.
            kept["alt"] = f"{self.token}{len(self.own_attributes)};{alt}"
            self.own_attributes.append(_written(own))
        self._out.append(_start("img", kept))

    def _own_attributes(self, src: str) -> dict[str, str]:
        if self._picture_attributes is None:
            return {}
        given = self._picture_attributes(src)
        return {name: str(value) for name, value in given.items() if name in _OWN_PICTURE}

    def _player(self, node: LexborNode, tag: str, attributes: dict[str, str]) -> None:
        address = _player_address(node, attributes)
        framed = addresses.frame(address)
        title = attributes.get("title", "").strip()
        if may_frame(framed):
            look = look_of(tag, attributes)
            kept = {"src": framed, **self._general("iframe", attributes, look), **_size(look)}
            kept["title"] = title or f"Embedded content from {addresses.host_of(framed)}"
            kept |= {"allowfullscreen": "", **FORCED["iframe"]}
            self._out.append(f"{_start('iframe', kept)}</iframe>")
            return
        self.lost[tag] += 1
        if address:
            text = title or f"Embedded content from {addresses.host_of(address)}"
            self._out.append(f"{_start('a', {'href': address})}{escape(text)}</a>")
        elif tag == "object":
            self._descend(node)

    def _media(self, tag: str, attributes: dict[str, str], look: Look) -> dict[str, str]:
        kept = {"src": addresses.secure(attributes.get("src"))}
        if tag == "video":
            kept |= {"poster": addresses.secure(attributes.get("poster")), **_size(look)}
        others = self._kept(tag, attributes, look)
        kept |= {name: value for name, value in others.items() if name not in _LOADING}
        return {name: value for name, value in kept.items() if value or name in _SWITCHES}

    def _wrap(self, node: LexborNode, tags: list[str]) -> None:
        """Go on with the content, inside these inline elements."""
        for tag in tags:
            self._begin(tag, {})
        self._descend(node)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._open.append((name, len(self._out)))
        self._out.append(_start(name, attributes))
        self._stack.append(f"</{name}>")

    def _descend(self, node: LexborNode) -> None:
        self._stack.extend(reversed(children(node)))


def _ours(tag: str | None) -> str:
    return _RENAMED.get(tag or "", tag or "")


def _start(name: str, attributes: Mapping[str, str]) -> str:
    return f"<{name}{_written(attributes)}>"


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _is_caption_box(node: LexborNode | None) -> bool:
    return node is not None and node.tag == "div" and "wp-caption" in _classes(node)


def _is_jump(tag: str, attributes: dict[str, str]) -> bool:
    if tag == "a" and not attributes.get("href"):
        return "more" in {attributes.get("name"), attributes.get("id")}
    return tag == "span" and _JUMP_SPAN.match(attributes.get("id", "")) is not None


def _size(look: Look) -> dict[str, str]:
    sizes = {"width": look.width, "height": look.height}
    return {name: length for name, length in sizes.items() if length}


def _is_tracker(attributes: dict[str, str]) -> bool:
    style = declarations(attributes.get("style", ""))
    sizes = {attributes.get(side) or style.get(side, "") for side in ("width", "height")}
    return sizes <= {"0", "1", "0px", "1px"}


def _player_address(node: LexborNode, attributes: dict[str, str]) -> str:
    """Where a frame, an object or an embed gets its content from."""
    written = [attributes.get("src"), attributes.get("data"), attributes.get("data-src")]
    for inner in node.css("param, embed"):
        if inner.tag == "embed" or (inner.attributes.get("name") or "").lower() in {"movie", "src"}:
            written += [inner.attributes.get("src"), inner.attributes.get("value")]
    found = (addresses.tidy(scrubbed(address)) for address in written if address)
    return next((address for address in found if address), "")
