"""Keyed digests: matched with the key, `key_missing` without it, and the key in nothing that is written."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from tests.matching_rules.world import Rows, audited, keyed, sha, write_incident

from offpurpose.audit.run import run_audit
from offpurpose.errors import IncidentFileError
from offpurpose.incident import load_incident
from offpurpose.incident.keys import keys_at_hand

KEY = b"Kq3-very-secret-Zu9"
VARIABLE = "OFFPURPOSE_TEST_KEY"
PLACE = f'[matching.keys]\nacme = {{ env = "{VARIABLE}" }}\n'
EMAIL, PHONE = "jane@example.com", "+16577770000"

WORLD: Rows = {
    "contacts": [
        {"account_id": "a", "kind": "email", "identifier": EMAIL},
        {"account_id": "a", "kind": "phone", "identifier": PHONE, "purpose": "profile"},
    ],
    "uploads": [
        {"upload_id": "keyed", "partner_id": "q", "key_id": "acme"},
        {"upload_id": "other", "partner_id": "q", "key_id": "other"},
        {"upload_id": "synced", "partner_id": "q"},
    ],
    "entries": [
        {"upload_id": "keyed", "identifier_hash": keyed(KEY, EMAIL)},
        {"upload_id": "other", "identifier_hash": keyed(b"other", EMAIL)},
    ],
    "matches": [
        {"match_id": "listed", "account_id": "a", "upload_id": "keyed"},
        {"match_id": "other", "account_id": "a", "upload_id": "other"},
        {"match_id": "mapped", "account_id": "a", "upload_id": "synced", "partner_user_id": "r"},
        {"match_id": "named", "account_id": "a", "upload_id": "synced", "identifier_hash": sha(EMAIL)},
    ],
    "partner_map": [
        {
            "partner_id": "q",
            "partner_user_id": "r",
            "account_id": "a",
            "key_id": "acme",
            "identifier_hash": keyed(KEY, EMAIL),
        }
    ],
}
WITH_KEY = {
    "listed": ("inferred", "only_security_only_listed"),
    "other": ("ambiguous", "list_missing"),
    "mapped": ("confirmed", "mapped:logged_security_only"),
    "named": ("confirmed", "logged_security_only"),
}
WITHOUT_KEY = {
    "listed": ("ambiguous", "list_missing"),
    "other": ("ambiguous", "list_missing"),
    "mapped": ("undetermined", "mapped:key_missing"),
    "named": ("confirmed", "logged_security_only"),
}


@pytest.mark.parametrize("rules", ['"plain.toml"', '["loose.toml", "plain.toml"]'])
@pytest.mark.parametrize(("key", "expected"), [(KEY, WITH_KEY), (None, WITHOUT_KEY)])
def test_with_and_without_the_key(
    rules: str,
    key: bytes | None,
    expected: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if key is not None:
        monkeypatch.setenv(VARIABLE, key.decode())
    found, summary = audited(write_incident(tmp_path, rules, WORLD, keys=PLACE), tmp_path / "case")
    assert found == expected
    assert summary["rules"]["keys"] == [{"key_id": "acme", "at_hand": key is not None}]
    assert summary["records"]["affected"] == 1


def test_the_key_is_in_nothing_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, KEY.decode())
    run_audit(write_incident(tmp_path, '"plain.toml"', WORLD, keys=PLACE), tmp_path / "case")
    block = KEY.ljust(64, b"\0")
    secrets = [KEY, *(bytes(byte ^ pad for byte in block)[: len(KEY)] for pad in (0x36, 0x5C))]
    traces = [trace for each in secrets for trace in (each, each.hex().encode(), base64.b64encode(each)[:-4])]
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    written.append("".join(capfd.readouterr()).encode())
    assert len(written) > 20
    assert not [trace for trace in traces for content in written if trace.lower() in content.lower()]


def test_a_key_in_hex_in_a_file_beside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "incident"
    folder.mkdir()
    (tmp_path / "acme.key").write_text(KEY.hex() + "\n", encoding="ascii")
    place = '[matching.keys]\nacme = { file = "../acme.key", encoding = "hex" }\n'
    found, _ = audited(write_incident(folder, '"plain.toml"', WORLD, keys=place), tmp_path / "case")
    assert found == WITH_KEY


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ('{ file = "acme.key" }', '"acme.key" is in the folder of the incident, which others are handed'),
        ("{ }", "name either this or a file: the key itself has no place in an incident file"),
        ('"Kq3-very-secret-Zu9"', "must be a table, is a string"),
        ('{ env = "Kq3-very-secret-Zu9" }', "is no name of an environment variable"),
    ],
)
def test_a_place_where_no_key_may_be(place: str, problem: str, tmp_path: Path) -> None:
    path = write_incident(tmp_path, '"plain.toml"', WORLD, keys=f"[matching.keys]\nacme = {place}\n")
    with pytest.raises(IncidentFileError) as raised:
        load_incident(path)
    assert problem in raised.value.message
    assert "Kq3" not in raised.value.message


def test_a_key_that_cannot_be_read_is_told_of_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "Kq3-very-secret-Zu9")
    place = PLACE.replace(" }", ', encoding = "hex" }')
    incident = load_incident(write_incident(tmp_path, '"plain.toml"', WORLD, keys=place))
    with pytest.raises(IncidentFileError) as raised:
        keys_at_hand(incident.matching, incident.folder)
    assert VARIABLE in raised.value.message
    assert "Kq3" not in repr(raised.value) + str(raised.value.__cause__)
    monkeypatch.setenv(VARIABLE, KEY.hex())
    [key] = keys_at_hand(incident.matching, incident.folder)
    assert key.secret == KEY
    assert "Kq3" not in repr(key)
