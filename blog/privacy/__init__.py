"""What commenters may ask of their own comments: to see, to take along, to erase them."""

from flask import Blueprint

bp = Blueprint("privacy", __name__)
