"""Known answers for cells: instants, digests, addresses and numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.oracle import AuditStopsError, audit
from tests.oracle.identifiers import email_normal, phone_normal, read_digest
from tests.oracle.instants import read_instant, text_of
from tests.oracle.making import EMAIL, JANUARY, PHONE, SECURITY, january, match


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
