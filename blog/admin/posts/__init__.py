"""Writing posts and pages: the editor, and what becomes of them."""

from flask import Blueprint

bp = Blueprint("posts", __name__)
