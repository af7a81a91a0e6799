"""The room where the owner decides about the blog, one page for each group of settings."""

from flask import Blueprint

bp = Blueprint("settings", __name__, url_prefix="/settings")
