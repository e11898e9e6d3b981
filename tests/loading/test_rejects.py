"""Every reason for which a row is rejected, and what is told of it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.loading.harness import (
    CONTACT,
    ENTRY,
    MAPPED,
    MATCH,
    SOUND,
    UPLOAD,
    Loaded,
    loaded,
    loaded_incident,
    write,
    write_incident,
)

ACCOUNT = {"account_id": "1", "country": "US", "status": "active"}
GOOD: dict[str, dict[str, Any]] = {**SOUND, "accounts": ACCOUNT}
HEX = "ab" * 32
NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
MASKED_ANN = "<email, 15 characters>"

TOO_LARGE, ID_MASK = "9223372036854775808", "<identifier, 64 characters>"
IN_HASH, HEX_MASK = "identifier_hash", "<digest, 64 characters>"

# (input, changed cells) -> (column, reason, masked value)
CASES: list[tuple[str, dict[str, str | None], tuple[str, str, str]]] = [
    ("contacts", {"account_id": ""}, ("account_id", "missing_value", "")),
    ("contacts", {"kind": ""}, ("kind", "missing_value", "")),
    ("contacts", {"kind": " \u00a0"}, ("kind", "missing_value", "")),
    ("contacts", {"kind": "fax"}, ("kind", "bad_kind", "fax")),
    ("contacts", {"kind": "ann@example.org"}, ("kind", "bad_kind", MASKED_ANN)),
    ("contacts", {"identifier": ""}, ("identifier", "missing_value", "")),
    ("contacts", {"purpose": ""}, ("purpose", "missing_value", "")),
    ("contacts", {"valid_from": "yesterday"}, ("valid_from", "bad_timestamp", "yesterday")),
    ("contacts", {"valid_to": "ann@example.org"}, ("valid_to", "bad_timestamp", MASKED_ANN)),
    ("contacts", {"valid_to": "+1 202 555 0143"}, ("valid_to", "bad_timestamp", "<phone, 15 characters>")),
    ("contacts", {"identifier_hash": "abc"}, ("identifier_hash", "bad_digest", "<digest, 3 characters>")),
    ("contacts", {"identifier_hash": HEX[:-1]}, ("identifier_hash", "bad_digest", "<digest, 63 characters>")),
    ("contacts", {"identifier_hash": "g" * 64}, ("identifier_hash", "bad_digest", "<digest, 64 characters>")),
    ("contacts", {"identifier_hash": "ab" * 20}, (IN_HASH, "hash_not_listed", "<digest, 40 characters>")),
    ("contacts", {"identifier_hash": NOTHING}, (IN_HASH, "digest_of_nothing", HEX_MASK)),
    ("contacts", {"identifier": "ab" * 16}, ("identifier", "hash_not_listed", "<identifier, 32 characters>")),
    ("contacts", {"identifier": NOTHING.upper()}, ("identifier", "digest_of_nothing", ID_MASK)),
    ("uploads", {"upload_id": ""}, ("upload_id", "missing_value", "")),
    ("uploads", {"advertiser_id": ""}, ("advertiser_id", "missing_value", "")),
    ("uploads", {"uploaded_at": "1546398245"}, ("uploaded_at", "bad_timestamp", "1546398245")),
    ("uploads", {"entry_count": "1e3"}, ("entry_count", "bad_integer", "1e3")),
    ("uploads", {"entry_count": "-1"}, ("entry_count", "bad_integer", "-1")),
    ("uploads", {"entry_count": "1_000"}, ("entry_count", "bad_integer", "1_000")),
    ("uploads", {"entry_count": " 5"}, ("entry_count", "bad_integer", " 5")),
    ("uploads", {"entry_count": "5.0"}, ("entry_count", "bad_integer", "5.0")),
    ("uploads", {"matched_count": TOO_LARGE}, ("matched_count", "bad_integer", TOO_LARGE)),
    ("entries", {"upload_id": ""}, ("upload_id", "missing_value", "")),
    ("entries", {"identifier": ""}, ("identifier", "missing_value", "")),
    ("entries", {"identifier_hash": "zz"}, ("identifier_hash", "bad_digest", "<digest, 2 characters>")),
    ("entries", {"added_at": "2019-02-30"}, ("added_at", "bad_timestamp", "2019-02-30")),
    ("entries", {"removed_at": "2019-01-01 "}, ("removed_at", "bad_timestamp", "2019-01-01 ")),
    ("matches", {"matched_at": ""}, ("matched_at", "missing_value", "")),
    ("matches", {"matched_at": "2019"}, ("matched_at", "bad_timestamp", "2019")),
    ("matches", {"account_id": ""}, ("account_id", "missing_value", "")),
    ("matches", {"upload_id": ""}, ("upload_id", "missing_value", "")),
    ("matches", {"identifier_hash": "n/a"}, ("identifier_hash", "bad_digest", "<digest, 3 characters>")),
    ("matches", {"ended_at": "never"}, ("ended_at", "bad_timestamp", "never")),
    ("accounts", {"account_id": ""}, ("account_id", "missing_value", "")),
    ("accounts", {"status": "Active"}, ("status", "bad_status", "Active")),
    ("accounts", {"status": "gone"}, ("status", "bad_status", "gone")),
    ("partner_map", {"partner_id": ""}, ("partner_id", "missing_value", "")),
    ("partner_map", {"partner_user_id": ""}, ("partner_user_id", "missing_value", "")),
    ("partner_map", {"account_id": ""}, ("account_id", "missing_value", "")),
    ("partner_map", {"mapped_at": ""}, ("mapped_at", "missing_value", "")),
    ("partner_map", {"mapped_at": "soon"}, ("mapped_at", "bad_timestamp", "soon")),
    ("partner_map", {"identifier_hash": "x"}, ("identifier_hash", "bad_digest", "<digest, 1 characters>")),
    # The first faulty column in the contract's order is told.
    ("contacts", {"account_id": "", "kind": "fax", "valid_from": "x"}, ("account_id", "missing_value", "")),
    ("contacts", {"purpose": "", "valid_from": "x"}, ("purpose", "missing_value", "")),
    ("matches", {"matched_at": "x", "account_id": ""}, ("matched_at", "bad_timestamp", "x")),
    ("matches", {"upload_id": "", "ended_at": "x"}, ("upload_id", "missing_value", "")),
]  # fmt: skip


def shown(result: Loaded) -> list[tuple[Any, ...]]:
    return result.rows("rejected_row", "column_name", "reason", "masked_value")


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_every_reason(tmp_path: Path, form: str) -> None:
    inputs = {name: [row] for name, row in GOOD.items()}
    for name, changed, _ in CASES:
        inputs[name].append({**GOOD[name], **changed})
    for name, rows in inputs.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        inputs[name] = [{column: row.get(column, "") for column in columns} for row in rows]
    with loaded(tmp_path, inputs, form=form) as result:
        for name in GOOD:
            expected = [(name, *told) for of, _, told in CASES if of == name]
            found = result.rows("rejected_row", "input", "column_name", "reason", "masked_value")
            assert [row for row in found if row[0] == name] == expected
            assert result.count(name) == (len(expected) + 1, 1, 0, len(expected))


def test_rejected_rows_keep_what_can_be_read(tmp_path: Path) -> None:
    inputs = {
        "contacts": [CONTACT, {**CONTACT, "account_id": "7", "kind": "fax"}],
        "entries": [ENTRY, {**ENTRY, "upload_id": "u7", "identifier": ""}],
        "matches": [
            MATCH,
            {**MATCH, "account_id": "8", "ended_at": "never"},
            {**MATCH, "account_id": "8", "matched_at": "x", "ended_at": "2019-03-01"},
        ],
        "partner_map": [MAPPED, {**MAPPED, "partner_id": "q", "mapped_at": "x"}],
        "accounts": [ACCOUNT, {**ACCOUNT, "account_id": "9", "status": "x"}],
    }
    with loaded(tmp_path, inputs) as result:
        assert result.rows(
            "rejected_row",
            "input",
            "account_id",
            "upload_id",
            "partner_id",
            "cast(matched_at as varchar)",
            "cast(ended_at as varchar)",
        ) == [
            ("contacts", "7", None, None, None, None),
            ("entries", None, "u7", None, None, None),
            ("matches", "8", "u1", None, "2019-02-01 00:00:00", None),
            ("matches", "8", "u1", None, None, "2019-03-01 00:00:00"),
            ("accounts", "9", None, None, None, None),
            ("partner_map", "1", None, "q", None, None),
        ]


def test_torn_rows_keep_what_can_be_read(tmp_path: Path) -> None:
    write(tmp_path / "contacts.csv", [CONTACT])
    write(
        tmp_path / "matches.csv",
        "account_id,upload_id,matched_at\n1,u1,2019-01-01\n2,u2\n3,u3,2019-01-01,more\n4,u4,2019-01-01\n",
    )
    with loaded_incident(
        write_incident(tmp_path, {"contacts": "contacts.csv", "matches": "matches.csv"})
    ) as result:
        assert result.count("matches") == (4, 2, 0, 2)
        assert result.column("match", "account_id") == ["1", "4"]
        told = result.rows(
            "rejected_row", "source_row % (1::bigint << 40)", "reason", "account_id", "upload_id"
        )
        assert [row[:2] for row in told] == [(2, "ragged_row"), (3, "ragged_row")]
        assert all(account in {None, str(number)} for number, _, account, _ in told)


def test_an_address_in_the_place_of_an_account_id_is_not_taken_for_one(tmp_path: Path) -> None:
    write(tmp_path / "contacts.csv", [CONTACT])
    lines = [
        "account_id,identifier,upload_id,matched_at",
        "1,ann@example.org,u1,2019-01-01",
        "ann@example.org,u1,2019-01-01",
    ]
    write(tmp_path / "matches.csv", "\n".join(lines))
    path = write_incident(tmp_path, {"contacts": "contacts.csv", "matches": "matches.csv"})
    with loaded_incident(path) as result:
        assert result.rows("rejected_row", "reason", "account_id") == [("ragged_row", None)]
    with loaded_incident(path, account_ids_are_identifiers=True) as result:
        assert result.rows("rejected_row", "reason", "account_id") == [("ragged_row", "ann@example.org")]


def test_torn_lines_of_json(tmp_path: Path) -> None:
    write(tmp_path / "contacts.csv", [CONTACT])
    write(
        tmp_path / "matches.jsonl",
        '{"account_id":"1","upload_id":"u","matched_at":"2019-01-01"}\n'
        '{"account_id":"2","upload_id":"u","matched_at":"2019-01\n'
        "[1,2]\n"
        "\n"
        '{"account_id":"3","upload_id":"u","matched_at":"2019-01-01"}',
    )
    with loaded_incident(
        write_incident(tmp_path, {"contacts": "contacts.csv", "matches": "matches.jsonl"})
    ) as result:
        assert result.count("matches") == (4, 2, 0, 2)
        assert result.column("match", "account_id") == ["1", "3"]
        assert len(result.rejects()) == 2


def test_mapped_columns_are_told_by_their_canonical_name(tmp_path: Path) -> None:
    row = {**CONTACT, "since": "x"}
    tables = {"contacts": {"columns": {"valid_from": "since"}}}
    with loaded(tmp_path, {"contacts": [CONTACT | {"since": ""}, row]}, tables=tables) as result:
        assert shown(result) == [("valid_from", "bad_timestamp", "x")]


def test_no_raw_value_is_left_in_any_table(tmp_path: Path) -> None:
    secret = "zoe.quinn@example.org"
    rows = [
        CONTACT,
        {**CONTACT, "identifier": secret},
        {**CONTACT, "identifier": "+1 (202) 555-0143", "kind": "phone"},
        {**CONTACT, "identifier": secret, "kind": "fax"},
        {**CONTACT, "identifier": secret, "valid_from": secret},
        {**CONTACT, "identifier": secret, "purpose": ""},
        {**CONTACT, "identifier": "n/a zoe.quinn"},
    ]
    with loaded(
        tmp_path, {"contacts": rows, "entries": [{**ENTRY, "identifier": secret, "kind": "handle"}]}
    ) as result:
        tables = [name for (name,) in result.con.execute("show tables").fetchall()]
        content = " ".join(str(result.con.execute(f'from "{table}"').fetchall()) for table in tables)
    assert "zoe" not in content
    assert "0143" not in content


def test_binary_columns(tmp_path: Path) -> None:
    full = b"\xab" * 32
    table = pa.table(
        {
            "account_id": pa.array([b"1", "\u00e9".encode(), b"\xff", b"", b"5", b"6"], pa.binary()),
            "kind": pa.array([b"email"] * 6, pa.binary()),
            "identifier": pa.array([None, b"ann@example.org", None, None, b"\xc3", None], pa.binary()),
            "identifier_hash": pa.array([full, None, full, full, None, full[:-1]], pa.binary()),
            "purpose": ["two_factor"] * 6,
        }
    )  # fmt: skip
    with loaded(tmp_path, {"contacts": table}) as result:
        assert result.rows("contact", "account_id", "lower(hex(digest))") == [
            ("1", "ab" * 32),
            ("\u00e9", sha256(b"ann@example.org").hexdigest()),
        ]
        assert shown(result)[:3] == [
            ("account_id", "bad_encoding", ""),
            ("account_id", "missing_value", ""),
            ("identifier", "bad_encoding", ""),
        ]
        assert shown(result)[3][:2] == ("identifier_hash", "bad_digest")


def test_binary_things_of_another_kind(tmp_path: Path) -> None:
    table = pa.table(
        {
            "upload_id": ["u", "u"],
            "kind": ["device_id", "device_id"],
            "identifier_hash": pa.array([b"\xff\x00", b"abc"], pa.binary()),
        }
    )
    with loaded(tmp_path, {"entries": table}) as result:
        assert result.rows("entry", "identifier_state", "lower(hex(digest))") == [
            ("other", sha256(text).hexdigest()) for text in (b"\xff\x00", b"abc")
        ]


def test_whole_number_columns(tmp_path: Path) -> None:
    table = pa.table(
        {
            "upload_id": ["a", "b", "c"],
            "advertiser_id": ["x"] * 3,
            "entry_count": pa.array([5, -1, None], pa.int32()),
            "matched_count": pa.array([2**63 - 1, 1, None], pa.uint64()),
        }
    )
    with loaded(tmp_path, {"uploads": table}) as result:
        assert result.rows("upload", "upload_id", "entry_count", "matched_count") == [
            ("a", 5, 2**63 - 1),
            ("c", None, None),
        ]
        assert shown(result) == [("entry_count", "bad_integer", "-1")]


def test_counts_of_floating_type_are_no_integers(tmp_path: Path) -> None:
    table = pa.table({**{name: [value] for name, value in UPLOAD.items()}, "entry_count": [5.0]})
    with loaded(tmp_path, {"uploads": [UPLOAD]}) as result:
        assert result.count("uploads") == (1, 1, 0, 0)
    table = pa.concat_tables([table, table.set_column(2, "entry_count", pa.array([None], pa.float64()))])
    with loaded(tmp_path, {"uploads": table}) as result:
        assert shown(result) == [("entry_count", "bad_integer", "5.0")]


def test_kinds_are_trimmed_and_lower_cased(tmp_path: Path) -> None:
    kinds = ["email", " E-Mail\t", "EMAIL", "\u00a0Phone", "e-mail"]
    rows = [{**CONTACT, "account_id": str(place), "kind": kind} for place, kind in enumerate(kinds)]
    with loaded(tmp_path, {"contacts": rows, "entries": [{**ENTRY, "kind": " Device_ID "}]}) as result:
        assert result.column("contact", "kind") == ["email", "email", "email", "phone", "email"]
        assert result.column("entry", "kind") == ["device_id"]


def test_purposes_and_ids_are_taken_as_they_are(tmp_path: Path) -> None:
    row = {**CONTACT, "account_id": " 007 ", "purpose": " Two_Factor"}
    with loaded(tmp_path, {"contacts": [row]}) as result:
        assert result.rows("contact", "account_id", "purpose") == [(" 007 ", " Two_Factor")]
