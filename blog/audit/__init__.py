"""Who did what in the admin, and when."""
