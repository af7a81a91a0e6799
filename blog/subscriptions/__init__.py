"""Letters to readers whose comment was answered, asked for twice and ended by one click."""
