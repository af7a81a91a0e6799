"""The room of pages: posts outside the stream. They are written in the editor of posts."""

from flask import Blueprint

bp = Blueprint("pages", __name__)
