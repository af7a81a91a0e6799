"""What an export holds, counted before anything of it comes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from blog.importing.matching import legacy_id
from blog.importing.queries import number_known
from blog.importing.records import Export

BATCH = 500


def overview(export: Export) -> dict[str, object]:
    """Counts for the owner's decision, as JSON."""
    ids = [*map(legacy_id, export.posts), *map(legacy_id, export.comments)]
    posts = [record for record in export.posts if record.kind == "post"]
    pages = [record for record in export.posts if record.kind == "page"]
    return {
        "title": export.blog.title,
        "address": export.blog.address,
        "posts": Counter(record.status for record in posts),
        "pages": Counter(record.status for record in pages),
        "comments": Counter(record.state for record in export.comments),
        "labels": len({label for record in export.posts for label in record.labels}),
        "authors": len({record.author.key for record in export.posts if record.author}),
        "known": sum(number_known(batch) for batch in _batches(ids)),
        "skipped": len(export.skipped),
        "lost": [*export.lost, *export.repairs],
    }


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
