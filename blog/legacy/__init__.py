"""Addresses of other systems that lead to ours."""

from flask import Blueprint

bp = Blueprint("legacy", __name__)
