"""`compare`: what became of every account from one case to the next, and what differs between the two."""
