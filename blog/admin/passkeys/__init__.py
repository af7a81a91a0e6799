"""The passkeys of the person who is signed in."""

from flask import Blueprint

bp = Blueprint("passkeys", __name__, url_prefix="/profile/passkeys")
