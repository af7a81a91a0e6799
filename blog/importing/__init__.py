"""Blogs from elsewhere: pure readers of other systems' exports, and what stores their records."""
