"""The sheets that authorities ask for, filled in from a case, with the source of each value."""
