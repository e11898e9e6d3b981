"""Short keyed fingerprints, by which identifiers are told apart where they must not be shown.

A digest of a phone number can be turned back by trying all numbers, and so could a part of one. A fingerprint
is an HMAC under a key that is drawn from the evidence, from the digests of the first contact records: whoever
holds an explanation alone can try nothing out; whoever holds case.duckdb has the digests anyway. The same
evidence gives the same fingerprints, on every machine and in every run, which a random key would not; a later
audit over the same contact records gives them again, so that two explanations can be laid side by side.
"""

from __future__ import annotations

import hashlib

import duckdb

from offpurpose.engine.database import EVIDENCE

LENGTH = 8
"""Hex digits of a fingerprint."""

FUNCTION = "fingerprint"

_RECORDS = 1000
_TABLES = ("contact", "match", "entry", "partner_map")
_BLOCK = 64


def make_fingerprint_function(con: duckdb.DuckDBPyConnection) -> None:
    """Make the SQL function `fingerprint` of a digest on the workspace of a case."""
    key = _key(con).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))
    # HMAC-SHA256, cut short.
    con.execute(
        f"create macro {FUNCTION}(digest) as left("
        f"sha256(unhex('{outer.hex()}') || unhex(sha256(unhex('{inner.hex()}') || digest))), {LENGTH})"
    ).fetchall()


def _key(con: duckdb.DuckDBPyConnection) -> bytes:
    key = hashlib.sha256(b"offpurpose fingerprint")
    for table in _TABLES:
        digests = con.execute(
            f"select digest from {EVIDENCE}.{table} where digest is not null and source_row"
            f" < (select min(source_row) from {EVIDENCE}.{table}) + {_RECORDS} order by source_row"
        ).fetchall()
        if digests:
            for (digest,) in digests:
                key.update(digest)
            break
    return key.digest()
