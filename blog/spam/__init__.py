"""The spam filter: it learns from what moderators decide, and asks nobody else."""
