"""What other systems call the canonical columns and inputs: names as `normal_name` gives them, best first."""

from __future__ import annotations

import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_ENDING = re.compile(r"(?:_[0-9]+)*(?:_(?:csv|tsv|jsonl|ndjson|parquet))?(?:_gz|_zst)?$")


def normal_name(name: str) -> str:
    """Return a name in lower case with `_` between its words: `userId`, `User ID` and `user-id` alike."""
    return _OTHER.sub("_", _HUMP.sub("_", name).lower()).strip("_")


_IDENTIFIER = (
    "value plain_id contact contact_value identifier_value raw_identifier raw_value address email "
    "email_address phone phone_number mobile msisdn"
)
_HASH = (
    "hash digest hashed_id hashed_identifier hashed_value identifier_digest identifier_sha256 "
    "contact_hash contact_sha256 hash_value sha256 sha1 md5 sha512 hashed email_hash email_sha256 "
    "hashed_email email_md5 phone_hash phone_sha256 hashed_phone"
)
_KIND = (
    "identifier_kind identifier_type contact_type contact_kind id_type match_kind match_type match_key "
    "matched_on type channel"
)
_INSTANT = "ts timestamp time event_time event_ts event_at occurred_at logged_at datetime date_time"
_REGION = "country country_code phone_region iso_country region_code"
_ACCOUNT = (
    "user_id userid uid account acct_id account_number member_id customer_id profile_id subscriber_id user "
    "member customer"
)
_UPLOAD = (
    "audience_id list_id custom_audience_id tailored_audience_id upload file_id segment_id audience "
    "list segment"
)

_EVERYWHERE = {
    "account_id": _ACCOUNT,
    "upload_id": _UPLOAD,
    "advertiser_id": "advertiser adv_id ad_account_id ads_account_id advertiser_account_id",
    "partner_id": "partner data_partner_id data_partner dmp_id onboarder_id provider_id",
    "partner_user_id": (
        "p_user_id partner_uid external_user_id external_id puid partner_cookie_id sync_id synced_id"
    ),
    "kind": f"{_KIND} list_type",
    "identifier": _IDENTIFIER,
    "identifier_hash": _HASH,
    "region": _REGION,
    "key_id": "hmac_key_id hash_key_id key_version key salt_id",
}

_BY_INPUT = {
    "contacts": {
        "purpose": (
            "collected_for purpose_of_collection collection_purpose collected_purpose usage_purpose "
            "purpose_code provided_for used_for usage reason"
        ),
        "valid_from": (
            "start_at starts_at valid_since since effective_from held_from collected_at provided_at added_at "
            "created_at from_ts start_ts start from"
        ),
        "valid_to": (
            "end_at ends_at valid_until until effective_to held_to deleted_at removed_at expired_at to_ts "
            "end_ts end to"
        ),
    },
    "uploads": {
        "upload_id": f"{_UPLOAD} id",
        "system": "audience_type product program list_type",
        "uploaded_at": f"upload_time upload_ts upload_date received_at created_at uploaded {_INSTANT}",
        "entry_count": (
            "rows_in_file entries num_entries entries_count row_count record_count num_rows list_size size"
        ),
        "matched_count": "match_count num_matched matches matched matched_size",
    },
    "entries": {
        "added_at": f"add_ts valid_from created_at inserted_at {_INSTANT}",
        "removed_at": "remove_ts valid_to deleted_at expired_at",
    },
    "matches": {
        "matched_at": f"match_time match_ts match_timestamp created_at {_INSTANT}",
        "match_id": "event_id log_id record_id row_id id uuid",
        "ended_at": "end_ts end_time valid_to expires_at expired_at removed_at left_at unmatched_at",
    },
    "accounts": {
        "account_id": f"{_ACCOUNT} id",
        "country": "country_code iso_country home_country account_country region",
        "status": "account_status state account_state lifecycle",
    },
    "partner_map": {
        "mapped_at": f"synced_at sync_ts sync_time linked_at created_at {_INSTANT}",
        "map_version": "version sync_version map_id generation snapshot_id",
    },
}

INPUT_WORDS = {
    "contacts": "contacts contact identifiers emails phones contact_points",
    "uploads": "uploads upload audiences audience lists segments custom_audiences",
    "entries": "entries entry members list_members audience_members upload_entries items rows",
    "matches": "matches match match_log matchlog matched memberships log",
    "accounts": "accounts account users user profiles customers",
    "partner_map": "partner_map id_sync idsync id_map partner_sync partner sync mapping syncs",
}


def names_for(input_name: str, column: str) -> list[str]:
    """Return the names that may stand for a canonical column of an input, best first: its own leads."""
    words = _BY_INPUT[input_name].get(column) or _EVERYWHERE.get(column, "")
    return [column, *words.split()]


def likeness(input_name: str, path: str) -> int:
    """Say how a file or folder on the path is named like the input: 2 just so, 1 in part, 0 not at all."""
    stems = {_ENDING.sub("", normal_name(part)) for part in path.split("/")}
    words = INPUT_WORDS[input_name].split()
    if not stems.isdisjoint(words):
        return 2
    return int(any(f"_{word}_" in f"_{stem}_" for word in words for stem in stems))
