"""Finding posts by their words."""

from flask import Blueprint

bp = Blueprint("search", __name__)
