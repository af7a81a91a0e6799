"""What each test would compile anew for its own application, kept while the worker lives.

Rules, templates and statements compile to the same thing in every application of a worker: what is
kept depends on their text alone, never on what a test did.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """Compiled templates by name and content."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self.kept[bucket.key, bucket.checksum] = bucket.code


templates = Templates()
_statements: Any = LRUCache(3000)


def keep_statements(engine: Engine) -> None:
    """Let that engine take its compiled statements from those of all engines of its kind."""
    kind = type(engine.dialect)
    # The cache asks whether the dialect is the same; each engine has its own, set like the others.
    if "__hash__" not in vars(kind):
        kind.__eq__ = _is_same_kind  # type: ignore[method-assign, assignment]
        kind.__hash__ = _hash_of_kind  # type: ignore[method-assign, assignment]
    engine._compiled_cache = _statements


def _is_same_kind(one: Dialect, other: object) -> bool:
    return type(one) is type(other)


def _hash_of_kind(dialect: Dialect) -> int:
    return hash(type(dialect))


def _keep_rules() -> None:
    compile_anew = Rule.compile
    kept: dict[tuple[object, ...], Rule] = {}

    def compile_once(rule: Rule) -> None:
        where = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes)
        like = kept.setdefault((*where, repr(rule.defaults)), rule)
        if like is rule:
            compile_anew(rule)
            return
        rule._parts, rule._trace, rule._converters = like._parts, like._trace, like._converters
        rule.arguments = {*like.arguments}
        for build in ("_build", "_build_unknown"):
            setattr(rule, build, getattr(like, build).__func__.__get__(rule))

    Rule.compile = compile_once  # type: ignore[method-assign, assignment]


_keep_rules()
