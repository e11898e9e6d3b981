"""`sql`: questions of one's own to the tables of a case, and what these tables are."""
