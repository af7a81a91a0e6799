"""Counting who reads what, without cookies."""

from flask import Blueprint

bp = Blueprint("views", __name__)
