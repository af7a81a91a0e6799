"""Old addresses that lead elsewhere, and addresses that were asked for in vain."""
