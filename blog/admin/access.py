"""What each address of the admin asks of the policy; an address without a line is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blog.comments.models import Comment
from blog.db import db
from blog.media.models import Media
from blog.people.models import User
from blog.posts.models import Post

THINGS: Mapping[str, type[Post] | type[Comment] | type[Media] | type[User]] = {
    "post_id": Post,
    "comment_id": Comment,
    "media_id": Media,
    "person_id": User,
}


@dataclass(frozen=True)
class Rule:
    """The action on the resource; `key` names the part of the address that tells which one.

    `largest_body` is how many bytes may be sent there, where that is more than elsewhere.
    """

    resource: str
    action: str
    key: str = ""
    largest_body: int = 0


RULES: Mapping[str, Rule] = {
    "admin.dashboard.index": Rule("dashboard", "see"),
    "admin.posts.index": Rule("post", "list"),
    "admin.posts.selection": Rule("post", "list"),
    "admin.pages.index": Rule("page", "list"),
    "admin.pages.selection": Rule("page", "list"),
    "admin.labels.index": Rule("label", "edit"),
    "admin.labels.new": Rule("label", "edit"),
    "admin.labels.edit": Rule("label", "edit"),
    "admin.labels.merger": Rule("label", "edit"),
    "admin.labels.destroy": Rule("label", "edit"),
    "admin.audit.index": Rule("audit", "see"),
    "admin.statistics.index": Rule("statistics", "see"),
    "admin.statistics.export": Rule("statistics", "see"),
    "admin.statistics.show": Rule("post", "measure", "post_id"),
    "admin.profile.index": Rule("profile", "edit"),
    "admin.profile.edit": Rule("profile", "edit"),
    "admin.profile.password": Rule("profile", "edit"),
    "admin.profile.device": Rule("profile", "edit"),
    "admin.profile.devices": Rule("profile", "edit"),
    "admin.second_factor.enrolment": Rule("profile", "edit"),
    "admin.second_factor.create": Rule("profile", "edit"),
    "admin.second_factor.recovery_codes": Rule("profile", "edit"),
    "admin.second_factor.destroy": Rule("profile", "edit"),
    "admin.passkeys.enrolment": Rule("profile", "edit"),
    "admin.passkeys.create": Rule("profile", "edit"),
    "admin.passkeys.destroy": Rule("profile", "edit"),
    "admin.people.index": Rule("person", "edit"),
    "admin.people.new": Rule("person", "edit"),
    "admin.people.edit": Rule("person", "edit", "person_id"),
    "admin.people.invitation": Rule("person", "edit", "person_id"),
    "admin.people.suspension": Rule("person", "edit", "person_id"),
    "admin.people.readmission": Rule("person", "edit", "person_id"),
    "admin.people.destroy": Rule("person", "edit", "person_id"),
    "admin.comments.index": Rule("comment", "list"),
    "admin.comments.tabs": Rule("comment", "list"),
    "admin.comments.approval": Rule("comment", "moderate", "comment_id"),
    "admin.comments.spam": Rule("comment", "moderate", "comment_id"),
    "admin.comments.destroy": Rule("comment", "moderate", "comment_id"),
    "admin.comments.holding": Rule("comment", "moderate", "comment_id"),
    "admin.comments.trust": Rule("comment", "trust", "comment_id"),
    "admin.comments.blocking": Rule("comment", "block", "comment_id"),
    "admin.comments.restoration": Rule("comment", "moderate"),
    "admin.comments.selection": Rule("comment", "moderate"),
    "admin.comments.new": Rule("comment", "moderate", "comment_id"),
    "admin.comments.create": Rule("comment", "moderate", "comment_id"),
    "admin.comments.pin": Rule("comment", "moderate", "comment_id"),
    "admin.comments.unpinning": Rule("comment", "moderate", "comment_id"),
    "admin.spam.destroy": Rule("comment", "erase"),
    "admin.rules.index": Rule("rule", "edit"),
    "admin.rules.new": Rule("rule", "edit"),
    "admin.rules.edit": Rule("rule", "edit"),
    "admin.rules.destroy": Rule("rule", "edit"),
    "admin.rules.trial": Rule("rule", "edit"),
    "admin.redirects.index": Rule("redirect", "edit"),
    "admin.redirects.new": Rule("redirect", "edit"),
    "admin.redirects.destroy": Rule("redirect", "edit"),
    "admin.redirects.export": Rule("redirect", "edit"),
    "admin.redirects.table": Rule("redirect", "edit"),
    "admin.redirects.misses": Rule("redirect", "edit"),
    "admin.redirects.forgetting": Rule("redirect", "edit"),
    "admin.posts.new": Rule("post", "create"),
    "admin.posts.edit": Rule("post", "edit", "post_id"),
    "admin.posts.publication": Rule("post", "publish", "post_id"),
    "admin.posts.schedule": Rule("post", "publish", "post_id"),
    "admin.posts.withdrawal": Rule("post", "publish", "post_id"),
    "admin.posts.trash": Rule("post", "trash", "post_id"),
    "admin.posts.restoration": Rule("post", "trash", "post_id"),
    "admin.posts.destroy": Rule("post", "erase", "post_id"),
    "admin.previews.create": Rule("post", "create"),
    "admin.previews.link": Rule("post", "edit", "post_id"),
    "admin.autosaves.create": Rule("post", "create"),
    "admin.autosaves.show": Rule("post", "create"),
    "admin.autosaves.destroy": Rule("post", "create"),
    "admin.revisions.index": Rule("post", "edit", "post_id"),
    "admin.revisions.show": Rule("post", "edit", "post_id"),
    "admin.revisions.restoration": Rule("post", "edit", "post_id"),
    "admin.settings.index": Rule("setting", "edit"),
    "admin.settings.edit": Rule("setting", "edit"),
    "admin.settings.swatches": Rule("setting", "edit"),
    "admin.settings.example": Rule("setting", "edit"),
    "admin.settings.picture": Rule("setting", "edit", largest_body=25_000_000),
    "admin.settings.destroy": Rule("setting", "edit"),
    "admin.widgets.index": Rule("widget", "edit"),
    "admin.widgets.create": Rule("widget", "edit"),
    "admin.widgets.position": Rule("widget", "edit"),
    "admin.widgets.zone": Rule("widget", "edit"),
    "admin.widgets.destroy": Rule("widget", "edit"),
    "admin.widgets.standard": Rule("widget", "edit"),
    "admin.widgets.restoration": Rule("widget", "edit"),
    "admin.widgets.edit": Rule("widget", "edit"),
    "admin.widgets.preview": Rule("widget", "edit"),
    "admin.media.index": Rule("media", "list"),
    # Some photos at once; how large each may be, media.decoding says.
    "admin.media.create": Rule("media", "create", largest_body=100_000_000),
    "admin.media.choices": Rule("media", "list"),
    "admin.media.show": Rule("media", "list", "media_id"),
    "admin.media.description": Rule("media", "edit", "media_id"),
    "admin.media.destroy": Rule("media", "erase", "media_id"),
    "admin.importing.index": Rule("import", "run"),
    "admin.importing.create": Rule("import", "run", largest_body=540_000_000),
    "admin.importing.show": Rule("import", "run"),
    "admin.importing.progress": Rule("import", "run"),
    "admin.importing.choice": Rule("import", "run"),
    "admin.importing.start": Rule("import", "run"),
    "admin.importing.destroy": Rule("import", "run"),
    "admin.popular.index": Rule("post", "rank"),
    "admin.popular.exclusion": Rule("post", "rank", "post_id"),
    "admin.popular.inclusion": Rule("post", "rank", "post_id"),
    "admin.popular.clearing": Rule("post", "recount", "post_id"),
    "admin.popular.emptying": Rule("post", "recount"),
    "admin.popular.table": Rule("post", "recount", largest_body=10_000_000),
}


def rule_of(endpoint: str | None) -> Rule | None:
    """What an endpoint asks of the policy, without the name of the blueprint it hangs below."""
    return RULES.get(endpoint or "")


def thing_of(rule: Rule, values: Mapping[str, int]) -> Post | Comment | Media | User | None:
    """The thing that the address names; the view finds the same row in the session."""
    found: Post | Comment | Media | User | None
    found = db.session.get(THINGS[rule.key], values[rule.key])  # type: ignore[assignment]
    return found
