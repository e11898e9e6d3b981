"""Equal rows are one row, whatever they are spelled like; different ones of an id are a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.loading.harness import (
    CONTACT,
    ENTRY,
    FILE,
    MAPPED,
    MATCH,
    UPLOAD,
    loaded,
    loaded_incident,
    write,
    write_incident,
)

ANN = sha256(b"ann@example.org").hexdigest()
FULL: dict[str, Mapping[str, Any]] = {
    "contacts": {**CONTACT, "valid_from": "2019-01-01T00:00:00Z", "valid_to": "", "region": "US"},
    "uploads": {**UPLOAD, "partner_id": "p", "uploaded_at": "2019-01-01T00:00:00Z", "entry_count": "7"},
    "entries": {**ENTRY, "kind": "email", "added_at": "2019-01-01T00:00:00Z", "region": "us"},
    "matches": {**MATCH, "match_id": "m1", "kind": "email", "identifier_hash": ANN, "partner_user_id": "r"},
    "accounts": {"account_id": "1", "country": "US", "status": "active"},
    "partner_map": {**MAPPED, "map_version": "3", "identifier": "ann@example.org"},
}
TABLES = {
    "contacts": "contact",
    "uploads": "upload",
    "entries": "entry",
    "matches": "match",
    "accounts": "account",
    "partner_map": "partner_map",
}


def test_the_same_row_in_every_format_is_one_row(tmp_path: Path) -> None:
    paths = {}
    for name, row in FULL.items():
        for number, form in enumerate(("parquet", "csv", "jsonl", "csv")):
            write(tmp_path / f"{name}_{number}.{form}", [row])
        paths[name] = f"{name}_*"
    with loaded_incident(write_incident(tmp_path, paths)) as result:
        for name, table in TABLES.items():
            assert result.count(name) == (4, 1, 3, 0), name
            [(file_no, record, copies)] = result.rows(
                table, f"source_row // {FILE}", f"source_row % {FILE}", "copies"
            )
            assert copies == 4
            assert record == 1
            [(first,)] = result.con.execute(
                "select name from input_file where file_no = ?", [file_no]
            ).fetchall()
            assert first == f"{name}_0.parquet"


# (input, changed cells): another spelling of the same row.
RESPELLED: list[tuple[str, dict[str, str]]] = [
    ("contacts", {"identifier": " ANN@Example.org\t"}),
    ("contacts", {"identifier": "", "identifier_hash": ANN.upper()}),
    ("contacts", {"identifier": "someone@else.org", "identifier_hash": ANN}),
    ("contacts", {"kind": " E-mail"}),
    ("contacts", {"valid_from": "2019-01-01T01:00+01"}),
    ("contacts", {"valid_from": "2019-01-01"}),
    ("contacts", {"valid_from": "2018-12-31 19:00:00.0000009-0500"}),
    ("contacts", {"region": " us "}),
    ("uploads", {"entry_count": "007"}),
    ("uploads", {"uploaded_at": "2019-01-01"}),
    ("entries", {"kind": "EMAIL", "region": "US"}),
    ("entries", {"identifier": ANN}),
    ("matches", {"identifier_hash": "", "identifier": "Ann@example.org"}),
    ("matches", {"matched_at": "2019-02-01"}),
    ("partner_map", {"identifier": "", "identifier_hash": ANN}),
]


@pytest.mark.parametrize(("name", "changed"), RESPELLED)
def test_spelling_makes_no_row_different(tmp_path: Path, name: str, changed: dict[str, str]) -> None:
    first = {**dict.fromkeys(changed, ""), **FULL[name]}
    with loaded(tmp_path, {name: [first, {**first, **changed}]}) as result:
        assert result.count(name) == (2, 1, 1, 0)


# (input, changed cells): another row.
CHANGED: list[tuple[str, dict[str, str]]] = [
    ("contacts", {"account_id": "01"}),
    ("contacts", {"account_id": "1 "}),
    ("contacts", {"identifier": "bob@example.org"}),
    ("contacts", {"kind": "phone"}),
    ("contacts", {"purpose": "Two_Factor"}),
    ("contacts", {"valid_from": ""}),
    ("contacts", {"valid_to": "2019-01-02"}),
    ("contacts", {"region": "CA"}),
    ("entries", {"kind": ""}),
    ("entries", {"region": ""}),
    ("entries", {"removed_at": "2019-01-02"}),
    ("matches", {"kind": ""}),
    ("matches", {"identifier_hash": ""}),
    ("matches", {"partner_user_id": ""}),
    ("matches", {"ended_at": "2019-02-01"}),
    ("matches", {"region": "US"}),
    ("matches", {"match_id": ""}),
    ("matches", {"match_id": "m2"}),
    ("partner_map", {"map_version": "03"}),
    ("partner_map", {"map_version": ""}),
    ("partner_map", {"key_id": "k"}),
    ("partner_map", {"region": "US"}),
]


@pytest.mark.parametrize(("name", "changed"), CHANGED)
def test_any_other_difference_does(tmp_path: Path, name: str, changed: dict[str, str]) -> None:
    first = {**dict.fromkeys(changed, ""), **FULL[name]}
    with loaded(tmp_path, {name: [first, {**first, **changed}]}) as result:
        assert result.count(name) == (2, 2, 0, 0)


def test_unmatchable_values_are_told_apart_by_their_text(tmp_path: Path) -> None:
    texts = ["n/a", "N/A", "n/a", "none"]
    with loaded(tmp_path, {"contacts": [{**CONTACT, "identifier": text} for text in texts]}) as result:
        assert result.count("contacts") == (4, 3, 1, 0)
        assert result.rows("contact", "unmatchable", "lower(hex(digest))", "copies") == [
            (True, sha256(text.encode()).hexdigest(), copies)
            for text, copies in [("n/a", 2), ("N/A", 1), ("none", 1)]
        ]
        assert result.report.inputs["contacts"].count.unmatchable == 3


def test_an_unmatchable_text_is_not_the_digest_of_it(tmp_path: Path) -> None:
    rows = [{**CONTACT, "identifier": "n/a"}, {**CONTACT, "identifier": sha256(b"n/a").hexdigest()}]
    with loaded(tmp_path, {"contacts": rows}) as result:
        assert result.rows("contact", "unmatchable") == [(True,), (False,)]


def test_things_of_another_kind_are_told_apart_by_their_text(tmp_path: Path) -> None:
    rows = [{**ENTRY, "kind": "device_id", "identifier": text} for text in ("IDFA", "idfa", "IDFA", ANN)]
    with loaded(tmp_path, {"entries": rows}) as result:
        assert result.rows("entry", "identifier_state", "lower(hex(digest))", "copies") == [
            ("other", sha256(text.encode()).hexdigest(), copies)
            for text, copies in [("IDFA", 2), ("idfa", 1), (ANN, 1)]
        ]


def test_a_raw_value_and_a_digest_under_a_key_are_two_rows(tmp_path: Path) -> None:
    raw = {**MAPPED, "identifier": "ann@example.org", "identifier_hash": "", "key_id": "k"}
    rows = [raw, {**raw, "identifier": "", "identifier_hash": ANN}, raw]
    with loaded(tmp_path, {"partner_map": rows}) as result:
        assert result.rows("partner_map", "given_as_digest", "copies") == [(False, 2), (True, 1)]


def test_the_country_of_a_raw_number_stands_whichever_row_came_first(tmp_path: Path) -> None:
    number = {**CONTACT, "kind": "phone", "identifier": "+12025550143", "identifier_hash": ""}
    digest = {**number, "identifier": "", "identifier_hash": sha256(b"+12025550143").hexdigest()}
    for rows in ([number, digest], [digest, number]):
        with loaded(tmp_path, {"contacts": rows}) as result:
            assert result.rows("contact", "phone_region", "copies") == [("US", 2)]


def test_the_same_match_id_with_other_content_is_two_observations(tmp_path: Path) -> None:
    rows = [
        {**MATCH, "match_id": "m1"},
        {**MATCH, "match_id": "m1", "account_id": "2"},
        {**MATCH, "match_id": "m1", "account_id": "2"},
        {**MATCH, "match_id": "m1", "account_id": "3"},
        {**MATCH, "match_id": "m2"},
        {**MATCH, "match_id": "m2"},
        {**MATCH, "match_id": ""},
        {**MATCH, "match_id": "", "account_id": "2"},
    ]
    with loaded(tmp_path, {"matches": rows}) as result:
        assert result.count("matches") == (8, 6, 2, 0)
        assert result.report.inputs["matches"].count.conflicts == 1


def test_a_name_that_the_log_gives_is_not_one_that_we_give(tmp_path: Path) -> None:
    with loaded(tmp_path, {"matches": [MATCH]}) as result:
        [name] = result.column("match", "match_id")
    rows = [{**MATCH, "match_id": ""}, {**MATCH, "match_id": name}]
    with loaded(tmp_path, {"matches": rows}) as result:
        assert result.rows("match", "match_id", "copies") == [(name, 1), (name, 1)]
        assert result.report.inputs["matches"].count.conflicts == 0


def test_conflicting_records_are_all_rejected(tmp_path: Path) -> None:
    inputs = {
        "uploads": [
            {**UPLOAD, "system": ""},
            {**UPLOAD, "system": "tailored"},
            {**UPLOAD, "system": ""},
            {**UPLOAD, "system": "", "upload_id": "u2"},
            {**UPLOAD, "system": "", "upload_id": "u2"},
        ],
        "accounts": [
            {"account_id": "1", "country": "US"},
            {"account_id": "1", "country": "us"},
            {"account_id": "01", "country": "US"},
        ],
    }
    with loaded(tmp_path, inputs) as result:
        assert result.count("uploads") == (5, 1, 2, 2)
        assert result.count("accounts") == (3, 1, 0, 2)
        assert result.rows("upload", "upload_id", "system", "copies") == [("u2", "tailored", 2)]
        assert result.column("account", "account_id") == ["01"]
        assert result.rows(
            "rejected_row", "column_name", "reason", "masked_value", "upload_id", "account_id"
        ) == [
            ("upload_id", "conflicting_record", "u1", "u1", None),
            ("upload_id", "conflicting_record", "u1", "u1", None),
            ("account_id", "conflicting_record", "1", None, "1"),
            ("account_id", "conflicting_record", "1", None, "1"),
        ]
        assert result.report.inputs["uploads"].count.conflicts == 1


def test_a_rejected_row_is_no_duplicate(tmp_path: Path) -> None:
    rows = [MATCH, {**MATCH, "account_id": ""}, {**MATCH, "account_id": ""}, MATCH]
    with loaded(tmp_path, {"matches": rows}) as result:
        assert result.count("matches") == (4, 1, 1, 2)


def test_many_copies_of_many_rows(tmp_path: Path) -> None:
    size = 20_000
    table = pa.table(
        {
            "matched_at": ["2019-02-01T00:00:00Z"] * size,
            "account_id": [str(number % 5_000) for number in range(size)],
            "upload_id": ["u1"] * size,
        }
    )
    with loaded(tmp_path, {"matches": table}) as result:
        assert result.count("matches") == (size, 5_000, 15_000, 0)
        assert result.rows("match", "min(copies)", "max(copies)", "max(source_row)", order="1") == [
            (4, 4, 2 * FILE + 5_000)
        ]


def test_uploads_know_their_system(tmp_path: Path) -> None:
    rows = [
        {**UPLOAD, "upload_id": "1", "partner_id": "", "system": ""},
        {**UPLOAD, "upload_id": "2", "partner_id": "p", "system": ""},
        {**UPLOAD, "upload_id": "3", "partner_id": "p", "system": "lookalike"},
    ]
    with loaded(tmp_path, {"uploads": rows}) as result:
        assert result.column("upload", "system") == ["tailored", "partner", "lookalike"]
