"""The room of the pictures: bringing them in, finding them, describing and deleting them."""

from flask import Blueprint

bp = Blueprint("media", __name__, url_prefix="/media")
