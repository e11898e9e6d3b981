"""The commands: each parses its options, calls one function of the core, and prints."""
