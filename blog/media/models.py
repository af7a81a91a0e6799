"""Stored pictures: columns of one row; the bytes lie in the media folder."""

from __future__ import annotations

import re
from datetime import datetime

from markupsafe import escape
from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base, now

ADDRESS = "/media/"
ENDING = ".webp"
# A copy of at least that width serves as a small picture in lists.
SMALL = 480
# What Markdown would take for more than a character.
MEANT = re.compile(r"[\\`*_~\[\]<>&!]")


class Media(Base):
    """One picture, kept once however often it is used.

    `name` is its content hash with the ending of its type, e.g. `3f2a….webp`, and its address
    below `/media/`. `widths` lists the smaller copies, each under `<hash>-<width>.webp`. `filename`
    is what the file was called where it came from; it is shown and searched, never trusted.
    """

    __tablename__ = "media"
    __table_args__ = (Index(None, "created_at", "id"), Index(None, "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    type: Mapped[str] = mapped_column(String(50))
    bytes: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    widths: Mapped[list[int]] = mapped_column(JSON, default=list)
    alt: Mapped[str] = mapped_column(Text, default="")
    filename: Mapped[str] = mapped_column(String(300), default="", server_default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    origin: Mapped[str] = mapped_column(String(20), default="own")
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def address(self) -> str:
        """Where it is, below the root of this deployment."""
        return ADDRESS + self.name

    @property
    def small(self) -> str:
        """The name of the copy for lists; of the picture itself where it is small or moves."""
        return f"{self.stem}-{SMALL}{ENDING}" if SMALL in self.widths else self.name

    @property
    def stem(self) -> str:
        """What its own name and those of its copies begin with."""
        return self.name.rpartition(".")[0]

    @property
    def called(self) -> str:
        """What people know it by: its file's name where it came from."""
        return self.filename or self.name

    def markdown(self, alt: str = "") -> str:
        """What puts it into a Markdown text; `alt` stands in for its own description."""
        return f"![{MEANT.sub(_escaped, alt or self.alt)}]({self.address})"

    def html(self, alt: str = "") -> str:
        """What puts it into an HTML text; sizes and copies come when that is rendered."""
        return f'<img src="{self.address}" alt="{escape(alt or self.alt)}">'


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]
