"""The room where the owner arranges widgets on a picture of the page, and sets each one."""

from flask import Blueprint

bp = Blueprint("widgets", __name__, url_prefix="/widgets")
