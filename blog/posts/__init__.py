"""Posts and pages: the home page and each post's own address."""

from flask import Blueprint

bp = Blueprint("posts", __name__)
