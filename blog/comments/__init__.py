"""What readers answer: threads, the form, one comment's own address."""

from flask import Blueprint

bp = Blueprint("comments", __name__)
