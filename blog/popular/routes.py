"""."""

from blog.popular import bp

__all__ = ["bp"]
