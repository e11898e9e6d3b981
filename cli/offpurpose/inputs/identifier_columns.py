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
from offpurpose.inputs.stages import is_linked, made_digests, refusal_columns
from offpurpose.inputs.tables import STATE_TYPE

# Base64 without padding is the shortest way to write a digest.
_SHORTEST_DIGEST = -(-min(SIZES.values()) * 8 // 6)

IS_CONTACT_KIND = f"(kind_read is null or kind_read in {CONTACT_KINDS})"


def add_identifier(
    layers: Layers, ids: IdentifierSql, hash_type: str, *, has_raw: bool, with_refusals: bool
) -> None:
    """Add what the cells `kind`, `identifier`, `identifier_hash` (of `hash_type`) and `region` say.

    Columns added: `kind_read`, `region_read`, `normal` (the raw value as normalised), `digest`,
    `identifier_state`, `given_as_digest`, `hash_fault`, `identifier_fault`, those of `made_digests`, and
    with `with_refusals` `refused_1` and so on: the step of each rule that refuses the raw value.
    """
    _add_kind_and_region(layers)
    bytes_or_text: Literal["BLOB", "VARCHAR"] = "BLOB" if hash_type == "BLOB" else "VARCHAR"
    layers.add(
        {
            "hash_read": given_digest("identifier_hash", bytes_or_text),
            "found_read": _digest_in_identifier() if has_raw else "cast(null as blob)",
        }
    )
    if has_raw:
        _add_raw(layers, ids, with_refusals=with_refusals)
    else:
        layers.add(_no_raw(ids, with_refusals=with_refusals))
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


def add_no_identifier(layers: Layers, ids: IdentifierSql, *, with_refusals: bool) -> None:
    """Add the columns that `add_identifier` adds, for files without a column of identifiers."""
    _add_kind_and_region(layers)
    layers.add(
        dict.fromkeys(["hash_fault", "identifier_fault"], "cast(null as varchar)")
        | dict.fromkeys(["digest", "hash_read"], "cast(null as blob)")
        | {"given_as_digest": "false", "identifier_state": f"cast(null as {STATE_TYPE})"}
        | _no_raw(ids, with_refusals=with_refusals)
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


def _add_raw(layers: Layers, ids: IdentifierSql, *, with_refusals: bool) -> None:
    """Add what is made of the raw value that is to be normalised, if any."""
    # A raw value beside a digest tells which digests are one identifier, where that can be.
    alone = "" if is_linked(ids) else " and identifier_hash is null"
    layers.add({"raw": f"case when {IS_CONTACT_KIND} and found_read is null{alone} then identifier end"})
    for layer in ids.normals("kind_read", "raw", "region_read"):
        layers.add(layer)
    if with_refusals:
        for layer in ids.refusals("kind_read", "raw", "region_read"):
            layers.add(layer)
    made = {name: ids.made_digest(digest) for name, digest in made_digests(ids).items()}
    layers.add({"raw_digest": ids.digest()} | made)


def _no_raw(ids: IdentifierSql, *, with_refusals: bool) -> dict[str, str]:
    refused = refusal_columns(ids) if with_refusals else ()
    return dict.fromkeys(["raw", "normal", *refused], "cast(null as varchar)") | dict.fromkeys(
        ["raw_digest", *made_digests(ids)], "cast(null as blob)"
    )


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
