"""The room of labels: what they are called, and which are one."""

from flask import Blueprint

bp = Blueprint("labels", __name__)
