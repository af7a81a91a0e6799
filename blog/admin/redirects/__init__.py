"""Old addresses: where they lead, tables of them, and what was asked for in vain."""

from flask import Blueprint

bp = Blueprint("redirects", __name__)
