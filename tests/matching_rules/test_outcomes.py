"""What became of every identifier, by input and rule pack, as `check` tells it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.matching_rules.world import Rows, keyed, sha, write_incident

from offpurpose.checking.check import check_incident
from offpurpose.checking.report import CheckReport, IdentifiersFound
from offpurpose.screen.check_view import check_text

KEY = b"secret"
EMAIL = "jane@example.com"
GOOD_ROWS = [{"upload_id": "u", "identifier_hash": sha(f"{number}@example.com")} for number in range(900)]

WORLD: Rows = {
    "contacts": [
        {"account_id": "a", "kind": "email", "identifier": EMAIL},
        {"account_id": "b", "kind": "email", "identifier": "nobody"},
        {"account_id": "c", "kind": "phone", "identifier": "call me"},
        {"account_id": "d", "kind": "phone", "identifier": "+16577770000"},
        {"account_id": "e", "kind": "phone", "identifier_hash": sha("+16577770001")},
    ],
    "uploads": [{"upload_id": "u", "system": "tailored", "key_id": "acme"}],
    "entries": [
        *GOOD_ROWS,
        {"upload_id": "u", "identifier_hash": sha(sha(EMAIL))},
        {"upload_id": "u", "identifier_hash": sha(sha(EMAIL).upper())},
        {"upload_id": "u", "identifier_hash": sha("")},
        {"upload_id": "u", "identifier_hash": keyed(KEY, "")},
        {"upload_id": "u", "identifier_hash": sha(EMAIL)[:60]},
        {"upload_id": "u", "identifier_hash": sha(EMAIL)[:40]},
        {"upload_id": "u", "identifier": "1 657 777 0000"},
        {"upload_id": "u", "identifier": "x", "kind": "device_id"},
    ],
    "matches": [{"match_id": "m", "account_id": "a", "upload_id": "u"}],
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CheckReport]:
    folder = tmp_path_factory.mktemp("outcomes")
    keys = '[matching.keys]\nacme = { env = "OFFPURPOSE_TEST_OUTCOMES" }\ngone = { file = "../gone.key" }\n'
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OFFPURPOSE_TEST_OUTCOMES", KEY.decode())
        path = write_incident(folder, '["plain.toml", "email_alone.toml"]', WORLD, keys=keys)
        yield check_incident(path)


def found(report: CheckReport, name: str) -> set[IdentifiersFound]:
    [identifiers] = [each.identifiers for each in report.inputs if each.name == name]
    assert len(set(identifiers)) == len(identifiers)
    return set(identifiers)


def test_contacts(report: CheckReport) -> None:
    assert found(report, "contacts") == {
        IdentifiersFound("already_digest", None, None, "phone", 1),
        IdentifiersFound("digested", "plain", None, "email", 1),
        IdentifiersFound("digested", "plain", None, "phone", 1),
        IdentifiersFound("refused", "plain", "require_address", "email", 1),
        IdentifiersFound("unparsable", "plain", "e164", "phone", 1),
        IdentifiersFound("digested", "email_alone", None, "email", 2),
        IdentifiersFound("refused", "email_alone", "not_taken", "phone", 2),
    }


def test_entries(report: CheckReport) -> None:
    assert found(report, "entries") == {
        IdentifiersFound("already_digest", None, None, None, 902),
        IdentifiersFound("double_hashed", None, None, None, 2),
        IdentifiersFound("bad_digest", None, None, None, 1),
        IdentifiersFound("hash_not_listed", None, None, None, 1),
        IdentifiersFound("digest_of_nothing", None, None, None, 2),
        IdentifiersFound("digested", "plain", None, None, 1),
        IdentifiersFound("refused", "email_alone", "not_taken", None, 1),
    }


def test_all_accepted_rows_with_contact_data_are_counted_under_every_pack(report: CheckReport) -> None:
    for name, others in (("contacts", 0), ("entries", 1)):
        [accepted] = [each.counts.accepted for each in report.inputs if each.name == name]
        already = sum(each.rows for each in found(report, name) if each.outcome == "already_digest")
        for pack in ("plain", "email_alone"):
            of_pack = sum(each.rows for each in found(report, name) if each.pack == pack)
            assert already + of_pack == accepted - others


def test_the_screen_and_the_warnings(report: CheckReport) -> None:
    text = " ".join(check_text(report).split())
    assert "identifiers 1 given as digest plain: 2 digested, 1 refused by require_address" in text
    assert "email_alone: 2 digested, 2 refused by not_taken" in text
    assert "the key gone is not to be had" in text
    assert "the key acme" not in text
    assert "entries: 2 digests of another digest in hex: hashed twice" in text
