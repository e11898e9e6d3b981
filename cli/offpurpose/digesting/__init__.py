"""Identifiers given by hand, to their digests under a rule pack, or the step that refuses them."""
