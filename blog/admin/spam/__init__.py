"""Emptying the spam: what lies there long, or all of it, goes for good."""

from flask import Blueprint

bp = Blueprint("spam", __name__)
