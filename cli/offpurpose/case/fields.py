"""The columns of a case's tables as Table Schema has them: type, limits, and what stands in them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_COUNT: Json = {"type": "integer", "constraints": {"minimum": 0}}
_SHARE: Json = {"type": "number", "constraints": {"minimum": 0, "maximum": 1}}
_INSTANT: Json = {"type": "datetime"}
_DAY: Json = {"type": "date"}
_TEXT: Json = {"type": "string"}
_REQUIRED: Json = {"type": "string", "constraints": {"required": True}}


def _one_of(*values: str) -> Json:
    return {"type": "string", "constraints": {"enum": list(values)}}


_FIELDS: dict[str, tuple[Json, str]] = {
    "account_id": (_REQUIRED, "The account, as the inputs name it"),
    "verdict": (
        _one_of("confirmed", "inferred", "ambiguous", "undetermined", "cleared"),
        "The strongest verdict of the account's matches",
    ),
    "reasons": (_TEXT, "Reason codes, separated by |"),
    "kinds": (_TEXT, "Kinds of identifier, separated by |"),
    "systems": (_TEXT, "Ad systems, separated by |"),
    "first_matched_at": (_INSTANT, "The first of the matches, UTC"),
    "last_matched_at": (_INSTANT, "The last of the matches, UTC"),
    "matches": (_COUNT, "Observations in the log"),
    "uploads": (_COUNT, "Distinct uploads"),
    "advertisers": (_COUNT, "Distinct advertisers"),
    "partners": (_COUNT, "Distinct partners"),
    "country": (_TEXT, "The country of the account, or of the row"),
    "country_source": (_one_of("account", "phone", "unknown"), "Where the country is known from"),
    "account_status": (_one_of("active", "suspended", "deleted"), "The status of the account, where known"),
    "input": (_REQUIRED, "The input: contacts, uploads, entries, matches, accounts or partner_map"),
    "file": (_TEXT, "The file, relative to the incident file where it is below it"),
    "record": (_COUNT, "The number of the record in its file, from 1"),
    "column": (_TEXT, "The column that could not be read"),
    "reason": (_REQUIRED, "Reason code"),
    "masked_value": (_TEXT, "What stood there, masked where it looks like an identifier"),
    "affected_accounts": (_COUNT, "Accounts of the lower bound"),
    "possibly_affected_accounts": (_COUNT, "Accounts between the bounds"),
    "affected_matches": (_COUNT, "Confirmed and inferred matches of affected accounts"),
    "possibly_affected_matches": (_COUNT, "Ambiguous and undetermined matches of possibly affected accounts"),
    "records": (_COUNT, "Distinct account, kind and digest that were used"),
    "note": (_TEXT, "How to read the row"),
    "system": (_TEXT, "The ad system"),
    "advertiser": (_REQUIRED, "The advertiser, as the inputs name it"),
    "partner": (_REQUIRED, "The partner that sent the list, or none"),
    "kind": (_REQUIRED, "The kind of identifier"),
    "purpose": (_REQUIRED, "What the identifier was given for"),
    "month": ({"type": "yearmonth", "constraints": {"required": True}}, "The month, UTC"),
    "first_day": (_DAY, "The first day that was asked for, UTC"),
    "last_day": (_DAY, "The last day that was asked for, UTC"),
    "days": (_COUNT, "Days that were asked for"),
    "days_with_log": (_COUNT, "Days with at least one accepted row"),
    "share": (_SHARE, "Days with a row, of those that were asked for"),
    "bytes": (_COUNT, "The size of the file"),
    "sha256": (_TEXT, "The digest of the file, as hex"),
    "rows": (_COUNT, "Rows read"),
}


def field_of(column: str) -> Json:
    """Return the field of a column; one that is not known here is text."""
    kind, description = _FIELDS.get(column, (_TEXT, ""))
    return {"name": column, **kind, **({"description": description} if description else {})}
