"""`blog spam`: how good the filter is, and what it knows from the beginning."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from blog.spam.evaluation import evaluate
from blog.spam.prior import FILE, learnt_from, packed, prior
from blog.spam.samples import BadSamples, Sample, read_samples


@click.group()
def spam() -> None:
    """Measure the spam filter, or make what it is shipped with."""


@spam.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def evaluate_command(file: Path) -> None:
    """Measure the filter on labelled comments by five-fold cross-validation.

    FILE is a CSV file with the columns text and label, 1 for spam and 0 for ham; comments without a
    label are left out. Prints JSON; all measures are shares between 0 and 1:

    \b
    caught_at_1_percent_ham_held   most spam caught while at most 1 % of the ham
                                   is held
    ham_held_at_95_percent_caught  least ham held while at least 95 % of the
                                   spam is caught
    at_shipped_thresholds          both at the thresholds that the blog uses:
                                   hold (wait for a moderator) and spam
    area_under_curve               how often spam stands above ham
    curve                          the same at thresholds between
    without_grouping               with copies of one text on both sides
    without_prior                  learnt from these comments alone
    prior_alone                    nothing learnt from these comments

    Each fifth is judged by what the other four and the shipped prior teach. Copies of one text
    stand in the same fifth. A second run prints the same. Nothing is stored, no database opened.
    Files that the prior was made from do too well here: `make bench` leaves each out of its prior.
    """
    samples = _samples(file)
    try:
        measures = evaluate(samples, prior())
    except BadSamples as fault:
        raise click.UsageError(f"{file.name}: {fault}.") from None
    click.echo(json.dumps({"file": file.name} | measures, indent=2))


@spam.command()
@click.argument(
    "sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path),
    metavar="FOLDER|FILE…",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=FILE,
    help="Where to write it; without this the filter of this installation changes.",
)  # fmt: skip
def train(sources: tuple[Path, ...], output: Path) -> None:
    """Make the filter's first knowledge from labelled comments.

    Reads CSV files as evaluate does, of a folder all of them. What moderators taught stays.
    """
    files = sorted(
        {file for source in sources for file in _files(source)}, key=lambda one: one.name
    )
    samples = [sample for file in files for sample in _samples(file)]
    tokens = learnt_from(samples)
    content = packed(tokens, (file.name for file in files))
    output.write_bytes(content)
    number = f"{len(samples)} comments, {sum(sample.is_spam for sample in samples)} of them spam"
    click.echo(f"{number}: {len(tokens)} tokens, {len(content)} bytes in {output.name}.")


def _files(source: Path) -> Iterable[Path]:
    return source.glob("*.csv") if source.is_dir() else [source]


def _samples(file: Path) -> list[Sample]:
    try:
        return read_samples(file.read_bytes())
    except BadSamples as fault:
        raise click.UsageError(f"{file.name}: {fault}.") from None
