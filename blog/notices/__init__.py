"""Letters to those who moderate: what waits, and links that open it."""

from flask import Blueprint

bp = Blueprint("notices", __name__)
