"""The owner's settings, and what machines ask of a site."""

from flask import Blueprint

bp = Blueprint("site", __name__)
