"""Those who write and run the blog."""

from flask import Blueprint

bp = Blueprint("people", __name__, url_prefix="/people")
