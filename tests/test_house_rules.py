"""Names and habits that hold in every feature; each rule says what breaks it, and where."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from flask import Flask

from blog.config import Config, variable_of

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted((ROOT / "blog").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
PAGES = [file for file in TEMPLATES if file.suffix == ".html"]
ROOMS = {"__init__", "models", "queries", "actions", "forms", "routes", "widget", "jobs"}

# The address of our own files under hashed names.
NO_ROOMS = {"asset"}

# Folders that are no features: their modules are named by what they hold.
NO_FEATURES = {"admin", "commands", "importing", "richtext", "sample"}

# Rooms that outgrew five files were split by noun; each name here is such a noun.
NOUNS = {
    "account": {
        "confirming",
        "devices",
        "entering",
        "joining",
        "keys",
        "limits",
        "passkeys",
        "passwords",
        "resuming",
        "second_factor",
        "seen",
        "session",
        "tickets",
    },
    "audit": {"sentences"},
    "blogroll": {"fetcher", "fetching", "lines", "news"},
    "comments": {
        "keys",
        "mentions",
        "own",
        "place",
        "places",
        "policy",
        "revising",
        "section",
        "sending",
        "stamps",
        "threads",
        "website",
        "writer",
    },
    "feeds": {"channels", "entries", "formats", "windows"},
    "legacy": {"feeds"},
    "mail": {"letters"},
    "media": {"decoder", "decoding"},
    "moderation": {
        "judging",
        "lists",
        "names",
        "networks",
        "reasons",
        "standing",
        "suspicion",
    },
    "notices": {"letters", "links"},
    "people": {"letters", "policy", "staff"},
    "profile": {"page"},
    "posts": {
        "autosaving",
        "counting",
        "diffs",
        "editing",
        "lists",
        "matching",
        "paths",
        "placing",
        "previews",
        "times",
    },
    "privacy": {"erasing", "exporting", "letters", "links"},
    "redirects": {"buffer", "leads", "scanners", "table"},
    "search": {
        "answers",
        "asking",
        "entries",
        "expressions",
        "finding",
        "guessing",
        "snippets",
        "tokens",
    },
    "related": {"weighing"},
    "site": {"checks", "colours", "languages", "machines", "pictures", "stylesheet", "theme"},
    "spam": {"bayes", "evaluation", "features", "prior", "samples", "structure"},
    "statistics": {"chart", "spans", "tables", "told"},
    "subscriptions": {"letters", "links"},
    "views": {"bots", "buffer", "counting", "devices", "seeding", "sources", "visitors"},
    "widgets": {
        "boundary",
        "breaker",
        "budget",
        "copies",
        "frame",
        "kinds",
        "placements",
        "plan",
        "settings",
        "soundness",
    },
}

# Outside queries.py and migrations SQL stands only here, and why.
SQL_ELSEWHERE = {
    "blog/db.py": "sets how connections and transactions begin",
    "blog/election.py": "asks for the lock of the one process that runs the jobs",
    "blog/search/finding.py": "asks the full-text index of each database in its own way",
    "blog/schema.py": "locks and checks the database while it is migrated",
}

# Text becomes Markup only where it is known to be safe.
MARKUP = {
    "blog/templating.py": "the one macro's filter for stored, sanitised HTML",
    "blog/comments/section.py": "what our own templates rendered",
    "blog/widgets/frame.py": "what our own templates rendered",
    "blog/widgets/soundness.py": "what features rendered, once its tags were followed",
}

TEXT_TEMPLATES = {"robots.txt", "security.txt", "ads.txt"}


def test_a_feature_holds_only_the_files_that_every_feature_knows() -> None:
    for folder in features():
        known = ROOMS | NOUNS.get(folder.name, set())
        strange = {file.stem for file in folder.glob("*.py")} - known
        assert not strange, f"{folder.name} holds {strange}"


def test_every_noun_that_a_feature_was_split_by_exists() -> None:
    for feature, nouns in NOUNS.items():
        for noun in nouns:
            places = (ROOT / "blog" / feature, ROOT / "blog" / "admin" / feature)
            found = [folder for folder in places if (folder / f"{noun}.py").exists()]
            assert found, f"{feature}/{noun}.py is gone"


def test_the_init_of_a_feature_holds_its_blueprint_if_any_and_nothing_else() -> None:
    for folder in features():
        names = [node for node in tree(folder / "__init__.py").body if not is_docstring(node)]
        kinds = [type(node).__name__ for node in names]
        has_addresses = (folder / "routes.py").exists()
        assert kinds == (["ImportFrom", "Assign"] if has_addresses else []), place(folder)


def test_every_module_says_what_lives_in_it() -> None:
    silent = [place(file) for file in CODE if not ast.get_docstring(tree(file))]
    assert silent == []


@pytest.mark.sqlite
def test_endpoints_bear_the_name_of_their_function_and_feature(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        feature, _, name = endpoint.rpartition(".")
        if endpoint in NO_ROOMS:
            continue
        assert view.__module__.startswith(f"blog.{feature}."), endpoint
        if feature != "legacy":  # Other programs' addresses, several of them for one function.
            assert view.__module__ == f"blog.{feature}.routes", endpoint
            assert view.__name__ == name, endpoint


def test_a_route_renders_templates_of_its_own_feature() -> None:
    for file in sorted((ROOT / "blog").rglob("routes.py")):
        for template in re.findall(r'"([a-z_]+(?:/[a-z_]+)+\.\w+)"', file.read_text()):
            if (ROOT / "templates" / template).exists():
                own = file.parent.relative_to(ROOT / "blog").as_posix()
                assert template.startswith(f"{own}/"), f"{place(file)}: {template}"


def test_every_template_is_used() -> None:
    written = "\n".join(file.read_text() for file in [*CODE, *TEMPLATES])
    for file in PAGES:
        name = file.relative_to(ROOT / "templates").as_posix()
        stem = name.removesuffix(".html")
        # A view may choose between two of its templates by a word: f"posts/{post.kind}.html".
        chosen = rf'f"{Path(name).parent}/\{{[^"]*\}}\.html"'
        assert f'"{stem}.html"' in written or re.search(chosen, written), f"nothing renders {name}"


def test_every_feature_with_routes_has_tests() -> None:
    for folder in features():
        own = folder.relative_to(ROOT / "blog")
        if (folder / "routes.py").exists():
            assert list((ROOT / "tests" / own).glob("test_*.py")), own.as_posix()


def test_select_and_sql_stand_in_queries_alone() -> None:
    for file in CODE:
        allowed = {"text"} if file.name == "models.py" else set()
        if file.name != "queries.py" and place(file) not in SQL_ELSEWHERE:
            found = imported(file, "sqlalchemy") & {"select", "exists", "union_all", "text"}
            assert found <= allowed, f"{place(file)} uses {found}"


def test_every_place_with_sql_of_its_own_still_needs_it() -> None:
    for name in SQL_ELSEWHERE:
        source = (ROOT / name).read_text()
        assert re.search(r"PRAGMA|SELECT|select\(", source), name


def test_the_environment_is_read_in_config_alone() -> None:
    for file in CODE:
        if file.name != "config.py":
            found = re.findall(r"os\.(?:environ|getenv)\b", file.read_text())
            assert not found, place(file)


def test_no_time_is_naive() -> None:
    for file in CODE:
        found = re.findall(r"utcnow|utcfromtimestamp|datetime\.now\(\)|today\(\)", file.read_text())
        assert not found, f"{place(file)}: {found}"


def test_only_commands_jobs_and_routes_write() -> None:
    for file in CODE:
        if file.name in ("actions.py", "queries.py", "models.py", "forms.py"):
            found = {"writing", "commit", "rollback"} & calls(file)
            assert not found, f"{place(file)} ends a transaction: {found}"


def test_public_code_never_touches_the_session() -> None:
    for file in CODE:
        found = re.findall(r"from flask import .*\b(?:session|flash)\b", file.read_text())
        assert not found, place(file)


def test_html_is_trusted_in_the_listed_places_alone() -> None:
    for file in CODE:
        if "Markup(" in file.read_text():
            assert place(file) in MARKUP, place(file)
    for file in TEMPLATES:
        assert not re.search(r"\|\s*safe\b|autoescape", file.read_text()), place(file)


def test_stored_html_is_shown_by_macros_alone() -> None:
    for file in PAGES:
        if file.name != "macros.html":
            assert "|stored" not in file.read_text(), place(file)


def test_templates_keep_the_policy() -> None:
    for file in PAGES:
        source = file.read_text()
        assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=", source), place(file)
        for script in re.findall(r"<script[^>]*>", source):
            assert "src=" in script or "application/ld+json" in script, f"{place(file)}: {script}"


def test_htmx_is_used_plainly() -> None:
    for file in PAGES:
        source = file.read_text()
        for word in (r":inherited", r"hx-swap-oob", r"hx-on", r"\bjs:", r"javascript:", r"hx-vals"):
            assert not re.search(word, source), f"{place(file)} has {word}"
        for trigger in re.findall(r'hx-trigger="([^"]*)"', source):
            assert "[" not in trigger, f"{place(file)}: a filter needs eval"


def test_a_fragment_says_what_it_needs() -> None:
    for file in PAGES:
        if file.name.startswith("_") and file.name != "_placeholder.html":
            first = file.read_text().splitlines()[0]
            is_meta = file.name == "_card.html"  # Part of the head, no fragment with an address.
            assert is_meta or first.startswith("{# needs: "), f"{place(file)}: {first}"


def test_a_page_extends_a_layout_and_sets_its_title() -> None:
    for file in PAGES:
        source = file.read_text()
        name = file.relative_to(ROOT / "templates").as_posix()
        if file.name.startswith("_") or file.name == "layout.html" or name in imported_templates():
            continue
        if "{% extends" not in source:
            assert "<title>" in source, place(file)
        elif place(file) != "templates/posts/index.html":
            assert "{% block title %}" in source, place(file)


def test_every_visible_word_goes_through_gettext() -> None:
    for file in PAGES:
        for text in visible(file.read_text()):
            assert not re.search(r"[^\W\d_]{2,}", text), f"{place(file)}: {text!r}"


def test_files_stay_readable() -> None:
    """Twice the habit of STYLE.md: where a habit is broken twice over, it is no habit."""
    for file in CODE:
        assert len(file.read_text().splitlines()) <= 400, place(file)
    for file in PAGES:
        assert len(file.read_text().splitlines()) <= 160, place(file)


def test_scripts_are_small() -> None:
    for file in (ROOT / "static" / "js").glob("*.js"):
        assert len(file.read_text().splitlines()) <= 40, place(file)


def test_nothing_is_left_for_later() -> None:
    marker = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
    for file in [*CODE, *TEMPLATES, *ROOT.glob("*.md"), *ROOT.glob("static/*/*")]:
        if file.suffix in (".py", ".html", ".md", ".css", ".js"):
            assert not marker.search(file.read_text()), place(file)


def test_no_host_of_a_registry_stands_in_a_lock() -> None:
    for file in ROOT.glob("*.lock"):
        assert "://" not in file.read_text(), place(file)


def test_the_readme_lists_every_setting() -> None:
    table = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", (ROOT / "README.md").read_text(), re.M))
    hints = get_type_hints(Config, include_extras=True)
    for setting in fields(Config):
        variable = variable_of(setting.name)
        meaning = get_args(hints[setting.name])[1]
        assert variable in table, f"README does not list {variable}"
        assert meaning in table[variable], f"README says something else about {variable}"
    named = {name for name in table if name.startswith("BLOG_")}
    assert named <= {variable_of(setting.name) for setting in fields(Config)}


def features() -> Iterator[Path]:
    """The folder of every feature, and of every room of the admin."""
    rooms = (ROOT / "blog" / "admin").glob("*/__init__.py")
    for file in sorted([*(ROOT / "blog").glob("*/__init__.py"), *rooms]):
        if file.parent.relative_to(ROOT / "blog").as_posix() not in NO_FEATURES:
            yield file.parent


def visible(source: str) -> list[str]:
    """What of a template's own text a reader sees: between tags and in spoken attributes.

    What a macro is called with, and what the macro `told` makes, are attributes.
    """
    plain = re.sub(r"\{% (?:call|macro told).*?\{% end(?:call|macro) %\}", " ", source, flags=re.S)
    plain = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", " ", plain, flags=re.S)
    plain = re.sub(r"<(script|style)\b.*?</\1>|<!.*?>", " ", plain, flags=re.S)
    spoken = re.findall(
        r'\b(?:aria-label|alt|title|placeholder|data-announce|data-trouble)="([^"]*)"', plain
    )
    return [*re.sub(r'<(?:[^>"]|"[^"]*")*>', "\n", plain).split("\n"), *spoken]


@cache
def imported_templates() -> set[str]:
    """Templates that only lend macros and values to others."""
    lenders = r'{% (?:from|import) "([^"]+)"'
    return {name for file in PAGES for name in re.findall(lenders, file.read_text())}


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def calls(file: Path) -> set[str]:
    """The last name of everything that a module calls."""
    called = [node.func for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]
    return {getattr(node, "attr", getattr(node, "id", "")) for node in called}


def imported(file: Path, module: str) -> set[str]:
    """The names that a module takes from that package and the modules in it."""
    return {
        name.name
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == module
        for name in node.names
    }


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()
