"""The newest posts as a widget."""
