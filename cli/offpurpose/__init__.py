"""Retroactive audit of advertising matches made through contact data given only for security."""

from __future__ import annotations

__version__ = "0.1.0"
