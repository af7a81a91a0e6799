"""The widgets that the owner places on pages: which there are, and where they stand."""

from flask import Blueprint

bp = Blueprint("widgets", __name__)
