"""Known answers for loading: instants, digests, addresses, numbers, duplicates, conflicts and names."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from tests.oracle import AuditStopsError, audit
from tests.oracle.evidence import Evidence, Row
from tests.oracle.identifiers import email_normal, phone_normal, read_digest
from tests.oracle.implementations import IMPLEMENTATIONS, Implementation, oracle
from tests.oracle.instants import read_instant, text_of
from tests.oracle.making import (
    DAY,
    ELSEWHERE,
    EMAIL,
    JANUARY,
    PHONE,
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


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2019-01-10", "UTC", "2019-01-10T00:00:00.000000Z"),
        ("2019-01-10T12:00Z", "UTC", "2019-01-10T12:00:00.000000Z"),
        ("2019-01-10 12:00:01.5+01", "UTC", "2019-01-10T11:00:01.500000Z"),
        ("2019-01-10T12:00:00.1234567-0530", "UTC", "2019-01-10T17:30:00.123456Z"),
        ("2019-07-10T12:00:00", "Europe/Zurich", "2019-07-10T10:00:00.000000Z"),
        ("2019-07-10", "Europe/Zurich", "2019-07-09T22:00:00.000000Z"),
        # Half past two occurs twice: the later one is winter time.
        ("2019-10-27T02:30:00", "Europe/Zurich", "2019-10-27T01:30:00.000000Z"),
        # Half past two does not occur: moved forward to half past three, summer time.
        ("2019-03-31T02:30:00", "Europe/Zurich", "2019-03-31T01:30:00.000000Z"),
        # Midnight did not occur in Sao Paulo.
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000000Z"),
    ],
)
def test_instants(text: str, zone: str, instant: str) -> None:
    found = read_instant(text, "iso", zone)
    assert found is not None
    assert text_of(found) == instant


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2019-02-29",
        "2019-01-10T24:00:00Z",
        "2019-01-10T12:00:60Z",
        " 2019-01-10",
        "2019-01-10T12Z",
        "2019-01-10Z",
        "2019-1-10",
        "2019-01-10t12:00z",
        "2019-01-10T12:00:00,5Z",
        "2019-01-10T12:00:00.Z",
        "20190110",
        "1547121600",
        "",
    ],
)
def test_no_instants(text: str) -> None:
    assert read_instant(text, "iso", "UTC") is None


def test_epochs() -> None:
    assert read_instant("1547121600", "epoch_s", None) == 1_547_121_600_000_000
    assert read_instant("-1", "epoch_ms", None) == -1000
    assert read_instant("1547121600.0", "epoch_s", None) is None


def test_no_zone_stops_the_audit() -> None:
    evidence = january(contacts=[SECURITY], matches=[match("a", "u", "2019-01-10")])
    with pytest.raises(AuditStopsError):
        audit(replace(evidence, settings=replace(JANUARY, timezone=None)))


def test_digests() -> None:
    value = bytes(range(200, 232))
    padded, bare = (
        "yMnKy8zNzs_Q0dLT1NXW19jZ2tvc3d7f4OHi4-Tl5uc=",
        "yMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5uc",
    )
    for text in (value.hex(), value.hex().upper(), padded, bare):
        assert read_digest(text) == value
    for text in (value.hex()[:-1], value.hex() + "00", bare[:-1], "n/a", EMAIL, PHONE):
        assert read_digest(text) is None


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("\u00a0Ann@Example.ORG\u3000", "ann@example.org"),
        ("A.B+c@GMail.com", "a.b+c@gmail.com"),
        ("a@b@example.org", "a@b@example.org"),
        # Simple mapping: one letter for one, whatever stands beside it.
        ("\u0130\u03a3@EXAMPLE.org", "i\u03c3@example.org"),
        ("no address", None),
        ("@example.org", None),
        ("ann@", None),
        ("an n@example.org", None),
        ("", None),
    ],
)
def test_addresses(text: str, normal: str | None) -> None:
    assert email_normal(text, JANUARY) == normal


def test_addresses_of_gmail() -> None:
    settings = replace(JANUARY, email="gmail")
    assert email_normal("A.B+c@GMail.com", settings) == "ab@gmail.com"
    assert email_normal("a.b+c+d@googlemail.com", settings) == "ab@googlemail.com"
    assert email_normal("a.b+c@mail.gmail.com", settings) == "a.b+c@mail.gmail.com"
    assert email_normal("+c@gmail.com", settings) is None


def test_numbers() -> None:
    assert phone_normal("(415) 555-2671", None, JANUARY) == "+14155552671"
    assert phone_normal("044 668 18 00", "CH", JANUARY) == PHONE
    assert phone_normal("044 668 18 00", "CH", replace(JANUARY, phone="e164_no_plus")) == PHONE[1:]
    assert phone_normal(PHONE, "XX", JANUARY) == PHONE
    assert phone_normal("044 668 18 00", "XX", JANUARY) is None
    assert phone_normal("5552671", None, JANUARY) is None
    assert phone_normal("n/a", None, JANUARY) is None


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


def test_digests_of_another_kind_are_known_by_their_bytes(tmp_path: Path) -> None:
    spellings = [SHA256, SHA256.upper()]
    matches = [match("a", "u", DAY, kind="handle", identifier_hash=text) for text in spellings]
    # As a text of another kind it is no digest, and told apart by a hash of what was given.
    matches.append(match("a", "u", DAY, kind="handle", identifier=SHA256))
    outcome = oracle(january(contacts=[SECURITY], matches=matches), tmp_path)
    named = [
        f"{INSTANT}1:a1:u6:handle64:{SHA256}---",
        f"{INSTANT}1:a1:u6:handle70:other:{digest('sha256', SHA256)}---",
    ]
    assert {row.match_id for row in outcome.verdicts} == {
        "row-" + digest("sha256", text)[:32] for text in named
    }
