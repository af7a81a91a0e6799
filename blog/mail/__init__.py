"""Letters that the blog sends: plain text, by the operator's mail server."""
