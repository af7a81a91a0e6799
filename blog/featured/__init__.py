"""One post that the owner chose, as a widget."""
