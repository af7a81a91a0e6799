"""What becomes of a comment that arrives: shown, held or refused, and why."""
