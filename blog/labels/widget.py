"""The widget that lists labels, or draws a cloud of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from flask import render_template, url_for
from flask_babel import gettext as _

from blog.db import now
from blog.labels.forms import LabelsForm
from blog.labels.queries import LabelCount, by_id, counts
from blog.widgets.kinds import Kind, Link, Spot, register

SIZES = 5
# More boxes to tick would be a page of their own; the ones used most are worth choosing from.
CHOICES = 300


def labels(spot: Spot) -> str:
    """The labels with public posts; the most used stand open, the rest folds away."""
    chosen = spot.settings["chosen"]
    found = [label for label in counts(now()) if not chosen or label.id in chosen]
    if not found:
        return ""
    most_used = sorted(found, key=lambda label: -label.posts)
    most = spot.settings["most"]
    return render_template(
        "labels/_labels.html",
        parts=[_ordered(part, spot) for part in (most_used[:most], most_used[most:])],
        sizes=_sizes(found) if spot.settings["shape"] == "cloud" else {},
        spot=spot,
    )


def choose(form: LabelsForm) -> None:
    """The labels used most, and those that are chosen, by name."""
    found, chosen = counts(now()), form.chosen.data or []
    often = sorted(found, key=lambda label: -label.posts)[:CHOICES]
    kept = {label.id for label in often} | set(chosen)
    # Else a label without posts would be lost by saving, and none chosen means all.
    bare = map(by_id, set(chosen) - {label.id for label in found})
    form.chosen.choices = [
        *((label.id, label.name) for label in found if label.id in kept),
        *((label.id, label.name) for label in bare if label),
    ]


def _ordered(part: list[LabelCount], spot: Spot) -> list[LabelCount]:
    """By use as they come, else by name, whatever the case."""
    if spot.settings["order"] == "count":
        return part
    return sorted(part, key=lambda label: label.name.lower())


def _sizes(found: Sequence[LabelCount]) -> dict[int, int]:
    """How large each label is written, from 1 to SIZES, by the logarithm of its posts."""
    weights = {label.id: math.log(label.posts) for label in found}
    least, most = min(weights.values()), max(weights.values())
    step = (most - least) / (SIZES - 1) or 1
    return {number: 1 + round((weight - least) / step) for number, weight in weights.items()}


register(
    Kind(
        "labels",
        label=lambda: _("Labels"),
        hint=lambda: _("The labels of your posts, in a row, as a list or as a cloud."),
        content=labels,
        link=lambda spot: Link(url_for("search.index"), _("Find posts by their labels")),
        form=LabelsForm,
        defaults={"shape": "row", "order": "name", "has_counts": True, "most": 30, "chosen": []},
        choose=choose,
    )
)
