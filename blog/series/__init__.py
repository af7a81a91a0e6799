"""The posts beside a post: the newer and the older one, and the parts of its series."""
