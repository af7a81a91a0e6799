"""`blog spam` measures the filter honestly, and makes what it is shipped with."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from blog.cli import main
from blog.spam.evaluation import evaluate
from blog.spam.prior import learnt_from, prior
from blog.spam.samples import Sample, read_samples

pytestmark = pytest.mark.sqlite

HAM = [f"I saw {one} by the lake in {two}, what a day" for one in ("swans", "herons", "otters")
       for two in ("May", "June", "July", "autumn")]  # fmt: skip
SPAM = [f"Cheap {one} loans, apply {two} at bank.example" for one in ("quick", "easy", "sure")
        for two in ("now", "today", "here", "soon")]  # fmt: skip
MEASURES = {
    "caught_at_1_percent_ham_held", "ham_held_at_95_percent_caught", "at_shipped_thresholds",
    "area_under_curve",
}  # fmt: skip


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["spam", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "comments.csv"
    with path.open("w", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(["text", "label"])
        rows.writerows([*((text, 0) for text in HAM), *((text, 1) for text in SPAM)])
    return path


def test_a_file_is_measured_and_told_as_json(file: Path) -> None:
    answer = run("evaluate", file)
    assert answer.exit_code == 0, answer.output
    told: dict[str, Any] = json.loads(answer.output)
    assert (told["file"], told["comments"], told["spam"], told["ham"], told["folds"]) == (
        "comments.csv", 24, 12, 12, 5
    )  # fmt: skip
    for part in (told, told["without_prior"], told["prior_alone"], told["without_grouping"]):
        assert part.keys() >= MEASURES
    assert told["area_under_curve"] == 1
    assert told["caught_at_1_percent_ham_held"] == 1
    assert told["ham_held_at_95_percent_caught"] == 0
    assert told["at_shipped_thresholds"].keys() == {"hold", "spam"}
    thresholds = [point["threshold"] for point in told["curve"]]
    assert thresholds == sorted(thresholds)
    assert run("evaluate", file).output == answer.output


def test_no_copy_of_a_judged_comment_was_learnt() -> None:
    """Nothing but its copies tells which of these words is spam."""
    ham = ["glorb", "fnord", "quux", "zyzz", "plugh", "xylo"]
    spam = ["brumm", "klaff", "wopsi", "tjack", "hrodi", "mjunk"]
    copies = [
        Sample(f"{word}{end}", word in spam) for word in ham + spam for end in ("", ".", " .", ",")
    ]
    told: Any = evaluate(copies, {})
    assert told["without_grouping"]["area_under_curve"] > 0.95
    assert told["area_under_curve"] < 0.8


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("words,kind\na,b\n", "no column 'text'"),
        ("text,label\nHello,maybe\n", "neither 1 nor 0"),
        ("text,label\nHello,1\nHi,0\n", "it takes 5 different comments"),
        ("", "no column"),
    ],
)
def test_a_file_that_cannot_be_used_ends_with_a_sentence(
    tmp_path: Path, content: str, why: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content)
    answer = run("evaluate", path)
    assert answer.exit_code == 2
    assert why in answer.output
    assert run("train", path, "--output", tmp_path / "out.gz").exit_code == (0 if "Hi" in content
                                                                             else 2)  # fmt: skip


def test_a_missing_file_ends_with_a_sentence(tmp_path: Path) -> None:
    assert run("evaluate", tmp_path / "none.csv").exit_code == 2


def test_what_is_shipped_is_what_the_open_sets_teach(corpus: Path, tmp_path: Path) -> None:
    made = tmp_path / "prior.json.gz"
    answer = run("train", corpus / "spam", "--output", made)
    assert answer.exit_code == 0, answer.output
    samples = [
        sample
        for file in sorted((corpus / "spam").glob("*.csv"))
        for sample in read_samples(file.read_bytes())
    ]
    assert learnt_from(samples) == prior()
    assert made.stat().st_size < 250_000


def test_the_filter_is_as_good_as_it_was_measured(corpus: Path) -> None:
    """Each set is judged with a prior of the other three; the bench divides them in more ways."""
    files = {file.stem: read_samples(file.read_bytes()) for file in corpus.glob("spam/*.csv")}
    told: dict[str, Any] = {}
    for name, own in files.items():
        others = (sample for stem, samples in files.items() if stem != name for sample in samples)
        told[name] = evaluate(own, learnt_from(others))
    caught = {name: one["caught_at_1_percent_ham_held"] for name, one in told.items()}
    assert caught["uci-Youtube01-Psy"] >= 0.95
    assert caught["uci-Youtube02-KatyPerry"] >= 0.95
    assert caught["uci-Youtube04-Eminem"] >= 0.9
    assert caught["datacamp-article-comments-labelled"] >= 0.45
    hams = sum(one["ham"] for one in told.values())
    for threshold, most in (("hold", 0.02), ("spam", 0.002)):
        shares = [one["at_shipped_thresholds"][threshold]["ham_held"] * one["ham"]
                  for one in told.values()]  # fmt: skip
        assert sum(shares) / hams <= most
