"""Names that people would take for one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.moderation.names import likeness

ALIKE = [
    ("Rosa Luxemburg", "rosa  luxemburg"),
    ("Rosa", "Rоsа"),  # Cyrillic о and а.
    ("ROSA", "ＲＯＳＡ"),
    ("Rosa", "R\u200bo\u200dsa"),
    ("Rosa", "𝓡𝓸𝓼𝓪"),
    ("Rosa", "R0sa"),
    ("Rosa", "Rosa."),
    ("Björn", "Bjorn"),
    ("Ilse", "lIse"),
    ("Marn", "Mam"),
    ("Ольга", "ОЛЬГА"),
    ("Λουκάς", "λουκασ"),
]
OTHERS = [("Rosa", "Rose"), ("Anna", "Ann"), ("李明", "李明华"), ("Ольга", "Oleg"), ("Ada", "Adam")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_they_look_alike(one: str, other: str) -> None:
    assert likeness(one) == likeness(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_they_are_told_apart(one: str, other: str) -> None:
    assert likeness(one) != likeness(other)


def test_names_of_signs_alone_are_told_apart() -> None:
    assert likeness("🦔") != likeness("🐈")
    assert likeness("\u200b") == ""


@given(st.text(max_size=100))
def test_any_name_is_like_itself_however_it_is_written(name: str) -> None:
    assert likeness(name) == likeness(f"  {name} ") == likeness(likeness(name)) or "rn" in name
