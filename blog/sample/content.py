"""Read the sample blog from the files beside this module; storing it is somebody else's work."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import frontmatter
from frontmatter.default_handlers import YAMLHandler

HERE = Path(__file__).resolve().parent
TITLE = "The Long Galley"
TAGLINE = "Notes on printing, type and the slow craft of pages"

POST_KEYS = frozenset(
    {"title", "kind", "author", "labels", "days_ago", "language", "comments", "views"}
    | {"picture", "picture_alt"}
)
COMMENT_KEYS = frozenset(["name", "days_ago", "text", "website", "by_author", "deleted", "replies"])
REFERENCE = re.compile(r"(?<=\()(picture|post):([\w.-]+)(?=[\s)])")


@dataclass(frozen=True)
class SampleComment:
    """One comment and the replies under it; a deleted one has neither name nor text."""

    name: str
    text: str
    days_ago: float
    website: str = ""
    by_author: bool = False
    deleted: bool = False
    replies: tuple[SampleComment, ...] = ()

    def tree(self) -> list[SampleComment]:
        """This comment and all below it, parents first."""
        found = [self]
        for reply in self.replies:
            found += reply.tree()
        return found


@dataclass(frozen=True)
class SamplePost:
    """One post or page; `views` are pairs of (days ago, count)."""

    name: str
    title: str
    kind: Literal["post", "page"]
    author: str
    body: str
    days_ago: float
    labels: tuple[str, ...] = ()
    picture: str = ""
    picture_alt: str = ""
    language: str = "en"
    comments_open: bool = True
    views: tuple[tuple[float, int], ...] = ()
    comments: tuple[SampleComment, ...] = ()

    def references(self, scheme: str) -> set[str]:
        """The names that the body mentions as `(picture:NAME)` or `(post:NAME)`."""
        return {name for kind, name in REFERENCE.findall(self.body) if kind == scheme}


@dataclass(frozen=True)
class Sample:
    """The whole sample blog, newest first."""

    title: str
    tagline: str
    posts: tuple[SamplePost, ...]
    pages: tuple[SamplePost, ...]
    pictures: tuple[Path, ...]


def load_sample(folder: Path = HERE) -> Sample:
    """Read every post, page, comment and picture name below the folder."""
    threads = _threads(folder / "comments.yaml")
    items = [_post(path, threads) for path in sorted((folder / "content").glob("*.md"))]
    if strangers := threads.keys() - {item.name for item in items}:
        raise ValueError(f"comments.yaml: no such post: {', '.join(sorted(strangers))}")
    items.sort(key=lambda item: item.days_ago)
    return Sample(
        title=TITLE,
        tagline=TAGLINE,
        posts=tuple(item for item in items if item.kind == "post"),
        pages=tuple(item for item in items if item.kind == "page"),
        pictures=tuple(sorted((folder / "pictures").glob("*.jpg"))),
    )


def resolve(body: str, picture: Callable[[str], str], post: Callable[[str], str]) -> str:
    """Put real addresses in place of `(picture:NAME)` and `(post:NAME)`."""
    makers = {"picture": picture, "post": post}
    return REFERENCE.sub(lambda found: makers[found[1]](found[2]), body)


def _post(path: Path, threads: Mapping[str, tuple[SampleComment, ...]]) -> SamplePost:
    parsed = frontmatter.loads(path.read_text(encoding="utf-8"))
    head: dict[str, Any] = parsed.metadata
    _refuse_unknown(path.name, head, POST_KEYS)
    kind, policy = head["kind"], head.get("comments", "open")
    if kind not in ("post", "page") or policy not in ("open", "closed"):
        raise ValueError(f"{path.name}: kind {kind!r} or comments {policy!r} is not known")
    return SamplePost(
        name=path.stem,
        title=str(head["title"]),
        kind=cast(Literal["post", "page"], kind),
        author=str(head["author"]),
        body=parsed.content.strip() + "\n",
        days_ago=float(head["days_ago"]),
        labels=tuple(str(label) for label in head.get("labels") or ()),
        picture=str(head.get("picture") or ""),
        picture_alt=str(head.get("picture_alt") or ""),
        language=str(head.get("language", "en")),
        comments_open=policy == "open",
        views=tuple((float(days), int(count)) for days, count in head.get("views") or ()),
        comments=threads.get(path.stem, ()),
    )


def _threads(path: Path) -> dict[str, tuple[SampleComment, ...]]:
    raw = YAMLHandler().load(path.read_text(encoding="utf-8"))
    return {Path(name).stem: _comments(name, thread) for name, thread in raw.items()}


def _comments(where: str, raw: list[dict[str, Any]]) -> tuple[SampleComment, ...]:
    return tuple(_comment(where, item) for item in raw)


def _comment(where: str, raw: dict[str, Any]) -> SampleComment:
    _refuse_unknown(where, raw, COMMENT_KEYS)
    deleted = bool(raw.get("deleted", False))
    return SampleComment(
        name="" if deleted else str(raw["name"]),
        text="" if deleted else str(raw["text"]).strip(),
        days_ago=float(raw["days_ago"]),
        website=str(raw.get("website", "")),
        by_author=bool(raw.get("by_author", False)),
        deleted=deleted,
        replies=_comments(where, raw.get("replies") or []),
    )


def _refuse_unknown(where: str, given: Mapping[str, Any], known: frozenset[str]) -> None:
    if odd := sorted(given.keys() - known):
        raise ValueError(f"{where}: unknown keys: {', '.join(odd)}")
