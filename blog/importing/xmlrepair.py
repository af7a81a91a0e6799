"""Makes sure that a file is sound XML: refuses what is dangerous, repairs what is plain.

Real exports are not always well-formed, so undeclared prefixes, bare ampersands, illegal
characters, wrong encodings and missing roots are put right. Everything else is refused with the
line. What the elements mean is no business of this module.
"""

from __future__ import annotations

import codecs
import html.entities
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from blog.importing.records import ImportRefused

# Large, because expat begins a token again with every chunk that does not end it.
CHUNK = 4 * 1024 * 1024
DEEPEST = 256
# A repair needs the whole text in memory, so it has a bound; a sound file is streamed.
LARGEST_REPAIR = 512 * 1024 * 1024

NAMESPACES = {
    "app": "http://purl.org/atom/app#",
    "atom": "http://www.w3.org/2005/Atom",
    "blogger": "http://schemas.google.com/blogger/2018",
    "gd": "http://schemas.google.com/g/2005",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
    "openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
    "thr": "http://purl.org/syndication/thread/1.0",
}

Source = Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Sound:
    """XML that parses: `open` gives it anew each time, as bytes or as repaired text."""

    open: Callable[[], IO[Any]]
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """What the file should be, its possible roots, and the element that may stand without one."""

    meant: str
    roots: frozenset[str]
    fragment: str
    root_tag: str


def sound(source: Source, shape: Shape) -> Sound:
    """The file as XML that surely parses. Raises ImportRefused, naming the line."""
    try:
        with source() as stream:
            _check(stream, shape)
    # ValueError and LookupError: the declared encoding is none that expat can read.
    except ImportRefused:
        raise
    except (ParseError, ValueError, LookupError) as fault:
        return _repaired(source, shape, fault)
    return Sound(source)


def feed(parser: DefusedXMLParser, stream: IO[Any]) -> Iterator[None]:
    """Feeds the parser piece by piece, giving way after each."""
    while chunk := stream.read(CHUNK):
        parser.feed(chunk)
        yield
    parser.close()
    yield


def _check(stream: IO[Any], shape: Shape) -> None:
    probe = _Probe(shape)
    parser = DefusedXMLParser(target=probe, forbid_dtd=True)
    probe.line = lambda: int(parser.parser.CurrentLineNumber)
    try:
        for _ in feed(parser, stream):
            pass
    except DefusedXmlException:
        raise ImportRefused(
            f"line {probe.line()}: the file declares a document type or entities, "
            "which no export needs and which are never read"
        ) from None


class _Probe:
    """Looks at the root and the depth, and keeps nothing."""

    line: Callable[[], int]

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.depth == 0 and (root := local(tag)) not in self.shape.roots:
            raise ImportRefused(
                f"line {self.line()}: the file begins with <{root[:40]}>, "
                f"so it is not {self.shape.meant}"
            )
        self.depth += 1
        if self.depth > DEEPEST:
            raise ImportRefused(f"line {self.line()}: elements stand more than {DEEPEST} deep")

    def end(self, tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        """Part of what a parser's target must offer."""


def local(tag: str) -> str:
    """A tag's name without its namespace."""
    return tag.rpartition("}")[2]


def _repaired(source: Source, shape: Shape, fault: Exception) -> Sound:
    with source() as stream:
        content = stream.read(LARGEST_REPAIR + 1)
    if len(content) > LARGEST_REPAIR:
        raise ImportRefused(f"{_in_words(fault)}, and the file is too large to repair")
    text, repairs = repair(content, shape)
    del content
    try:
        _check(io.StringIO(text), shape)
    except ParseError as remaining:
        raise ImportRefused(_in_words(remaining)) from None
    return Sound(lambda: io.StringIO(text), repairs)


def _in_words(fault: Exception) -> str:
    if not isinstance(fault, ParseError):
        return "the file's encoding cannot be read"
    line, _ = fault.position
    words = str(fault).partition(": line")[0]
    if words == "no element found" or words.startswith("unclosed"):
        words = "the file ends too early, as if it were cut short"
    return f"line {line}: the file is not well-formed XML ({words})"


def repair(content: bytes, shape: Shape) -> tuple[str, tuple[str, ...]]:
    """The text with all plain faults put right, and what was done. Line numbers stay."""
    repairs: list[str] = []
    text = _decoded(content, repairs)
    text = _without_surroundings(text, repairs)
    text = _without_illegal_characters(text, repairs)
    text = _with_sound_references(text, repairs)
    return _with_root_and_prefixes(text, shape, repairs), tuple(repairs)


# Only plain text encodings: Python also knows codecs that are slow or are no encodings at all.
_ENCODINGS = re.compile(
    r"(?:utf-?8|utf-?16(?:le|be)?|us-ascii|iso-8859-\d+|windows-125\d|cp125\d|koi8-[ru]"
    r"|shift_jis|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5)",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")


_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


def _decoded(content: bytes, repairs: list[str]) -> str:
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        repairs.append(f"the file is not {encoding} throughout; stray bytes were read as cp1252")
        return content.decode(encoding, _AS_CP1252)


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    declared = _DECLARED.match(content)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    is_usable = _ENCODINGS.fullmatch(encoding) and not encoding.lower().startswith("utf")
    return encoding if is_usable else "utf-8"


_AS_CP1252 = "octavo-as-cp1252"


def _as_cp1252(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    stray = fault.object[fault.start : fault.end]
    return stray.decode("cp1252", "replace"), fault.end


codecs.register_error(_AS_CP1252, _as_cp1252)

_DECLARATION = re.compile(r"<\?xml\s[^>]{0,300}\?>")


def _without_surroundings(text: str, repairs: list[str]) -> str:
    """Drops what stands before the first and after the last tag, and all XML declarations."""
    first, last = text.find("<"), text.rfind(">")
    if first < 0 or last < first:
        return text
    before, after = text[:first], text[last + 1 :]
    if before:
        repairs.append("what stood before the first tag was dropped")
    if after.strip().strip("\0"):
        repairs.append("what stood after the last tag was dropped")
    body = _DECLARATION.sub(lambda found: _lines(found[0]), text[first : last + 1])
    return _lines(before) + body


def _lines(text: str) -> str:
    """As many empty lines as the text had, so that later messages name the right line."""
    return "\n" * text.count("\n")


_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _without_illegal_characters(text: str, repairs: list[str]) -> str:
    text, count = _ILLEGAL.subn("", text)
    if count:
        repairs.append(f"characters that XML does not allow were dropped: {count}")
    return text


_REFERENCE = re.compile(r"&(#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,8}|[A-Za-z][A-Za-z0-9]{0,31});|&")


def _with_sound_references(text: str, repairs: list[str]) -> str:
    count = 0

    def mend(found: re.Match[str]) -> str:
        nonlocal count
        mended = _reference(found[1])
        if mended is None:
            return found[0]
        count += 1
        return mended + (found[0][1:] if mended == "&amp;" else "")

    parts = [part if is_raw else _REFERENCE.sub(mend, part) for part, is_raw in _segments(text)]
    if count:
        repairs.append(f"bare ampersands and unknown entities were written out: {count}")
    return "".join(parts)


def _reference(name: str | None) -> str | None:
    """What a reference should become: None for a sound one, `&amp;` for a bare ampersand."""
    if name is None:
        return "&amp;"
    if name.startswith("#"):
        number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        if number > 0x10FFFF or _ILLEGAL.match(chr(number)):
            return ""
        return f"&#{number};" if name[1] == "X" else None
    if name in ("amp", "lt", "gt", "quot", "apos"):
        return None
    character = html.entities.html5.get(f"{name};")
    return "&amp;" if character is None else "".join(f"&#{ord(one)};" for one in character)


_RAW = re.compile(r"<!\[CDATA\[|<!--|<\?")
_RAW_END = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}


def _segments(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is raw: CDATA, a comment or an instruction."""
    at = 0
    while opening := _RAW.search(text, at):
        end = text.find(_RAW_END[opening[0]], opening.end())
        if end < 0:
            break
        end += len(_RAW_END[opening[0]])
        yield text[at : opening.start()], False
        yield text[opening.start() : end], True
        at = end
    yield text[at:], False


_TAG = re.compile(r"<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)([^<>]*)>")
_ATTRIBUTE_PREFIX = re.compile(r"""\s([A-Za-z_][\w.-]*):[\w.-]+\s*=""")
_DECLARED_PREFIX = re.compile(r"\sxmlns:([\w.-]+)\s*=")


def _with_root_and_prefixes(text: str, shape: Shape, repairs: list[str]) -> str:
    root, at, used = None, 0, set[str]()
    length = 0
    for part, is_raw in _segments(text):
        for tag in () if is_raw else _TAG.finditer(part):
            if root is None:
                root, at = tag, length
            used.update(_ATTRIBUTE_PREFIX.findall(tag[3]) if ":" in tag[3] else ())
            used.add(tag[1] or "xml")
        length += len(part)
    if root is None:
        return text
    if root[2] == shape.fragment:
        repairs.append(f"the missing <{shape.root_tag.split()[0]}> was put round the entries")
        declared = set[str]()
        name, _, given = shape.root_tag.partition(" ")
        before, after, end = f"<{name} {given}", ">" + text, f"</{name}>"
    else:
        declared = set(_DECLARED_PREFIX.findall(root[3]))
        cut = at + root.start(2) + len(root[2])
        before, after, end = text[:cut], text[cut:], ""
    missing = sorted(used - declared - {"xml", "xmlns"})
    if missing:
        repairs.append(f"namespace declarations were added: {', '.join(missing)}")
    return before + "".join(map(_declaration, missing)) + after + end


def _declaration(prefix: str) -> str:
    return f' xmlns:{prefix}="{NAMESPACES.get(prefix, f"urn:prefix:{prefix}")}"'
