"""Signing in and out, and what people decide about their own account."""

from flask import Blueprint

bp = Blueprint("account", __name__)
