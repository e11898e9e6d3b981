"""The digest by which a text of ours, such as a query or an incident file, is known again."""

from __future__ import annotations

import hashlib


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()
