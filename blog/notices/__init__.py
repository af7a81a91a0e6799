"""Letters to those who moderate: what waits, and links that open it."""
