"""Work that outlives the request which asked for it."""
