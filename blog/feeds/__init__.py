"""Atom, RSS and JSON feeds, and the sitemap."""

from flask import Blueprint

bp = Blueprint("feeds", __name__)
