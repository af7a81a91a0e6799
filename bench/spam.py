"""How well the spam filter does on the open sets: `make bench`, or this file with other CSV files.

Each set is judged by five-fold cross-validation, with a prior made from the other sets alone; the
measures are means over ten divisions into fifths. The columns are

    caught   most spam caught while at most 1 % of the ham is held
    held     least ham held while at least 95 % of the spam is caught
    hold     spam caught and ham held at the threshold from which the blog holds a comment
    spam     the same where it takes one for spam
    area     how often spam stands above ham
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from blog.spam.bayes import HOLD, SPAM, Knowledge, judge
from blog.spam.evaluation import SEED, evaluate
from blog.spam.features import features
from blog.spam.prior import learnt_from, prior
from blog.spam.samples import Sample, read_samples

DIVISIONS = 10
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def main(files: Sequence[Path]) -> None:
    """Print the table, the curves and the time that a judgement takes."""
    sets = {file.stem: read_samples(file.read_bytes()) for file in files}
    print(f"hold from {HOLD}, spam from {SPAM}; {DIVISIONS} divisions into fifths, in percent\n")
    print(
        f"{'':32}{'spam':>6}{'ham':>6}{'caught':>9}{'held':>7}{'hold':>14}{'spam':>14}{'area':>9}"
    )
    curves = {}
    for name, own in sets.items():
        others = [sample for other, some in sets.items() if other != name for sample in some]
        known = learnt_from(others)
        told = [evaluate(own, known, SEED + number) for number in range(DIVISIONS)]
        curves[name] = told[0]["curve"]
        _tell(name[:30], told)
        for part in ("without_grouping", "without_prior", "prior_alone"):
            _tell(f"  {part.replace('_', ' ')}", [one[part] for one in told])
    for name, curve in curves.items():
        _draw(name, curve)
    _tell_time([sample for some in sets.values() for sample in some])


def _tell(name: str, told: Sequence[Any]) -> None:
    hold, spam = ([one["at_shipped_thresholds"][at] for one in told] for at in ("hold", "spam"))
    number = f"{told[0]['spam']:6}{told[0]['ham']:6}" if "spam" in told[0] else f"{'':12}"
    print(
        f"{name:32}{number}"
        f"{_mean(told, 'caught_at_1_percent_ham_held'):9.1f}"
        f"{_mean(told, 'ham_held_at_95_percent_caught'):7.1f}"
        f"{_mean(hold, 'spam_caught'):8.1f} {_mean(hold, 'ham_held'):5.1f}"
        f"{_mean(spam, 'spam_caught'):8.1f} {_mean(spam, 'ham_held'):5.1f}"
        f"{_mean(told, 'area_under_curve'):9.2f}"
    )


def _mean(told: Sequence[Mapping[str, float]], measure: str) -> float:
    return 100 * sum(one[measure] for one in told) / len(told)


def _draw(name: str, curve: Any) -> None:
    """Spam caught as a bar, line by line of less and less ham held; the first division's."""
    print(f"\n{name}: ham held, spam caught")
    best: dict[float, float] = {}
    for point in curve:
        held = point["ham_held"]
        best[held] = max(best.get(held, 0), point["spam_caught"])
    for held, caught in sorted(best.items()):
        if held <= 0.2:
            print(f"{100 * held:6.1f} {100 * caught:6.1f} {'#' * round(50 * caught)}")


def _tell_time(samples: Sequence[Sample]) -> None:
    known = Knowledge({}, prior())
    began = time.perf_counter()
    for sample in samples:
        judge(features(sample.text), known)
    spent = 1000 * (time.perf_counter() - began) / len(samples)
    print(f"\n{spent:.2f} ms for a comment, without the database")


if __name__ == "__main__":
    folder = Path(os.environ.get("OCTAVO_CORPUS", CORPUS)) / "spam"
    given = [Path(name) for name in sys.argv[1:]] or sorted(folder.glob("*.csv"))
    if not given:
        sys.exit(f"no labelled comments in {folder}: set OCTAVO_CORPUS, or name CSV files")
    main(given)
