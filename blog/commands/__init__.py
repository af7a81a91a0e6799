"""The commands of `blog`, a module for each noun; what they share is in `setup`."""
