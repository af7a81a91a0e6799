"""Previews of what is being written, and links that show a saved draft to others."""

from flask import Blueprint

bp = Blueprint("previews", __name__)
