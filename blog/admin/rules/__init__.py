"""The owner's lists of words and networks, and what they would do to a text."""

from flask import Blueprint

bp = Blueprint("rules", __name__)
