"""Several rule packs in one incident, by system and by date: an identifier's digests are the union."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.matching_rules.world import Rows, audited, sha, write_incident

from offpurpose.case.opening import open_case
from offpurpose.explaining.account import explain_account

PLAIN, LOOSE = '"plain.toml"', '"loose.toml"'
BOTH = f"[{PLAIN}, {LOOSE}]"

DOTTED, BARE = "jane.doe@gmail.com", "janedoe@gmail.com"
# A number that one pack writes +16577770000 and the other 6577770000, as it was given.
PHONE = "(657) 777-0000"

LISTED = ("inferred", "only_security_only_listed")
NOTHING_LISTED = ("undetermined", "nothing_listed")
NAMED = ("confirmed", "logged_security_only")
NEVER = ("undetermined", "logged_never_held")

WORLD: Rows = {
    "contacts": [
        {"account_id": "phone", "kind": "phone", "identifier": PHONE},
        {"account_id": "dotted", "kind": "email", "identifier": DOTTED},
        {"account_id": "both", "kind": "email", "identifier": DOTTED},
        {"account_id": "both", "kind": "email", "identifier": BARE, "purpose": "profile"},
        {"account_id": "digest", "kind": "email", "identifier_hash": sha(BARE)},
    ],
    "uploads": [
        {"upload_id": "e164", "system": "tailored"},
        {"upload_id": "digits", "system": "tailored"},
        {"upload_id": "digits_q", "system": "partner", "partner_id": "q"},
        {"upload_id": "bare", "system": "tailored"},
        {"upload_id": "bare_q", "system": "partner", "partner_id": "q"},
        {"upload_id": "dotted", "system": "tailored"},
        {"upload_id": "raw", "system": "tailored"},
        {"upload_id": "lost", "system": "tailored"},
        {"upload_id": "lost_q", "system": "partner", "partner_id": "q"},
    ],
    "entries": [
        {"upload_id": "e164", "identifier_hash": sha("+16577770000")},
        {"upload_id": "digits", "identifier_hash": sha("6577770000")},
        {"upload_id": "digits_q", "identifier_hash": sha("6577770000")},
        {"upload_id": "bare", "identifier_hash": sha(BARE)},
        {"upload_id": "bare_q", "identifier_hash": sha(BARE)},
        {"upload_id": "dotted", "identifier_hash": sha(DOTTED)},
        {"upload_id": "raw", "identifier": "Jane.Doe+news@gmail.com"},
    ],
    "matches": [
        {"match_id": "phone e164", "account_id": "phone", "upload_id": "e164"},
        {"match_id": "phone digits", "account_id": "phone", "upload_id": "digits"},
        {
            "match_id": "phone digits 2014",
            "account_id": "phone",
            "upload_id": "digits",
            "matched_at": "2014-01-01T00:00:00Z",
        },
        {"match_id": "phone digits q", "account_id": "phone", "upload_id": "digits_q"},
        {
            "match_id": "phone named",
            "account_id": "phone",
            "upload_id": "lost",
            "identifier_hash": sha("6577770000"),
        },
        {
            "match_id": "phone named q",
            "account_id": "phone",
            "upload_id": "lost_q",
            "identifier_hash": sha("6577770000"),
        },
        {"match_id": "phone lost", "account_id": "phone", "upload_id": "lost", "kind": "phone"},
        {"match_id": "phone lost q", "account_id": "phone", "upload_id": "lost_q", "kind": "phone"},
        {"match_id": "dotted bare", "account_id": "dotted", "upload_id": "bare"},
        {"match_id": "dotted bare q", "account_id": "dotted", "upload_id": "bare_q"},
        {"match_id": "dotted dotted", "account_id": "dotted", "upload_id": "dotted"},
        {"match_id": "dotted raw", "account_id": "dotted", "upload_id": "raw"},
        {
            "match_id": "dotted named raw",
            "account_id": "dotted",
            "upload_id": "lost",
            "identifier": "jane.doe+x@gmail.com",
        },
        {"match_id": "both bare", "account_id": "both", "upload_id": "bare"},
        {"match_id": "both dotted", "account_id": "both", "upload_id": "dotted"},
        {"match_id": "both named", "account_id": "both", "upload_id": "lost", "identifier_hash": sha(BARE)},
        {
            "match_id": "both named raw",
            "account_id": "both",
            "upload_id": "lost",
            "kind": "email",
            "identifier": DOTTED,
        },
        {"match_id": "digest bare", "account_id": "digest", "upload_id": "bare"},
        {"match_id": "digest bare q", "account_id": "digest", "upload_id": "bare_q"},
    ],
}

# Rules as in the incident file -> what they make of matches; of those left out nothing is said.
EXPECTED: dict[str, dict[str, tuple[str, str]]] = {
    PLAIN: {
        "phone e164": LISTED,
        "phone digits": NOTHING_LISTED,
        "phone named": NEVER,
        "dotted bare": NOTHING_LISTED,
        "dotted raw": NOTHING_LISTED,
        "dotted named raw": NEVER,
        "both bare": ("cleared", "only_permitted_listed"),
        "both dotted": LISTED,
        "both named": ("cleared", "logged_permitted"),
        "both named raw": NAMED,
        "digest bare": LISTED,
    },
    LOOSE: {
        "phone e164": NOTHING_LISTED,
        "phone digits": LISTED,
        "dotted bare": LISTED,
        "dotted dotted": NOTHING_LISTED,
        "dotted raw": LISTED,
        "dotted named raw": NAMED,
        "both bare": ("cleared", "only_permitted_listed"),
        "both dotted": NOTHING_LISTED,
        "both named": ("cleared", "logged_dual_purpose"),
        "both named raw": ("cleared", "logged_dual_purpose"),
    },
    BOTH: {
        "phone e164": LISTED,
        "phone digits": LISTED,
        "phone digits 2014": LISTED,
        "phone named": NAMED,
        "phone lost": ("inferred", "only_security_only_held"),
        "dotted bare": LISTED,
        "dotted dotted": LISTED,
        "dotted raw": LISTED,
        "dotted named raw": NAMED,
        "both bare": ("cleared", "only_permitted_listed"),
        # Under one of the packs the two addresses of the account have nothing in common.
        "both dotted": LISTED,
        "both named": ("cleared", "logged_dual_purpose"),
        # The address that is named shares a digest with a permitted one.
        "both named raw": ("cleared", "logged_dual_purpose"),
        "digest bare": LISTED,
    },
    f'[{PLAIN}, {{ pack = "loose.toml", until = 2016-01-01T00:00:00Z }}]': {
        "phone e164": LISTED,
        "phone digits": NOTHING_LISTED,
        "phone digits 2014": LISTED,
        "phone named": ("undetermined", "logged_not_held_then"),
        "dotted named raw": NEVER,
        "dotted bare": NOTHING_LISTED,
        "both named raw": NAMED,
        "digest bare": LISTED,
    },
    f'[{PLAIN}, {{ pack = "loose.toml", systems = ["partner"] }}]': {
        "phone e164": LISTED,
        "phone digits": NOTHING_LISTED,
        "phone digits q": LISTED,
        "phone named": NEVER,
        "phone named q": NAMED,
        "dotted bare": NOTHING_LISTED,
        "dotted bare q": LISTED,
        "dotted raw": NOTHING_LISTED,
        "both bare": ("cleared", "only_permitted_listed"),
        "both named raw": NAMED,
        "digest bare": LISTED,
        "digest bare q": LISTED,
    },
    '[{ pack = "email_alone.toml", systems = ["tailored"] },'
    ' { pack = "plain.toml", systems = ["partner"] }]': {
        "phone e164": NOTHING_LISTED,
        "phone lost": ("undetermined", "nothing_held"),
        "phone lost q": ("inferred", "only_security_only_held"),
        "dotted dotted": LISTED,
        "dotted raw": NOTHING_LISTED,
    },
}


@pytest.mark.parametrize("rules", EXPECTED)
def test_what_the_rules_make_of_each_match(rules: str, tmp_path: Path) -> None:
    found, _ = audited(write_incident(tmp_path, rules, WORLD), tmp_path / "case")
    assert {match: found[match] for match in EXPECTED[rules]} == EXPECTED[rules]


def test_an_identifier_is_one_record_under_all_of_its_digests(tmp_path: Path) -> None:
    kept = ("phone e164", "phone digits", "phone named")
    world = {**WORLD, "matches": [row for row in WORLD["matches"] if row["match_id"] in kept]}
    _, summary = audited(write_incident(tmp_path, BOTH, world), tmp_path / "case")
    assert summary["records"] == {"affected": 1, "email": 0, "phone": 1}


@pytest.mark.parametrize("rules", [BOTH, f'[{PLAIN}, {{ pack = "loose.toml", systems = ["partner"] }}]'])
def test_an_account_is_explained_as_it_was_judged(rules: str, tmp_path: Path) -> None:
    found, _ = audited(write_incident(tmp_path, rules, WORLD), tmp_path / "case")
    case = open_case(tmp_path / "case")
    for account_id in ("phone", "dotted", "both", "digest"):
        explained = explain_account(case, account_id)
        told = {each["match_id"]: (each["verdict"], each["reason"]) for each in explained["matches"]}
        assert told == {match: found[match] for match in told}
        assert explained["agrees_with_case"]
