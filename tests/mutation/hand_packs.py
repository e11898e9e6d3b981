"""An incident of two rule packs written by hand, for what those drawn at random do not meet.

Under one pack the two addresses differ; under the other they are one. An address that the log names has the
digest of either pack, and accounts hold one of them, the other, or both, as digests or raw.
"""

from __future__ import annotations

from typing import Any

from tests.matching_rules.incident import Listed
from tests.matching_rules.world import sha
from tests.oracle.evidence import Row

RAW = "jane.doe@gmail.com"
PLAIN, LOOSE = sha(RAW), sha("janedoe@gmail.com")
LEAST = min(PLAIN, LOOSE)
T, BEFORE, AFTER = "2016-01-01T00:00:00Z", "2014-01-01T00:00:00Z", "2017-01-01T00:00:00Z"
EVERYWHERE = [Listed("plain"), Listed("loose")]
BY_PARTNER = [Listed("plain"), Listed("loose", systems=("partner",))]
BY_SYSTEM = [Listed("plain", systems=("tailored", "partner")), Listed("loose")]
BY_RAW: Row = {"identifier": RAW}
BY_DIGEST: Row = {"identifier_hash": LEAST, "kind": "email"}


def held(digest: str | None, purpose: str = "two_factor", kind: str = "email", **dates: str | None) -> Row:
    """What an account held: a digest, or the address itself."""
    given: Row = {"identifier": RAW} if digest is None else {"identifier_hash": digest}
    return {**given, "purpose": purpose, "kind": kind, **dates}


# Account -> what it held, and what its log lines say.
ACCOUNTS: dict[str, tuple[list[Row], list[Row]]] = {
    "one kind under each": ([held(PLAIN, "other"), held(LOOSE, "other", kind="phone")], [BY_RAW]),
    "a number where an address is named": ([held(LOOSE, kind="phone")], [{**BY_RAW, "kind": "email"}]),
    "permitted later": (
        [held(LOOSE, valid_from=BEFORE), held(LOOSE, "profile", valid_from=AFTER)],
        [BY_RAW],
    ),
    "two digests": ([held(PLAIN), held(LOOSE)], [BY_RAW, BY_DIGEST]),
    "unclassified": ([held(LOOSE, "other")], [BY_RAW]),
    "permitted under one": ([held(PLAIN), held(LOOSE, "profile")], [BY_RAW]),
    "permitted until then": (
        [held(PLAIN, valid_from=BEFORE), held(PLAIN, "profile", valid_to=T), held(LOOSE)],
        [BY_RAW],
    ),
    "since then": ([held(LOOSE, valid_from=T)], [BY_RAW]),
    "raw and a digest": ([held(None), held(LOOSE)], [BY_RAW, BY_DIGEST, {"kind": "email"}, {"listed": "1"}]),
    "raw since then": ([held(None, valid_from=T)], [BY_RAW, {"listed": "1"}]),
    "a digest alone": ([held(LOOSE)], [BY_RAW, {"kind": "email"}, {"kind": "email", "listed": "q"}]),
    "a digest at two systems": ([held(LOOSE)], [{"listed": "1"}, {"listed": "q"}]),
    "another kind": ([held(None), held(None, kind="phone")], [{"kind": "email"}, {"kind": "phone"}]),
    "both kinds under one": (
        [held(LOOSE, "other"), held(LOOSE, "other", kind="phone"), held(PLAIN, "other")],
        [BY_RAW],
    ),
    # It is one record as an address, and one as a number.
    "a kind under each, for security": ([held(PLAIN), held(LOOSE, kind="phone")], [BY_RAW]),
    # A change after the use is none that the index could have lagged behind.
    "changed later": ([held(PLAIN, valid_from=BEFORE), held(LOOSE, valid_from=AFTER)], [BY_RAW]),
    "both kinds, for security": ([held(LOOSE), held(LOOSE, kind="phone")], [BY_RAW]),
    "both kinds, an address named": (
        [held(LOOSE), held(LOOSE, kind="phone")],
        [{**BY_RAW, "kind": "email"}],
    ),
    # What others name by several digests is none of its business.
    "both kinds, nothing named": ([held(LOOSE), held(PLAIN, "profile", kind="phone")], [{}]),
    "both kinds, apart": (
        [
            held(LOOSE, valid_to=BEFORE),
            held(LOOSE, kind="phone", valid_from=AFTER),
            held(PLAIN, valid_from=AFTER),
        ],
        [BY_RAW],
    ),
    "one kind then": (
        [held(PLAIN, "other"), held(LOOSE, "other", kind="phone", valid_from=AFTER)],
        [BY_RAW],
    ),
    "one kind then, of one digest": (
        [held(LOOSE, "other"), held(LOOSE, "other", kind="phone", valid_from=AFTER)],
        [BY_RAW],
    ),
    "another address": ([held(sha("zoe@example.org"))], [{"kind": "email"}]),
    # One digest under one pack, and two records.
    "a number in both places": (
        [
            {"identifier": "6577770000", "purpose": "two_factor", "kind": "email"},
            {"identifier": "6577770000", "purpose": "two_factor", "kind": "phone"},
        ],
        [{"kind": "email"}],
    ),
    "raw later": ([held(None, valid_from=AFTER), held(LOOSE)], [{"listed": "1"}]),
    "apart": ([held(PLAIN, valid_to=BEFORE), held(LOOSE, kind="phone", valid_from=AFTER)], [BY_RAW]),
}
LISTS = {"1": "listed", "q": "by partner"}


def evidence() -> dict[str, list[Row]]:
    """The inputs; a line that says where it is listed names nothing else."""
    lines = [(name, line) for name, (_, said) in ACCOUNTS.items() for line in said]
    return {
        "contacts": [{**row, "account_id": name} for name, (rows, _) in ACCOUNTS.items() for row in rows],
        "uploads": [
            {"upload_id": "listed", "advertiser_id": "adv", "system": "tailored"},
            {"upload_id": "by partner", "advertiser_id": "adv", "partner_id": "q"},
            {"upload_id": "lost", "advertiser_id": "adv", "system": "tailored"},
        ],
        "entries": [
            {"upload_id": upload_id, **entry}
            for upload_id in LISTS.values()
            for entry in (BY_RAW, {"identifier_hash": LOOSE})
        ],
        "matches": [
            {
                "match_id": f"{name} {number}",
                "account_id": name,
                "matched_at": T,
                "upload_id": LISTS.get(str(line.get("listed")), "lost"),
                **{key: value for key, value in line.items() if key != "listed"},
            }
            for number, (name, line) in enumerate(lines)
        ],
        "partner_map": [
            {
                "partner_id": "q",
                "partner_user_id": "r",
                "account_id": "nobody",
                "mapped_at": T,
                "map_version": "0",
            }
        ],
    }


def of_every_system() -> dict[str, list[Row]]:
    """A map row of an account whose addresses are one under the pack of the partner, and two elsewhere."""
    held_by_a: list[Row] = [
        {"identifier": "janedoe@gmail.com", "purpose": "two_factor"},
        {"identifier": RAW, "purpose": "profile"},
    ]
    mapped: Row = {
        "partner_id": "q",
        "partner_user_id": "r",
        "account_id": "a",
        "mapped_at": T,
        "map_version": "0",
    }
    at: Row = {"account_id": "a", "matched_at": T}
    return {
        "contacts": [{**row, "kind": "email", "account_id": "a"} for row in held_by_a],
        "uploads": evidence()["uploads"],
        "entries": [{"upload_id": "listed", **BY_RAW}],
        "matches": [
            {"match_id": "mapped", "upload_id": "by partner", "partner_user_id": "r", **at},
            {"match_id": "listed", "upload_id": "lost", "kind": "email", **at},
        ],
        "partner_map": [{**mapped, "map_version": "0"}],
    }


EXPECTED: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]] = {
    # Of the accounts that held something since then, or something else until then.
    "summary_lag": (("within_48_hours",), [(4,)]),
    "by_purpose": (
        ("purpose", "affected_matches", "possibly_affected_matches"),
        [("other", 0, 5), ("two_factor", 24, 1)],
    ),
}
"""Tables that plain Python does not tell: some of their columns, and their rows in order."""
