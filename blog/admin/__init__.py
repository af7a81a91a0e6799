"""The admin: one blueprint, the one guard, and the list of rooms.

Each room is a folder with forms, queries and routes of its own; what a room changes goes through
the actions of the features.
"""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from blog.account.resuming import ask_to_sign_in, offer_to_send_again
from blog.account.session import has_form_token, person
from blog.admin.access import rule_of, thing_of
from blog.forgery import SAFE
from blog.headers import keep_private
from blog.people.policy import may

bp = Blueprint("admin", __name__, url_prefix="/admin")

# Folders of rooms; the menu has an order of its own (`menu.py`).
ROOMS = (
    "dashboard", "posts", "audit", "people", "profile", "second_factor", "passkeys", "comments",
    "rules", "spam", "redirects", "previews", "autosaves", "revisions", "settings", "pages",
    "labels", "widgets", "media", "importing", "statistics", "popular",
)  # fmt: skip


@bp.before_request
def guard() -> Response | None:
    """Let nobody in who is not signed in, and nobody do what the policy does not name.

    A thing that the address names is fetched here, so no view can forget to ask whose it is.
    """
    keep_private()
    who = person()
    if who is None:
        return ask_to_sign_in()
    rule = rule_of(request.endpoint) or abort(403)
    values = request.view_args or {}
    thing = thing_of(rule, values) if rule.key in values else None
    if rule.key in values and thing is None:
        abort(404)
    if not may(who, rule.action, thing or rule.resource):
        abort(403)
    if rule.largest_body:  # Before the form is read, and for nobody who may not send it.
        request.max_content_length = rule.largest_body
    if request.method not in SAFE and not has_form_token():
        return offer_to_send_again()
    return None
