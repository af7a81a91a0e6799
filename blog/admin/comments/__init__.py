"""The queue of comments: what waits, what readers see, what is spam, what was deleted."""

from flask import Blueprint

bp = Blueprint("comments", __name__)
