"""The names of matches without an id, and digests of several algorithms that are one identifier."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from tests.loading.harness import CONTACT, ENTRY, MAPPED, MATCH, loaded


def digest(text: str, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, text.encode()).hexdigest()


def name_of(*fields: str | None) -> str:
    """By the data contract: each value preceded by its length in bytes and `:`, a missing one as `-`."""
    told = b"".join(
        b"-" if field is None else b"%d:%s" % (len(field.encode()), field.encode()) for field in fields
    )
    return "row-" + hashlib.sha256(told).hexdigest()[:32]


AT = "2019-02-01T00:00:00.000000Z"
EMPTY = {
    "kind": "",
    "identifier": "",
    "identifier_hash": "",
    "region": "",
    "partner_user_id": "",
    "ended_at": "",
}
# Changed cells -> kind, identifier, region, partner user id and end in the name.
NAMES: list[tuple[dict[str, str], tuple[str | None, ...]]] = [
    ({}, (None, None, None, None, None)),
    ({"kind": "E-Mail"}, ("email", None, None, None, None)),
    ({"identifier": "Ann@Example.org"}, (None, digest("ann@example.org"), None, None, None)),
    ({"identifier_hash": digest("x").upper()}, (None, digest("x"), None, None, None)),
    ({"kind": "email", "identifier": "n/a"}, ("email", "unmatchable:" + digest("n/a"), None, None, None)),
    ({"kind": "device_id", "identifier": "IDFA"}, ("device_id", "other:" + digest("IDFA"), None, None, None)),
    ({"region": " us", "partner_user_id": "r\u00e9"}, (None, None, "US", "r\u00e9", None)),
    ({"ended_at": "2019-03-01 01:00:00.1234567+01"}, (None, None, None, None, "2019-03-01T00:00:00.123456Z")),
]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_names_are_made_of_all_that_the_row_says(tmp_path: Path, form: str) -> None:
    rows = [{**MATCH, **EMPTY, **changed} for changed, _ in NAMES]
    with loaded(tmp_path, {"matches": rows}, form=form) as result:
        assert result.column("match", "match_id") == [name_of(AT, "1", "u1", *told) for _, told in NAMES]


def test_a_match_without_an_id_among_others_is_named(tmp_path: Path) -> None:
    rows = [{**MATCH, "match_id": "m1"}, {**MATCH, "match_id": ""}]
    with loaded(tmp_path, {"matches": rows}) as result:
        assert result.column("match", "match_id") == ["m1", name_of(AT, "1", "u1", *[None] * 5)]


ANN, BOB = "ann@example.org", "bob@example.org"


def digests(rows: list[tuple[bytes]]) -> list[str]:
    return [value.hex() for (value,) in rows]


def test_digests_of_one_raw_value_are_one_identifier_in_every_input(tmp_path: Path) -> None:
    inputs = {
        "contacts": [CONTACT],
        "entries": [
            {**ENTRY, "identifier": digest(ANN, algorithm)} for algorithm in ("sha256", "md5", "sha1")
        ],
        "matches": [
            {**MATCH, "identifier_hash": digest(value, "sha1"), "match_id": match_id}
            for value, match_id in ((ANN, "m1"), (BOB, "m2"), (ANN, ""))
        ],
        "partner_map": [{**MAPPED, "identifier_hash": digest(ANN, "md5")}],
    }
    with loaded(tmp_path, inputs, hashes=("md5", "sha1", "sha256")) as result:
        first = digest(ANN, "md5")
        assert digests(result.rows("contact", "digest")) == [first]
        assert digests(result.rows("entry", "digest")) == [first]
        assert result.count("entries") == (3, 1, 2, 0)
        assert digests(result.rows("match", "digest")) == [first, digest(BOB, "sha1"), first]
        assert digests(result.rows("partner_map", "digest")) == [first]
        assert result.column("match", "match_id")[2] == name_of(AT, "1", "u1", None, first, None, None, None)


@pytest.mark.parametrize(
    "raw",
    [
        {"entries": [{**ENTRY, "identifier": BOB}]},
        {"matches": [{**MATCH, "identifier": BOB}]},
        {"partner_map": [{**MAPPED, "identifier": BOB}]},
        # Beside a digest that wins, and in a row that is rejected.
        {"entries": [{**ENTRY, "identifier": BOB, "identifier_hash": "ab" * 32}]},
        {"entries": [{**ENTRY, "identifier": BOB, "added_at": "x"}, {**ENTRY, "added_at": ""}]},
    ],
)
def test_a_raw_value_anywhere_links(tmp_path: Path, raw: dict[str, list[dict[str, Any]]]) -> None:
    contact = {**CONTACT, "identifier": "", "identifier_hash": digest(BOB, "sha512")}
    with loaded(tmp_path, {"contacts": [contact], **raw}, hashes=("sha256", "sha512")) as result:
        assert digests(result.rows("contact", "digest")) == [digest(BOB)]


def test_without_a_raw_value_nothing_links(tmp_path: Path) -> None:
    rows = [{**CONTACT, "identifier": digest(BOB, algorithm)} for algorithm in ("sha256", "md5")]
    with loaded(tmp_path, {"contacts": rows}, hashes=("sha256", "md5")) as result:
        assert digests(result.rows("contact", "digest")) == [digest(BOB), digest(BOB, "md5")]


def test_rows_that_linking_makes_equal_are_one(tmp_path: Path) -> None:
    raw = {**CONTACT, "identifier": BOB, "identifier_hash": ""}
    rows = [
        {**raw, "identifier": "", "identifier_hash": digest(BOB, algorithm)}
        for algorithm in ("md5", "sha256")
    ]
    with loaded(tmp_path, {"contacts": [*rows, raw]}, hashes=("sha256", "md5")) as result:
        assert result.count("contacts") == (3, 1, 2, 0)
        assert result.rows("contact", "copies", "source_row % (1::bigint << 40)") == [(3, 1)]


def test_what_is_of_another_kind_is_not_linked(tmp_path: Path) -> None:
    entry = {**ENTRY, "kind": "handle", "identifier": digest(ANN, "md5")}
    with loaded(tmp_path, {"entries": [entry]}, hashes=("sha256", "md5")) as result:
        assert digests(result.rows("entry", "digest")) == [digest(digest(ANN, "md5"))]


@pytest.mark.parametrize("hashes", [("sha256",), ("sha1", "sha512"), ("md5", "sha1", "sha256", "sha512")])
def test_the_first_listed_algorithm_is_the_one(tmp_path: Path, hashes: tuple[str, ...]) -> None:
    inputs = {
        "contacts": [CONTACT, {**CONTACT, "kind": "phone", "identifier": "(202) 555-0143", "region": "US"}],
    }
    inputs["contacts"][0] = {**CONTACT, "region": ""}
    with loaded(tmp_path, inputs, hashes=hashes) as result:
        assert digests(result.rows("contact", "digest")) == [
            digest(ANN, hashes[0]),
            digest("+12025550143", hashes[0]),
        ]
