"""Proving that a case folder is whole, unaltered, and what its evidence gives; and signing it."""
