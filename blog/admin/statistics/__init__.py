"""How much the blog is read and answered: sums of days, and no person."""

from flask import Blueprint

bp = Blueprint("statistics", __name__, url_prefix="/statistics")
