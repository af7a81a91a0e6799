"""Labels and their posts."""

from flask import Blueprint

bp = Blueprint("labels", __name__)
