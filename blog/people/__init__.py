"""Those who write, and their pages."""

from flask import Blueprint

bp = Blueprint("people", __name__)
