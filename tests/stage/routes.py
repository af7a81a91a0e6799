"""Every address of the program, built from the URL map, and all rows of the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import AnyConverter, Rule

from blog.db import Base, db

SAFE = {"GET", "HEAD", "OPTIONS"}
# What the variables of an address are where a test has nothing better.
ORDINARY: Mapping[str, object] = {
    "slug": "a-label", "name": "A label", "label": "A label", "path": "nowhere",
    "token": "no-such-token", "digest": "0" * 12, "kind": "popular",
    "year": 2025, "month": 5, "filename": "css/reader.css",
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    """One rule of the URL map and one method."""

    rule: Rule
    method: str

    @property
    def endpoint(self) -> str:
        return str(self.rule.endpoint)

    @property
    def variables(self) -> set[str]:
        return set(self.rule.arguments)

    def address(self, values: Mapping[str, object]) -> str:
        """The path with those values; ordinary ones stand in for the rest, 1 for numbers."""
        given = {name: values.get(name, self._ordinary(name)) for name in self.variables}
        built = self.rule.build(given)
        assert built is not None, f"no address for {self.rule} with {given}"
        return str(built[1])

    def addresses(self, values: Mapping[str, object]) -> Iterator[str]:
        """The same, once for each word where the address has a choice of words."""
        choices = {
            name: sorted(kind.items)
            for name, kind in self.rule._converters.items()
            if isinstance(kind, AnyConverter)
        }
        for chosen in product(*choices.values()):
            yield self.address({**values, **dict(zip(choices, chosen, strict=True))})

    def _ordinary(self, name: str) -> object:
        converter = self.rule._converters.get(name)
        if isinstance(converter, AnyConverter):
            return min(converter.items)
        return ORDINARY.get(name, 1)


def routes(app: Flask, *, unsafe: bool) -> Iterator[Route]:
    """Every rule once for GET, or once for each method that may change something."""
    for rule in app.url_map.iter_rules():
        methods = rule.methods or set()
        for method in sorted(methods - SAFE) if unsafe else sorted(methods & {"GET"}):
            yield Route(rule, method)


def contents(app: Flask, *, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """All rows of all tables, in a form that can be compared."""
    with app.app_context():
        found = {
            table.name: sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }
        db.session.rollback()
    return found
