"""."""

from blog.legacy import bp

__all__ = ["bp"]
