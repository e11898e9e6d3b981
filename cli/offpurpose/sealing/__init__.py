"""Sealing a case: the whole folder as one file that only the holders of some keys can open."""
