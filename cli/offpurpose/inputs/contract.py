"""The canonical columns of every input, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal[
    "id",  # text that names something, compared exactly
    "text",  # other text, compared exactly
    "kind",  # kind of an identifier, trimmed and lower-cased
    "identifier",  # a raw e-mail address or phone number
    "hash",  # the digest of one, as hex, base64 or bytes
    "purpose",  # what the holder gave it for
    "instant",  # a timestamp
    "integer",  # a whole number
    "region",  # ISO country, for national phone numbers
    "status",  # active, suspended, deleted
    "country",  # ISO country of an account
]


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column: its name, what its values are, and whether every file must have it."""

    name: str
    type: ColumnType
    required: bool = False


@dataclass(frozen=True, slots=True)
class InputContract:
    """One input: its columns in canonical order, and groups of which a file must have at least one."""

    name: str
    columns: tuple[Column, ...]
    required: bool = False
    one_of: tuple[tuple[str, ...], ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the canonical columns, in canonical order."""
        return tuple(column.name for column in self.columns)

    @property
    def required_names(self) -> tuple[str, ...]:
        """Names of the columns that every file must have (beside `one_of`)."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Return the canonical column of that name, or raise KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _must(name: str, column_type: ColumnType) -> Column:
    return Column(name, column_type, required=True)


def _may(name: str, column_type: ColumnType) -> Column:
    return Column(name, column_type)


_EITHER_IDENTIFIER = (("identifier", "identifier_hash"),)

CONTACTS = InputContract(
    "contacts",
    (
        _must("account_id", "id"),
        _must("kind", "kind"),
        _may("identifier", "identifier"),
        _may("identifier_hash", "hash"),
        _must("purpose", "purpose"),
        _may("valid_from", "instant"),
        _may("valid_to", "instant"),
        _may("region", "region"),
    ),
    required=True,
    one_of=_EITHER_IDENTIFIER,
)

UPLOADS = InputContract(
    "uploads",
    (
        _must("upload_id", "id"),
        _must("advertiser_id", "id"),
        _may("partner_id", "id"),
        _may("system", "text"),
        _may("uploaded_at", "instant"),
        _may("entry_count", "integer"),
        _may("matched_count", "integer"),
        _may("key_id", "id"),
    ),
)

ENTRIES = InputContract(
    "entries",
    (
        _must("upload_id", "id"),
        _may("identifier", "identifier"),
        _may("identifier_hash", "hash"),
        _may("kind", "kind"),
        _may("region", "region"),
        _may("added_at", "instant"),
        _may("removed_at", "instant"),
    ),
    one_of=_EITHER_IDENTIFIER,
)

MATCHES = InputContract(
    "matches",
    (
        _must("matched_at", "instant"),
        _must("account_id", "id"),
        _must("upload_id", "id"),
        _may("match_id", "id"),
        _may("kind", "kind"),
        _may("identifier", "identifier"),
        _may("identifier_hash", "hash"),
        _may("region", "region"),
        _may("partner_user_id", "id"),
        _may("ended_at", "instant"),
    ),
    required=True,
)

ACCOUNTS = InputContract(
    "accounts",
    (
        _must("account_id", "id"),
        _may("country", "country"),
        _may("status", "status"),
    ),
)

PARTNER_MAP = InputContract(
    "partner_map",
    (
        _must("partner_id", "id"),
        _must("partner_user_id", "id"),
        _must("account_id", "id"),
        _must("mapped_at", "instant"),
        _may("map_version", "id"),
        _may("kind", "kind"),
        _may("identifier", "identifier"),
        _may("identifier_hash", "hash"),
        _may("region", "region"),
        _may("key_id", "id"),
    ),
)

INPUTS: dict[str, InputContract] = {
    contract.name: contract for contract in (CONTACTS, UPLOADS, ENTRIES, MATCHES, ACCOUNTS, PARTNER_MAP)
}

CONTACT_KINDS = ("email", "phone")
ACCOUNT_STATUSES = ("active", "suspended", "deleted")
