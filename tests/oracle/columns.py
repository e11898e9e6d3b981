"""The canonical columns of each input, with their types and whether they must have a value."""

from __future__ import annotations

REQUIRED = {
    "contacts": ("account_id", "kind", "purpose"),
    "uploads": ("upload_id", "advertiser_id"),
    "entries": ("upload_id",),
    "matches": ("matched_at", "account_id", "upload_id"),
    "accounts": ("account_id",),
    "partner_map": ("partner_id", "partner_user_id", "account_id", "mapped_at"),
}

# Inputs in which each row must have an identifier, as `identifier` or as `identifier_hash`.
IDENTIFIER_REQUIRED = ("contacts", "entries")

COLUMNS = {
    "contacts": {
        "account_id": "id",
        "kind": "contact_kind",
        "identifier": "identifier",
        "identifier_hash": "hash",
        "purpose": "text",
        "valid_from": "instant",
        "valid_to": "instant",
        "region": "region",
    },
    "uploads": {
        "upload_id": "id",
        "advertiser_id": "id",
        "partner_id": "id",
        "system": "text",
        "uploaded_at": "instant",
        "entry_count": "integer",
        "matched_count": "integer",
        "key_id": "id",
    },
    "entries": {
        "upload_id": "id",
        "identifier": "identifier",
        "identifier_hash": "hash",
        "kind": "kind",
        "region": "region",
        "added_at": "instant",
        "removed_at": "instant",
    },
    "matches": {
        "matched_at": "instant",
        "account_id": "id",
        "upload_id": "id",
        "match_id": "id",
        "kind": "kind",
        "identifier": "identifier",
        "identifier_hash": "hash",
        "region": "region",
        "partner_user_id": "id",
        "ended_at": "instant",
    },
    "accounts": {"account_id": "id", "country": "text", "status": "status"},
    "partner_map": {
        "partner_id": "id",
        "partner_user_id": "id",
        "account_id": "id",
        "mapped_at": "instant",
        "map_version": "id",
        "kind": "kind",
        "identifier": "identifier",
        "identifier_hash": "hash",
        "region": "region",
        "key_id": "id",
    },
}
