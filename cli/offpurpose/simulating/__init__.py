"""Synthetic incidents of any size, each with the truth of what happened beside it."""
