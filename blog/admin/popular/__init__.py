"""Popular posts: which they are and why, which are left out, and where their numbers come from."""

from flask import Blueprint

bp = Blueprint("popular", __name__)
