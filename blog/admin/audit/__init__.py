"""The log of what people did in the admin."""

from flask import Blueprint

bp = Blueprint("audit", __name__, url_prefix="/audit")
