"""The sheets that authorities ask for, filled in from a case field by field, with the source of each value."""
