"""."""

from blog.comments import bp

__all__ = ["bp"]
