"""Links to other blogs, with the newest post of each where the owner allows fetching."""
