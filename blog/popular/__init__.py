"""The posts that are read most."""

from flask import Blueprint

bp = Blueprint("popular", __name__)
