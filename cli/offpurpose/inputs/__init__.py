"""From the files of an incident to canonical tables."""
