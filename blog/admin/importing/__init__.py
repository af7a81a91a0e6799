"""The room where the owner brings another blog in: upload, look, import, report."""

from flask import Blueprint

bp = Blueprint("importing", __name__, url_prefix="/importing")
