"""What the filter has learnt: columns of one row."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base


class Token(Base):
    """In how many welcome comments and in how much spam a word, or a part of one, was seen.

    The row of the empty token counts the comments themselves.
    """

    __tablename__ = "spam_token"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    ham: Mapped[int] = mapped_column(default=0)
    spam: Mapped[int] = mapped_column(default=0)
