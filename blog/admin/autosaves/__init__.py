"""Autosaves: what a person typed in the editor and has not saved yet."""

from flask import Blueprint

bp = Blueprint("autosaves", __name__)
