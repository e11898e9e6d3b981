"""The identifier of a row: a digest as given or of a raw value, as layers over the row's cells.

A digest is never hashed again, in whichever column it stands; where a row has one in `identifier_hash`, that
wins, also when it is bad. What is of another kind than e-mail or phone is told apart by its digest where
`identifier_hash` has a whole one, else by a hash of its text.
"""

from __future__ import annotations

from typing import Literal

from offpurpose.identifiers.digests import SIZES, digest_of, given_digest
from offpurpose.identifiers.sql import IdentifierSql
from offpurpose.inputs import cells
from offpurpose.inputs.contract import CONTACT_KINDS
from offpurpose.inputs.layers import Layers
from offpurpose.inputs.stages import raw_digest_names
from offpurpose.inputs.tables import STATE_TYPE

# Base64 without padding is the shortest way to write a digest.
_SHORTEST_DIGEST = -(-min(SIZES.values()) * 8 // 6)

IS_CONTACT_KIND = f"(kind_read is null or kind_read in {CONTACT_KINDS})"


def add_identifier(
    layers: Layers, ids: IdentifierSql, hash_type: str, *, has_raw: bool, linked: bool
) -> None:
    """Add what the cells `kind`, `identifier`, `identifier_hash` (of `hash_type`) and `region` say.

    Columns added: `kind_read`, `region_read`, `normal` (the raw value as normalised), `digest`,
    `identifier_state`, `given_as_digest`, `hash_fault`, `identifier_fault`. With `linked` every raw value is
    digested, also beside a digest: `raw_digest`, `raw_digest_1` and so on, under each listed algorithm.
    """
    _add_kind_and_region(layers)
    bytes_or_text: Literal["BLOB", "VARCHAR"] = "BLOB" if hash_type == "BLOB" else "VARCHAR"
    layers.add(
        {
            "hash_read": given_digest("identifier_hash", bytes_or_text),
            "found_read": _digest_in_identifier() if has_raw else "cast(null as blob)",
        }
    )
    layers.add({"raw": _raw(linked=linked) if has_raw else "cast(null as varchar)"})
    layers.add({"normal": ids.normal("kind_read", "raw", "region_read") if has_raw else "raw"})
    layers.add(_raw_digests(ids, linked=linked))
    layers.add(
        {
            "digest": _digest(),
            "identifier_state": _state(),
            "given_as_digest": f"{IS_CONTACT_KIND} and coalesce(hash_read, found_read) is not null",
            "hash_fault": _fault(ids, "identifier_hash is not null", "hash_read"),
            "identifier_fault": _fault(
                ids, "identifier_hash is null and found_read is not null", "found_read"
            ),
        }
    )


def add_no_identifier(layers: Layers, other_digests: int) -> None:
    """Add the columns that `add_identifier` adds, for files without a column of identifiers."""
    _add_kind_and_region(layers)
    layers.add(
        dict.fromkeys(["normal", "hash_fault", "identifier_fault"], "cast(null as varchar)")
        | dict.fromkeys(["digest", "hash_read", *raw_digest_names(other_digests)], "cast(null as blob)")
        | {"given_as_digest": "false", "identifier_state": f"cast(null as {STATE_TYPE})"}
    )


def _add_kind_and_region(layers: Layers) -> None:
    layers.add({"kind_lowered": cells.lowered_kind("kind"), "region_read": cells.region("region")})
    layers.add({"kind_read": cells.kind("kind_lowered")})


def _digest_in_identifier() -> str:
    # An address is not looked at twice; most phone numbers are too short to be a digest.
    return (
        f"case when strlen(identifier) >= {_SHORTEST_DIGEST} and not contains(identifier, '@')"
        f" and {IS_CONTACT_KIND} then {given_digest('identifier')} end"
    )


def _raw(*, linked: bool) -> str:
    """The raw value that is to be normalised, if any."""
    alone = "" if linked else " and identifier_hash is null"
    return f"case when {IS_CONTACT_KIND} and found_read is null{alone} then identifier end"


def _raw_digests(ids: IdentifierSql, *, linked: bool) -> dict[str, str]:
    digests = {"raw_digest": ids.digest("normal")}
    if linked:
        others = ids.other_digests("normal")
        digests |= {f"raw_digest_{place}": sql for place, sql in enumerate(others, 1)}
    return digests


def _digest() -> str:
    return (
        f"case when identifier_hash is not null and not {IS_CONTACT_KIND}"
        f" then coalesce(hash_read, {digest_of('identifier_hash', 'sha256')})"
        " when identifier_hash is not null then hash_read"
        " when found_read is not null then found_read"
        " when normal is not null then raw_digest"
        f" when identifier is not null then {digest_of('identifier', 'sha256')} end"
    )


def _state() -> str:
    digest, unmatchable, other = (
        f"cast('{state}' as {STATE_TYPE})" for state in ("digest", "unmatchable", "other")
    )
    return (
        "case when identifier_hash is null and identifier is null then null"
        f" when not {IS_CONTACT_KIND} then {other}"
        f" when identifier_hash is not null or found_read is not null or normal is not null then {digest}"
        f" else {unmatchable} end"
    )


def _fault(ids: IdentifierSql, given: str, digest: str) -> str:
    return f"case when {given} and {IS_CONTACT_KIND} then {ids.digest_fault(digest)} end"
