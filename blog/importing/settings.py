"""Which of our settings an imported blog's own settings mean."""

from __future__ import annotations

from blog.importing.records import BlogRecord
from blog.richtext import plain_text
from blog.site.actions import suggest_setting
from blog.site.checks import SettingRefused

LONGEST_TITLE = 200
MOST_POSTS_PER_PAGE = 100
OPEN_TO_ALL = (None, "ANYONE", "REGISTERED")
UNMODERATED = (None, "DISABLED", "NEVER")


def take_settings(blog: BlogRecord) -> tuple[list[str], list[str]]:
    """Set what the owner has not; gives the names that changed, and notes on what did not fit."""
    taken, notes = [], _without_counterpart(blog)
    for name, value in _suggestions(blog).items():
        try:
            if suggest_setting(name, value, origin="import"):
                taken.append(name)
        except SettingRefused as refused:
            notes.append(f"setting {refused}")
    return taken, notes


def _suggestions(blog: BlogRecord) -> dict[str, object]:
    found: dict[str, object] = {
        "title": blog.title[:LONGEST_TITLE],
        "description": plain_text(blog.description),
        "language": blog.language,
        "time_zone": blog.time_zone,
        "comments": _comments(blog),
    }
    found = {name: value for name, value in found.items() if value}
    if blog.searchable is not None or blog.is_public is not None:
        found["is_indexed"] = blog.searchable is not False and blog.is_public is not False
    if blog.posts_per_page:
        found["posts_per_page"] = min(blog.posts_per_page, MOST_POSTS_PER_PAGE)
    return found


def _comments(blog: BlogRecord) -> str:
    if blog.comments_allowed is None and blog.comment_access is None:
        return ""
    if blog.comments_allowed is False:
        return "hidden"
    return "open" if blog.comment_access in OPEN_TO_ALL else "closed"


def _without_counterpart(blog: BlogRecord) -> list[str]:
    notes = {
        "the old blog was private; this one shows what was published": blog.is_public is False,
        "comments waited for approval on the old blog; here they appear at once": (
            blog.comment_moderation not in UNMODERATED
        ),
        "the old blog's own robots.txt": bool(blog.robots_txt),
        "the old blog's own ads.txt": bool(blog.ads_txt),
    }
    return [note for note, applies in notes.items() if applies]
