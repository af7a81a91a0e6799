"""Letters to readers whose comment was answered, asked for twice and ended by one click."""

from flask import Blueprint

bp = Blueprint("subscriptions", __name__)
