"""What a person says of themselves, and where they are signed in."""

from flask import Blueprint

bp = Blueprint("profile", __name__, url_prefix="/profile")
