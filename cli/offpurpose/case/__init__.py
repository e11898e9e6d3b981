"""The case folder: writing it whole, and the proof of what it holds."""
