"""Known answers for accounts, the two lists and the figures beside them, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.oracle.evidence import Row
from tests.oracle.implementations import IMPLEMENTATIONS, Implementation
from tests.oracle.making import (
    DAY,
    ELSEWHERE,
    EMAIL,
    PHONE,
    SECURITY,
    SYSTEMS,
    active,
    contact,
    instant,
    january,
    logged,
    mapped,
    match,
    part,
    upload,
)
from tests.oracle.outcome import AccountRow

pytestmark = pytest.mark.parametrize("run", IMPLEMENTATIONS.values(), ids=IMPLEMENTATIONS.keys())


def account(row: AccountRow) -> tuple[str, str, str]:
    """What the rules say of an account."""
    return row.account_id, row.verdict, row.reasons


def test_strongest_verdict_is_the_accounts(run: Implementation, tmp_path: Path) -> None:
    matches = [
        logged(DAY, match_id="m1"),
        match("a", "u", "2019-01-09T00:00:00Z", match_id="m2", kind="handle"),
        match("b", "u", DAY, match_id="m3", kind="device_id"),
        match("c", "v", DAY, match_id="m4", kind="handle"),
        match("c", "w", DAY, match_id="m5"),
    ]
    uploads = [upload("u"), upload("v", partner_id="par")]
    outcome = run(january(contacts=[SECURITY], uploads=uploads, matches=matches), tmp_path)
    at = instant(DAY)
    said = ("a", "confirmed", "logged_security_only", "email", "tailored")
    assert outcome.affected == [AccountRow(*said, at, at, 1, 1, 1, 0, None, "unknown", None)]
    said = ("c", "undetermined", "nothing_held|unknown_kind", "handle", "partner|unknown")
    assert outcome.possibly_affected == [AccountRow(*said, at, at, 2, 2, 1, 1, None, "unknown", None)]
    verdicts = ("confirmed", "undetermined", "cleared", "upper_bound")
    assert part(outcome.summary, "accounts", *verdicts) == (1, 1, 1, 2)


REJECTED = {
    "bad instant": match("a", "u", "soon"),
    "bad digest": match("a", "u", DAY, identifier_hash="abc"),
    "no upload": {"account_id": "a", "matched_at": DAY, "upload_id": None},
    "unknown upload": match("a", "gone", DAY, identifier_hash="abc"),
    "bad end": match("a", "u", DAY, ended_at="later"),
}
OUTSIDE = {
    "before": match("a", "u", "2018-12-31T23:59:59.999999Z", identifier_hash="abc"),
    "after": match("a", "u", "2019-02-01T00:00:00Z", identifier_hash="abc"),
    "other system": match("a", "x", DAY, identifier_hash="abc"),
    "other system, bad instant": match("a", "x", "soon"),
    "no account": {"account_id": None, "upload_id": "u", "matched_at": DAY},
}


@pytest.mark.parametrize("row", REJECTED.values(), ids=REJECTED.keys())
def test_rejected_row_still_counts(row: Row, run: Implementation, tmp_path: Path) -> None:
    outcome = run(january(contacts=[SECURITY], uploads=SYSTEMS, matches=[ELSEWHERE, row]), tmp_path)
    assert outcome.possibly_affected == [
        AccountRow("a", "undetermined", "row_rejected", "", "", None, None, 0, 0, 0, 0, None, "unknown", None)
    ]
    assert outcome.verdicts == []


@pytest.mark.parametrize("row", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_rejected_row_that_cannot_count(row: Row, run: Implementation, tmp_path: Path) -> None:
    outcome = run(january(contacts=[SECURITY], uploads=SYSTEMS, matches=[ELSEWHERE, row]), tmp_path)
    assert (outcome.affected, outcome.possibly_affected) == ([], [])
    counts = ("read", "accepted", "duplicates", "rejected")
    assert part(outcome.summary["inputs"], "matches", *counts) == (2, 1, 0, 1)


def test_rejected_row_beside_verdicts(run: Implementation, tmp_path: Path) -> None:
    rows = [match(each, "u", DAY, identifier_hash="abc") for each in "abc"]
    matches = [
        *rows,
        logged(DAY),
        match("b", "u", DAY, kind="device_id"),
        match("c", "u", DAY, kind="email"),
    ]
    contacts = [SECURITY, contact("c", EMAIL, "two_factor"), contact("c", PHONE, "profile")]
    matches.append(match("c", "u", DAY))
    outcome = run(january(contacts=contacts, uploads=SYSTEMS, matches=matches), tmp_path)
    # Of account c: inferred by rule 14, so that neither rule 16 nor the rejected row shows.
    assert [account(row) for row in outcome.affected] == [
        ("a", "confirmed", "logged_security_only"),
        ("c", "inferred", "only_security_only_held"),
    ]
    assert [account(row) for row in outcome.possibly_affected] == [("b", "undetermined", "row_rejected")]
    assert outcome.possibly_affected[0].matches == 0


def test_rejected_row_under_active(run: Implementation, tmp_path: Path) -> None:
    before = "2018-12-01T00:00:00Z"
    rows = [
        match("a", "u", before, identifier_hash="abc"),
        match("b", "u", before, identifier_hash="abc", ended_at="2019-01-01T00:00:00.000001Z"),
        match("c", "u", before, identifier_hash="abc", ended_at="2019-01-01T00:00:00Z"),
        match("d", "u", before, ended_at="later"),
        match("e", "u", "2019-02-01", ended_at="later"),
    ]
    outcome = run(active(january(contacts=[SECURITY], matches=[ELSEWHERE, *rows])), tmp_path)
    possible = [row.account_id for row in outcome.possibly_affected]
    # `z` is a member to this day, of a list that is not known.
    assert possible == ["a", "b", "d", "z"]


def test_eligible_population(run: Implementation, tmp_path: Path) -> None:
    start, end = "2019-01-01T00:00:00Z", "2019-02-01T00:00:00Z"
    contacts = [
        contact("whole", EMAIL, "two_factor"),
        contact("until start", EMAIL, "two_factor", valid_to=start),
        contact("into it", EMAIL, "two_factor", valid_to="2019-01-01T00:00:00.000001Z"),
        contact("from end", EMAIL, "two_factor", end),
        contact("last moment", EMAIL, "two_factor", "2019-01-31T23:59:59.999999Z"),
        contact("dual", EMAIL, "two_factor"),
        contact("dual", EMAIL, "profile"),
        contact("dual until the last", EMAIL, "two_factor"),
        contact("dual until the last", EMAIL, "profile", valid_to="2019-01-31T23:59:59.999999Z"),
        contact("unclassified too", EMAIL, "two_factor"),
        contact("unclassified too", EMAIL, "newsletter"),
        contact("unmatchable", "n/a", "two_factor", kind="email"),
        contact("empty", EMAIL, "two_factor", DAY, valid_to=DAY),
    ]
    outcome = run(january(contacts=contacts, matches=[ELSEWHERE]), tmp_path)
    assert outcome.summary["accounts"]["eligible"] == 4


def test_records_concerned(run: Implementation, tmp_path: Path) -> None:
    contacts = [SECURITY, contact("a", PHONE, "two_factor"), contact("b", EMAIL, "two_factor")]
    maps = [mapped("r", "b", "2019-01-02", identifier=EMAIL), mapped("r", "b", "2019-01-02", kind="email")]
    matches = [
        logged(DAY),
        logged("2019-01-11"),
        match("a", "u", DAY, kind="phone"),
        match("b", "p", DAY, partner_user_id="r"),
    ]
    uploads = [upload("u"), upload("p", partner_id="par")]
    evidence = january(contacts=contacts, uploads=uploads, matches=matches, partner_map=maps)
    outcome = run(evidence, tmp_path)
    assert part(outcome.summary, "records", "affected", "email", "phone") == (3, 2, 1)


def test_lag(run: Implementation, tmp_path: Path) -> None:
    # The purpose `profile` ended at the named instant; the match is on 10 January at noon.
    ends = ["2019-01-08T11:59:59.999999Z", "2019-01-08T12:00:00Z", DAY]
    contacts, matches = [], []
    for number, end in enumerate(ends):
        contacts += [contact(f"a{number}", EMAIL, "two_factor")]
        contacts += [contact(f"a{number}", EMAIL, "profile", valid_to=end)]
        matches += [match(f"a{number}", "u", DAY, identifier=EMAIL)]
    # A second security purpose changes no class; a holding that begins does.
    contacts += [contact("b", EMAIL, "two_factor"), contact("b", EMAIL, "account_recovery", DAY)]
    contacts += [contact("c", EMAIL, "two_factor", DAY)]
    matches += [match(each, "u", DAY, identifier=EMAIL) for each in "bc"]
    # A map row is judged, and looked back from, at its own instant.
    contacts += [
        contact("d", EMAIL, "two_factor", "2019-01-02"),
        contact("d", EMAIL, "profile", "2019-01-09"),
    ]
    matches += [match("d", "p", DAY, partner_user_id="r")]
    evidence = january(
        contacts=contacts,
        uploads=[upload("u"), upload("p", partner_id="par")],
        matches=matches,
        partner_map=[mapped("r", "d", "2019-01-04", identifier=EMAIL)],
    )
    outcome = run(evidence, tmp_path)
    assert outcome.summary["matches"]["confirmed"] == 6
    assert outcome.summary["lag"] == {"within_48_hours": 4}


def test_country(run: Implementation, tmp_path: Path) -> None:
    contacts = [
        contact("own record", PHONE, "two_factor"),
        contact("phone", PHONE, "two_factor"),
        contact("also permitted", PHONE, "two_factor"),
        contact("also permitted", PHONE, "profile", valid_to="2001-01-01"),
        contact("two", PHONE, "two_factor"),
        contact("two", "+33142685300", "two_factor"),
        {
            **contact("hashed", "x", "two_factor", region=" de "),
            "identifier": None,
            "identifier_hash": "e" * 64,
        },
        contact("national", "044 668 18 00", "two_factor", region="CH"),
        contact("e-mail", EMAIL, "two_factor", region="CH"),
        contact("two, one permitted", PHONE, "two_factor"),
        contact("two, one permitted", "+33142685300", "profile"),
    ]
    names = sorted({str(row["account_id"]) for row in contacts})
    matches = [match(name, "u", DAY, kind="handle") for name in names]
    accounts: list[Row] = [
        {"account_id": "own record", "country": "FR", "status": "deleted"},
        {"account_id": "phone", "country": None, "status": "active"},
    ]
    outcome = run(january(contacts=contacts, matches=matches, accounts=accounts), tmp_path)
    found = {
        row.account_id: (row.country, row.country_source, row.account_status)
        for row in outcome.possibly_affected
    }
    assert found == {
        "own record": ("FR", "account", "deleted"),
        "phone": ("CH", "phone", "active"),
        "also permitted": (None, "unknown", None),
        "two": (None, "unknown", None),
        "hashed": ("DE", "phone", None),
        "national": ("CH", "phone", None),
        "e-mail": (None, "unknown", None),
        "two, one permitted": ("CH", "phone", None),
    }
