"""What a writer does with a comment just written: change it, or take it back."""

from flask import Blueprint

bp = Blueprint("corrections", __name__)
