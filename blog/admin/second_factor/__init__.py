"""Two-step verification of the person who is signed in."""

from flask import Blueprint

bp = Blueprint("second_factor", __name__, url_prefix="/profile/second-factor")
