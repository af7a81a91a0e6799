"""The owner's settings as rows; reading them as one typed object is `queries.site`."""

from __future__ import annotations

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Base


class Setting(Base):
    """One setting that the owner changed, or that a sample or an import brought.

    `origin` is owner, sample or import: an import never overrides what the owner has set, and
    samples take their settings with them. Rows of the origins mark and undo are no settings: they
    tell that something happened once, and how to take the last arranging of widgets back.
    """

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[object] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(String(20), default="owner")
