"""The first page of the admin."""

from flask import Blueprint

bp = Blueprint("dashboard", __name__)
