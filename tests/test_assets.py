"""Our own files on the wire: style sheets lose what only their writers read, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import tinycss2

from blog.assets import squeezed

SHEETS = sorted((Path(__file__).resolve().parent.parent / "static/css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_squeezed_style_sheet_says_the_same(sheet: Path) -> None:
    style = sheet.read_text()
    assert meaning(squeezed(style)) == meaning(style)
    assert len(squeezed(style)) < len(style)
    assert "/*" not in squeezed(style)


def test_what_must_stay_apart_stays_apart() -> None:
    style = "/* A\n remark. */\n.a .b,\n.c > .d {\n  margin: 0 1px;\n}\n"
    assert squeezed(style) == ".a .b,.c > .d{margin:0 1px;}"


def meaning(style: str) -> list[str]:
    """The parts of a style sheet; blanks count only where they stand between two other parts."""
    parts = tinycss2.parse_component_value_list(style, skip_comments=True)
    return list(words(parts))


def words(parts: list[tinycss2.ast.Node]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if part.type == "whitespace":
            if found and found[-1] not in {" ", "{", "}", ";", ":", ","}:
                found.append(" ")
        elif hasattr(part, "content"):
            edge = "{" if part.type == "{} block" else part.type
            drop(found) if edge == "{" else None
            found += [edge, *words(part.content)]
            drop(found)
            found.append("}" if edge == "{" else "end")
        elif hasattr(part, "arguments"):
            found += [part.name + "(", *words(part.arguments), ")"]
        else:
            mark = part.serialize()
            if mark == ";":
                drop(found)
            found.append(mark)
    drop(found)
    return found


def drop(found: list[str]) -> None:
    """Leave out a blank that stands before a bracket or a semicolon."""
    while found and found[-1] == " ":
        found.pop()
