"""`explain`: one account of a case, from its evidence to its verdict."""
