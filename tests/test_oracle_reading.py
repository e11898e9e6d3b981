"""Known answers for loading: rejected rows, duplicates, conflicts, linked digests and names."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from tests.oracle.evidence import Evidence, Row
from tests.oracle.implementations import IMPLEMENTATIONS, Implementation
from tests.oracle.making import (
    DAY,
    ELSEWHERE,
    EMAIL,
    SECURITY,
    contact,
    january,
    logged,
    mapped,
    match,
    part,
    upload,
)

each_implementation = pytest.mark.parametrize("run", IMPLEMENTATIONS.values(), ids=IMPLEMENTATIONS.keys())


def digest(algorithm: str, text: str) -> str:
    """A digest in hex."""
    return hashlib.new(algorithm, text.encode()).hexdigest()


SHA256, MD5 = digest("sha256", EMAIL), digest("md5", EMAIL)


def algorithms(evidence: Evidence, *names: str) -> Evidence:
    """The same with other algorithms listed."""
    return replace(evidence, settings=replace(evidence.settings, hash=names))


def verdicts(evidence: Evidence, run: Implementation, folder: Path) -> list[str]:
    """The reasons of the judged matches."""
    return [row.reason for row in run(evidence, folder).verdicts]


def hashed(text: str) -> Row:
    """A contact row of account `a` with a digest."""
    return contact("a", EMAIL, "two_factor", identifier=None, identifier_hash=text)


@each_implementation
def test_linked_digests(run: Implementation, tmp_path: Path) -> None:
    says_md5 = match("a", "u", DAY, identifier_hash=MD5)
    evidence = algorithms(january(contacts=[hashed(SHA256)], matches=[says_md5]), "sha256", "md5")
    assert verdicts(evidence, run, tmp_path / "1") == ["logged_never_held"]
    # Someone else's raw value has both digests.
    evidence.inputs["contacts"].append(contact("b", " ANN@example.org", "profile"))
    assert verdicts(evidence, run, tmp_path / "2") == ["logged_security_only"]


@each_implementation
def test_digest_wins_over_a_raw_value(run: Implementation, tmp_path: Path) -> None:
    both = match("a", "u", DAY, identifier="bob@example.org", identifier_hash=SHA256)
    assert verdicts(january(contacts=[SECURITY], matches=[both]), run, tmp_path) == ["logged_security_only"]


@each_implementation
def test_digest_is_not_hashed_again(run: Implementation, tmp_path: Path) -> None:
    in_other_column = match("a", "u", DAY, identifier=SHA256.upper())
    evidence = january(contacts=[SECURITY], matches=[in_other_column])
    assert verdicts(evidence, run, tmp_path) == ["logged_security_only"]


@each_implementation
@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        (hashed("abc"), set()),
        (hashed(MD5), {"hash_not_listed"}),
        (hashed(digest("sha256", "")), {"digest_of_nothing"}),
        (contact("a", EMAIL, "two_factor", identifier_hash="abc"), set()),
        (contact("a", EMAIL, "two_factor", "soon"), set()),
        (contact("a", EMAIL, "two_factor", valid_to="2019-01-10T24:00:00Z"), set()),
        (contact("a", EMAIL, "two_factor", kind="fax"), set()),
        (contact("a", EMAIL, "two_factor", kind=None), set()),
        (contact("a", EMAIL, "two_factor", identifier=None), set()),
    ],
)
def test_rejected_contacts(row: Row, reasons: set[str], run: Implementation, tmp_path: Path) -> None:
    evidence = january(contacts=[row, contact("z", EMAIL, "profile")], matches=[ELSEWHERE])
    (rejected,) = run(evidence, tmp_path).rejected
    assert (rejected.input, rejected.number) == ("contacts", 0)
    assert reasons <= {reason for _, reason in rejected.faults}


@each_implementation
def test_duplicates(run: Implementation, tmp_path: Path) -> None:
    matches = [
        logged(DAY, match_id="m"),
        match("a", "u", "2019-01-10T13:00:00+01:00", match_id="m", identifier_hash=SHA256.upper()),
        match("a", "u", "2019-01-10 12:00Z", match_id="m", identifier=" ANN@EXAMPLE.ORG "),
        logged(DAY, match_id="m", kind="email"),
        logged(DAY, match_id="m", kind=" E-Mail"),
        logged(DAY, match_id="n"),
        logged(DAY, match_id="m", ended_at="2019-01-11"),
    ]
    outcome = run(january(contacts=[SECURITY], matches=matches), tmp_path)
    counts = outcome.summary["inputs"]["matches"]
    assert (counts["read"], counts["accepted"], counts["duplicates"]) == (7, 4, 3)
    # One match_id with different content is several observations.
    assert [row.match_id for row in outcome.verdicts] == ["m", "m", "m", "n"]


@each_implementation
def test_duplicates_of_the_unmatchable(run: Implementation, tmp_path: Path) -> None:
    contacts = [contact("a", text, "profile", kind="email") for text in ("n/a", "n/a", "N/A")]
    counts = run(january(contacts=contacts, matches=[ELSEWHERE]), tmp_path).summary["inputs"]["contacts"]
    assert (counts["accepted"], counts["duplicates"], counts["unmatchable"]) == (2, 1, 2)


@each_implementation
def test_conflicting_records(run: Implementation, tmp_path: Path) -> None:
    uploads = [
        upload("u"),
        upload("u", entry_count="1"),
        upload("u"),
        upload("v"),
        upload("v", entry_count="7", uploaded_at="2019-01-10T01:00:00+01:00"),
        upload("w", entry_count="007", uploaded_at="2019-01-10"),
        upload("w", entry_count="7", uploaded_at="2019-01-10T00:00Z"),
    ]
    outcome = run(january(contacts=[SECURITY], uploads=uploads, matches=[logged(DAY)]), tmp_path)
    counts = ("read", "accepted", "duplicates", "rejected")
    assert part(outcome.summary["inputs"], "uploads", *counts) == (7, 1, 2, 4)
    assert [row.number for row in outcome.rejected] == [0, 1, 3, 4]
    assert {fault for row in outcome.rejected for _, fault in row.faults} == {"conflicting_record"}
    assert [row.system for row in outcome.verdicts] == ["unknown"]


@each_implementation
def test_ids_are_text(run: Implementation, tmp_path: Path) -> None:
    long = "1234567890123456789"
    contacts = [contact(each, EMAIL, "two_factor") for each in ("007", long)]
    matches = [match(each, "u", DAY, identifier=EMAIL) for each in ("7", "007", long)]
    rows = run(january(contacts=contacts, matches=matches), tmp_path).verdicts
    assert {row.account_id: row.verdict for row in rows} == {
        "7": "undetermined",
        "007": "confirmed",
        long: "confirmed",
    }


INSTANT = "27:2019-01-10T12:00:00.000000Z"
OTHER = digest("sha256", " N/A ")


@each_implementation
@pytest.mark.parametrize(
    ("says", "named"),
    [
        ({}, f"{INSTANT}1:a1:u-----"),
        ({"identifier": EMAIL}, f"{INSTANT}1:a1:u-64:{SHA256}---"),
        ({"identifier_hash": SHA256.upper(), "kind": " EMAIL"}, f"{INSTANT}1:a1:u5:email64:{SHA256}---"),
        ({"identifier": " N/A ", "kind": "email"}, f"{INSTANT}1:a1:u5:email76:unmatchable:{OTHER}---"),
        ({"identifier": " N/A ", "kind": "handle"}, f"{INSTANT}1:a1:u6:handle70:other:{OTHER}---"),
        ({"partner_user_id": "r\u00e9", "region": "US"}, f"{INSTANT}1:a1:u--2:US3:r\u00e9-"),
        ({"ended_at": "2019-01-10T13:00+01"}, f"{INSTANT}1:a1:u----{INSTANT}"),
    ],
)
def test_names_of_matches(says: Row, named: str, run: Implementation, tmp_path: Path) -> None:
    (row,) = run(january(contacts=[SECURITY], matches=[match("a", "u", DAY, **says)]), tmp_path).verdicts
    assert row.match_id == "row-" + digest("sha256", named)[:32]


@each_implementation
def test_raw_and_keyed_map_rows_are_two(run: Implementation, tmp_path: Path) -> None:
    maps = [
        mapped("r", "a", "2019-01-05", identifier_hash=SHA256, key_id="k"),
        mapped("r", "a", "2019-01-05", identifier=EMAIL, key_id="k"),
        mapped("r", "a", "2019-01-05", identifier=EMAIL),
        mapped("r", "a", "2019-01-05", identifier_hash=SHA256),
    ]
    evidence = january(
        contacts=[SECURITY],
        uploads=[upload("u", partner_id="par")],
        matches=[match("a", "u", DAY, partner_user_id="r")],
        partner_map=maps,
    )
    outcome = run(evidence, tmp_path)
    assert part(outcome.summary["inputs"], "partner_map", "accepted", "duplicates") == (3, 1)
    assert [row.reason for row in outcome.verdicts] == ["mapped:logged_security_only"]


@each_implementation
def test_digests_of_another_kind_are_known_by_their_bytes(run: Implementation, tmp_path: Path) -> None:
    spellings = [SHA256, SHA256.upper()]
    matches = [match("a", "u", DAY, kind="handle", identifier_hash=text) for text in spellings]
    # As a text of another kind it is no digest, and told apart by a hash of what was given.
    matches.append(match("a", "u", DAY, kind="handle", identifier=SHA256))
    # Nor is a digest that would be rejected in a row of e-mail or phone.
    matches.append(match("a", "u", DAY, kind="handle", identifier_hash=MD5))
    matches.append(match("a", "u", DAY, kind="handle", identifier_hash="abc"))
    outcome = run(january(contacts=[SECURITY], matches=matches), tmp_path)
    named = [
        f"{INSTANT}1:a1:u6:handle32:{MD5}---",
        f"{INSTANT}1:a1:u6:handle70:other:{digest('sha256', 'abc')}---",
        f"{INSTANT}1:a1:u6:handle64:{SHA256}---",
        f"{INSTANT}1:a1:u6:handle70:other:{digest('sha256', SHA256)}---",
    ]
    assert {row.match_id for row in outcome.verdicts} == {
        "row-" + digest("sha256", text)[:32] for text in named
    }
