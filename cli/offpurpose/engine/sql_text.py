"""Text and names of others, written so that SQL takes them as nothing else."""

from __future__ import annotations


def quoted_name(name: str) -> str:
    """Return a name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str | None) -> str:
    """Return text as a SQL literal."""
    if text is None:
        return "null"
    literal = "'" + text.replace("'", "''") + "'"
    # A literal cannot hold the character NUL.
    return literal if "\0" not in text else "(" + literal.replace("\0", "' || chr(0) || '") + ")"
