"""Revisions: what a post said at each of its versions, what changed, and the way back."""

from flask import Blueprint

bp = Blueprint("revisions", __name__)
