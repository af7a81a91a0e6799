"""The rooms that the menu shows, and the sentences that follow an act."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from blog.account.session import person
from blog.comments.sending import rewritten
from blog.people.policy import may


def rooms() -> list[tuple[str, str, bool]]:
    """(endpoint, name, whether it is the one that is shown) of the rooms open to this person."""
    named = {
        "admin.dashboard.index": (_("Dashboard"), "dashboard", "see"),
        "admin.posts.index": (_("Posts"), "post", "list"),
        "admin.pages.index": (_("Pages"), "page", "list"),
        "admin.comments.index": (_("Comments"), "comment", "list"),
        "admin.rules.index": (_("Rules"), "rule", "edit"),
        "admin.media.index": (_("Media"), "media", "list"),
        "admin.labels.index": (_("Labels"), "label", "edit"),
        "admin.widgets.index": (_("Widgets"), "widget", "edit"),
        "admin.redirects.index": (_("Redirects"), "redirect", "edit"),
        "admin.people.index": (_("People"), "person", "edit"),
        "admin.settings.index": (_("Settings"), "setting", "edit"),
        "admin.importing.index": (_("Import"), "import", "run"),
        "admin.statistics.index": (_("Statistics"), "statistics", "see"),
        "admin.audit.index": (_("Log"), "audit", "see"),
    }
    here = (request.endpoint or "").rpartition(".")[0]
    return [
        (endpoint, name, endpoint.rpartition(".")[0] == here)
        for endpoint, (name, resource, action) in named.items()
        if may(person(), action, resource)
    ]


def notice() -> str:
    """The sentence that the last act left in the address, as `?done=saved`; "" for none.

    An address carries a word, never a sentence: nobody can put words of their own on the page.
    """
    return sentence(request.args.get("done", ""))


def sentence(word: str) -> str:
    """What a person is told after an act of that name; "" for no such act."""
    sentences = {
        "begun": _("Saved: your first own post. The sample posts that nobody changed are gone."),
        "saved": _("Saved."),
        "published": _("Published."),
        "scheduled": _("Scheduled."),
        "unpublished": _("It is a draft again."),
        "trashed": _("Moved to the trash."),
        "restored": _("Restored."),
        "erased": _("Deleted for good."),
        "none": _("There was nothing to delete."),
        "emptying": _("The first are deleted for good, the others follow within a minute."),
        "pinned": _("Pinned above the other comments."),
        "unpinned": _("No longer pinned."),
        "added": _("Added."),
        "known": _("It is in the library already."),
        "removed": _("Removed."),
        "renamed": _("Renamed. The old address leads to the new one."),
        "merged": _("Merged. The old address leads to the new one."),
        "invited": _("Invited."),
        "sent": _("Sent."),
        "signed-out": _("Signed out there."),
        "changed": _("Changed."),
        "approved": _("Approved."),
        "spam": _("Marked as spam."),
        "trusted": _("Approved, and this person is trusted from now on."),
        "blocked": _("Marked as spam, and its network is blocked for a day."),
        "deleted": _("Deleted."),
        "held": _("It waits again."),
        "undone": _("Undone."),
        "replied": _("Your reply is published."),
        "forgotten": _("Forgotten."),
        "left-out": _("Left out of the popular posts."),
        "let-in": _("It is among the popular posts again wherever it was read enough."),
        "cleared": _("Cleared."),
        "nothing": _("Nothing was chosen."),
        "rewritten": rewritten(),
    }
    return str(sentences.get(word, ""))
