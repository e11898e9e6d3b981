"""Digests: those that a file gives, and those of normalised values (rules, section 4), as SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

import pyarrow as pa

from offpurpose.identifiers.white_space import WHITE_SPACE_SQL, solid_ascii

SIZES = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
"""Algorithm -> length of its digest in bytes; the length alone tells the algorithm."""

KEYED_BY = "sha256"
"""The algorithm of keyed digests."""

BAD_DIGEST = "bad_digest"
HASH_NOT_LISTED = "hash_not_listed"
DIGEST_OF_NOTHING = "digest_of_nothing"

SHA512_FUNCTION = "offpurpose_sha512"

_HEX_LENGTHS = tuple(2 * size for size in SIZES.values())
# Base64 without padding; with or without, none of them is the length of a digest in hex.
_BASE64_LENGTHS = tuple(-(-4 * size // 3) for size in SIZES.values())
_SHORTEST = min(_BASE64_LENGTHS)


def given_digest(column: str, column_type: Literal["VARCHAR", "BLOB"] = "VARCHAR") -> str:
    """Write SQL for the bytes of the digest in a column, NULL where the value is no whole digest.

    Text is hex in either case, or base64 (standard or URL-safe, padded or not); white space around it is
    dropped, as it is around an address. Bytes stand for themselves. `column` is named several times.
    """
    if column_type == "BLOB":
        return f"case when octet_length({column}) in {tuple(SIZES.values())} then {column} end"
    spaced = f"strlen({column}) > {_SHORTEST} and not contains({column}, '@') and not {solid_ascii(column)}"
    trimmed = _decoded(f"trim({column}, {WHITE_SPACE_SQL})")
    return f"coalesce({_decoded(column)}, case when {spaced} then {trimmed} end)"


def _decoded(text: str) -> str:
    """Write SQL that turns hex or base64 into bytes, by the length of the text; NULL where it is neither."""
    two, one = ([size for size in _BASE64_LENGTHS if -size % 4 == padding] for padding in (2, 1))
    branches = [
        f"when strlen({text}) in {_lengths(two)} and not contains({text}, '=') then {text} || '=='",
        f"when strlen({text}) in {_lengths(one)} and not contains({text}, '=') then {text} || '='",
        f"when strlen({text}) in {_lengths(two, 2)} and strpos({text}, '=') = strlen({text}) - 1 then {text}",
        f"when strlen({text}) in {_lengths(one, 1)} and strpos({text}, '=') = strlen({text}) then {text}",
    ]
    # Choosing the text is cheap; choosing what is made of it would make it row by row.
    in_base64 = f"try(from_base64(translate(case {' '.join(branches)} end, '-_', '+/')))"
    in_hex = f"try(unhex(case when strlen({text}) in {_HEX_LENGTHS} then {text} end))"
    return f"coalesce({in_hex}, {in_base64})"


def _lengths(sizes: Sequence[int], more: int = 0) -> str:
    return "(" + ", ".join(str(size + more) for size in sizes) + ")"


def digest_fault(digest: str, algorithms: Sequence[str], keyed_nothing: Sequence[str] = ()) -> str:
    """Write SQL for the reason code of a rejected digest, NULL where it stands.

    `digest` is what `given_digest` made of a value that was there; `algorithms` are those of the incident;
    `keyed_nothing` is SQL for the digest of an empty text under each key at hand.
    """
    by = {*algorithms, KEYED_BY} if keyed_nothing else set(algorithms)
    lengths = ", ".join(str(size) for algorithm, size in SIZES.items() if algorithm in by)
    nothing = [f"unhex('{_digest_of(b'', algorithm).hex()}')" for algorithm in algorithms]
    return (
        f"case when {digest} is null then '{BAD_DIGEST}'"
        f" when octet_length({digest}) not in ({lengths}) then '{HASH_NOT_LISTED}'"
        f" when {digest} in ({', '.join([*nothing, *keyed_nothing])}) then '{DIGEST_OF_NOTHING}' end"
    )


def digest_of(text: str, algorithm: str) -> str:
    """Write SQL for the digest of `text` as UTF-8, as bytes."""
    if algorithm == "sha512":
        return f"{SHA512_FUNCTION}({text})"
    return f"unhex({algorithm}({text}))"


def text_digest(text: str) -> str:
    """Write SQL for what tells two unmatchable texts apart: SHA-256 of the text as given, as bytes."""
    return digest_of(text, "sha256")


def sha512(texts: pa.ChunkedArray) -> pa.Array:
    """Digest each text by SHA-512, for DuckDB, which has no such function."""
    digests = [None if text is None else _digest_of(text.encode(), "sha512") for text in texts.to_pylist()]
    return pa.array(digests, pa.binary())


def _digest_of(data: bytes, algorithm: str) -> bytes:
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()
