"""Keyed digests: HMAC-SHA-256 (RFC 2104) as SQL in which the key does not stand.

What is made of a key is handed to a connection as the values of variables: they live in its memory, stand in
no text of a query, and are not shared with its cursors.
"""

from __future__ import annotations

import hashlib
import hmac

import duckdb

ALGORITHM = "hmac_sha256"
"""What a keyed digest is said to be made by."""

_BLOCK = 64
_INNER, _OUTER, _NOTHING = (f"offpurpose_key_{part}_" for part in ("inner", "outer", "nothing"))


def set_key(con: duckdb.DuckDBPyConnection, place: int, secret: bytes) -> None:
    """Hand a key to a connection, under a number by which the functions below name it."""
    block = (hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0")
    parts = {
        _INNER: bytes(byte ^ 0x36 for byte in block),
        _OUTER: bytes(byte ^ 0x5C for byte in block),
        _NOTHING: hmac.digest(secret, b"", "sha256"),
    }
    for name, value in parts.items():
        con.execute(f"set variable {name}{place} = cast(? as blob)", [value]).fetchall()


def forget_key(con: duckdb.DuckDBPyConnection, place: int) -> None:
    """Take a key from a connection."""
    for name in (_INNER, _OUTER, _NOTHING):
        con.execute(f"reset variable {name}{place}").fetchall()


def keyed_digest_of(text: str, place: int) -> str:
    """Write SQL for the HMAC-SHA-256 of `text` as UTF-8, as bytes."""
    inner = f"unhex(sha256(getvariable('{_INNER}{place}') || encode({text})))"
    return f"unhex(sha256(getvariable('{_OUTER}{place}') || {inner}))"


def keyed_digest_of_nothing(place: int) -> str:
    """Write SQL for the HMAC-SHA-256 of the empty text, as bytes."""
    return f"getvariable('{_NOTHING}{place}')"
