"""`offpurpose digest`: identifiers from stdin, digests and refusals to stdout, and no identifier anywhere."""

from __future__ import annotations

import hmac
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.golden import Ran, agrees

from offpurpose.identifiers.packs import pack_names

Run = Callable[..., Ran]
Typed = Callable[[str], None]

LINES = """\
Jane.Doe+news@Gmail.com
07911 123456
+44 7911 123456

7bbded64ac49102083a43485495a04868691f358a6d4821aa0f4f611e984c02f
"""
TELLING = ("jane", "gmail", "7911 1", "79111", "911123")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Put text on stdin."""

    def put(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return put


CASES: dict[str, tuple[str, ...]] = {
    "digest": (),
    "digest_region": ("--region", "gb", "--rules", "google_2026"),
    "digest_json": ("--json", "--rules", "uid2"),
    "digest_packs": ("--kind", "phone", "--rules", "twitter_hasher_2014_10", "--rules", "meta_php_2016"),
    "digest_rules_in_full": ("--list-rules", "--rules", "twitter_hasher_2014_10", "--rules", "linkedin"),
    "digest_no_such_rules": ("--rules", "twiter"),
    "usage_digest_argument": ("07911123456",),
    "usage_digest_kind": ("--kind", "07911123456"),
    "usage_digest_region": ("--region", "07911123456"),
    "usage_digest_rules": ("--rules", "07911123456"),
}


@pytest.mark.parametrize(("name", "arguments"), CASES.items())
def test_golden(offpurpose: Run, typed: Typed, name: str, arguments: tuple[str, ...]) -> None:
    typed(LINES)
    ran = offpurpose("digest", *arguments)
    agrees(name, ran, {})
    said = (ran.out + ran.err).lower()
    assert name == "digest_rules_in_full" or not any(telling in said for telling in TELLING)


def test_all_rules_are_listed(offpurpose: Run) -> None:
    ran = offpurpose("digest", "--list-rules")
    assert [line.split()[0] for line in ran.out.splitlines()] == list(pack_names())
    listed = json.loads(offpurpose("digest", "--list-rules", "--json").out)
    assert [each["name"] for each in listed] == list(pack_names())
    assert all(each["sources"] and each["dated"] for each in listed)


def test_all_rules_answer(offpurpose: Run, typed: Typed) -> None:
    typed("Robert@example.net\n")
    ran = offpurpose("digest", "--all-rules", "--json")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [each["rules"] for each in found] == list(pack_names())
    assert len({each["digests"]["sha256"] for each in found}) > 1


def test_a_key_is_taken_from_outside_and_told_to_nobody(
    offpurpose: Run, typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROKER_KEY", "6b6579")
    (tmp_path / "broker.key").write_text("key\n")
    expected = hmac.digest(b"key", b"jane@example.com", "sha256").hex()
    for place in (("--key-env", "BROKER_KEY", "--key-encoding", "hex"), ("--key-file", "broker.key")):
        typed("jane@example.com\n")
        ran = offpurpose("digest", *place)
        assert ran.out == f"1\thmac_sha256\t{expected}\n"
    for wrong in (
        ("--key-env", "NO_SUCH_KEY"),
        ("--key-file", "gone.key"),
        ("--key-env", "BROKER_KEY", "--key-encoding", "base64"),
        ("--key-env", "BROKER_KEY", "--key-file", "broker.key"),
    ):
        typed("jane@example.com\n")
        ran = offpurpose("digest", *wrong)
        assert (ran.status in {1, 2}, ran.out) == (True, "")
        assert "6b6579" not in ran.err


def test_nothing_on_stdin_is_no_error(offpurpose: Run, typed: Typed) -> None:
    typed("")
    ran = offpurpose("digest", "--json")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
