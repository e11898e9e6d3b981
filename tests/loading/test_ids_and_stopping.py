"""Ids keep every digit in every format, and what is wrong with an input as a whole stops the audit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.loading.harness import (
    CONTACT,
    ENTRY,
    MATCH,
    UPLOAD,
    loaded,
    loaded_incident,
    problem_of,
    write,
    write_incident,
)

from offpurpose.errors import InputError, RejectedShareError
from offpurpose.inputs.problems import Problems

BIG = "9007199254740993123"


IDS = [
    "007",
    "7",
    BIG,
    "NULL",
    "nan",
    "1e5",
    "0x1F",
    "1_000",
    "true",
    " a ",
    "\u00e9",
    '"',
    "a,b",
    "a\nb",
    "\\N",
]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_ids_are_text(tmp_path: Path, form: str) -> None:
    rows = [{**MATCH, "account_id": value, "match_id": value} for value in IDS]
    with loaded(tmp_path, {"matches": rows}, form=form) as result:
        assert result.rows("match", "account_id", "match_id") == [(value, value) for value in IDS]


@pytest.mark.parametrize("kind", [pa.int64(), pa.uint64(), pa.decimal128(38, 0)])
def test_whole_number_columns_are_ids(tmp_path: Path, kind: pa.DataType) -> None:
    table = pa.table(
        {**{name: [value] for name, value in MATCH.items()}, "account_id": pa.array([int(BIG)]).cast(kind)}
    )
    with loaded(tmp_path, {"matches": table}) as result:
        assert result.column("match", "account_id") == [BIG]


def test_whole_numbers_of_json_are_ids(tmp_path: Path) -> None:
    with loaded(
        tmp_path, {"matches": [{**MATCH, "account_id": int(BIG), "upload_id": 7}]}, form="jsonl"
    ) as result:
        assert result.rows("match", "account_id", "upload_id") == [(BIG, "7")]


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.decimal128(21, 2)])
def test_ids_of_floating_type_stop_the_audit(tmp_path: Path, kind: pa.DataType) -> None:
    cells: dict[str, Any] = {name: [value] for name, value in MATCH.items()}
    for column in ("account_id", "match_id", "partner_user_id"):
        error = problem_of(tmp_path, {"matches": pa.table({**cells, column: pa.array([7]).cast(kind)})})
        assert error.message == (
            f"matches: column {column} of matches.parquet is of floating type:"
            " the digits of its ids are already lost"
        )


def test_a_mapped_id_of_floating_type_is_told_by_both_names(tmp_path: Path) -> None:
    cells: dict[str, Any] = {name: [value] for name, value in CONTACT.items()}
    tables = {"contacts": {"columns": {"account_id": "user"}}}
    error = problem_of(tmp_path, {"contacts": pa.table({**cells, "user": [7.0]})}, tables=tables)
    assert "column user (account_id) of contacts.parquet is of floating type" in error.message


def test_an_id_of_floating_type_may_be_cast_knowingly(tmp_path: Path) -> None:
    cells: dict[str, Any] = {name: [value] for name, value in CONTACT.items()}
    tables = {"contacts": {"columns": {"account_id": "user::bigint"}}}
    with loaded(tmp_path, {"contacts": pa.table({**cells, "user": [7.0]})}, tables=tables) as result:
        assert result.column("contact", "account_id") == ["7"]


def test_a_phone_number_of_floating_type_stops_the_audit(tmp_path: Path) -> None:
    cells: dict[str, Any] = {name: [value] for name, value in CONTACT.items()}
    error = problem_of(tmp_path, {"contacts": pa.table({**cells, "identifier": [12025550143.0]})})
    assert "column identifier of contacts.parquet is of floating type" in error.message


@pytest.mark.parametrize("value", ["7.0", "7e3", "9.007199254740993e18"])
def test_floating_ids_of_json_stop_the_audit(tmp_path: Path, value: str) -> None:
    write(tmp_path / "contacts.csv", [CONTACT])
    lines = [
        f'{{"account_id":{account},"upload_id":"u","matched_at":"2019-01-01"}}\n' for account in ("7", value)
    ]
    write(tmp_path / "matches.jsonl", "".join(lines))
    path = write_incident(tmp_path, {"contacts": "contacts.csv", "matches": "matches.jsonl"})
    with (
        pytest.raises(InputError, match=r"account_id of matches\.jsonl is of floating type"),
        loaded_incident(path),
    ):
        pass


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (pa.bool_(), True),
        (pa.date32(), 5),
        (pa.timestamp("us"), 5),
        (pa.list_(pa.string()), ["a"]),
        (pa.struct([("a", pa.string())]), {"a": "b"}),
    ],
)
def test_ids_that_are_no_text_stop_the_audit(tmp_path: Path, kind: pa.DataType, value: object) -> None:
    cells: dict[str, Any] = {name: [cell] for name, cell in MATCH.items()}
    error = problem_of(tmp_path, {"matches": pa.table({**cells, "account_id": pa.array([value], kind)})})
    assert "column account_id of matches.parquet is" in error.message
    assert "must be text" in error.message


LIKE = ["ann@example.org", "+12025550143", "+1 (202) 555-0143", "a@b.c"]
UNLIKE = ["12025550143", "ann@example", "@b.c", "+123456", "+1234567890123456", "a.b@c", "u-7"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_account_ids_that_look_like_identifiers_stop_the_audit(tmp_path: Path, form: str) -> None:
    rows = [{**MATCH, "account_id": value} for value in [*LIKE, *UNLIKE]]
    error = problem_of(
        tmp_path, {"matches": rows, "contacts": [{**CONTACT, "account_id": LIKE[0]}]}, form=form
    )
    told = "account ids that look like an e-mail address or a phone number"
    assert f"contacts: {told}: 1\n" in error.message
    assert f"matches: {told}: {len(LIKE)}" in error.message
    assert "ann@" not in f"{error.message}{error.hint}"
    assert "--account-ids-are-identifiers" in str(error.hint)
    with loaded(
        tmp_path, {"matches": rows}, form=form, options={"account_ids_are_identifiers": True}
    ) as result:
        assert result.column("match", "account_id") == [*LIKE, *UNLIKE]


def test_timestamps_without_an_offset_need_a_timezone(tmp_path: Path) -> None:
    inputs = {
        "contacts": [{**CONTACT, "valid_from": "2019-01-01", "valid_to": "2019-02-01"}, CONTACT],
        "matches": [
            {**MATCH, "matched_at": text} for text in ("2019-01-01 10:00", "2019-01-01T10:00Z", "2019")
        ],
    }
    error = problem_of(tmp_path, inputs, timezone=None)
    assert error.message.startswith("3 problems with the inputs:")
    for told in (
        "contacts: timestamps without an offset from UTC in valid_from: 1",
        "contacts: timestamps without an offset from UTC in valid_to: 1",
        "matches: timestamps without an offset from UTC in matched_at: 1",
    ):
        assert told in error.message
    assert 'timezone = "UTC"' in str(error.hint)


def test_no_timezone_is_needed_where_every_timestamp_has_an_offset(tmp_path: Path) -> None:
    with loaded(
        tmp_path, {"matches": [{**MATCH, "matched_at": "2019-01-01T10:00:00.1234567+02"}]}, timezone=None
    ) as result:
        count = result.report.inputs["matches"].count
        assert (count.zoneless, count.digits_cut) == (0, 1)


def test_what_befell_timestamps_is_counted(tmp_path: Path) -> None:
    rows = [
        {**CONTACT, "valid_from": "2019-03-10T02:30", "valid_to": "2019-11-03T01:30"},
        {**CONTACT, "valid_from": "2019-03-10T12:30:00.0000001", "valid_to": ""},
        {**CONTACT, "valid_from": "2019-03-10T02:30:00Z", "valid_to": "x"},
    ]
    with loaded(tmp_path, {"contacts": rows}, timezone="America/New_York") as result:
        count = result.report.inputs["contacts"].count
        assert (count.zoneless, count.digits_cut, count.local_twice, count.local_skipped) == (3, 1, 1, 1)
        assert result.report.inputs["contacts"].timestamps["valid_to"].local_twice == 1


def test_intervals_that_contain_nothing_are_accepted_and_counted(tmp_path: Path) -> None:
    times = [
        ("2019-01-02", "2019-01-02"),
        ("2019-01-02", "2019-01-01"),
        ("2019-01-02", ""),
        ("", "2019-01-02"),
    ]
    inputs = {
        "contacts": [{**CONTACT, "valid_from": start, "valid_to": end} for start, end in times],
        "entries": [{**ENTRY, "added_at": start, "removed_at": end} for start, end in times],
        "matches": [{**MATCH, "matched_at": start, "ended_at": end} for start, end in times[:3]],
    }
    with loaded(tmp_path, inputs) as result:
        counts = {name: report.count for name, report in result.report.inputs.items()}
        assert {name: (each.intervals_empty, each.intervals_inverted) for name, each in counts.items()} == {
            "contacts": (1, 1),
            "entries": (1, 1),
            "matches": (0, 1),
        }
        assert counts["contacts"].accepted == 4


def some(good: int, bad: int) -> list[dict[str, Any]]:
    rows = [{**MATCH, "account_id": str(number)} for number in range(good)]
    return [*rows, *({**MATCH, "account_id": "", "matched_at": str(number)} for number in range(bad))]


@pytest.mark.parametrize(
    ("good", "bad", "share", "stops"),
    [
        (90, 10, 0.01, False),
        (1089, 11, 0.01, False),
        (1088, 11, 0.01, True),
        (89, 11, 0.01, True),
        (89, 11, 0.11, False),
        (88, 12, 0.11, True),
        (1, 10, 0.0, False),
        (1, 11, 0.0, True),
        (0, 1, 1.0, True),
        (0, 0, 0.01, False),
    ],
)
def test_too_many_rejected_rows_stop_the_audit(
    tmp_path: Path, good: int, bad: int, share: float, *, stops: bool
) -> None:
    write(tmp_path / "contacts.csv", [CONTACT])
    write(tmp_path / "matches.jsonl", some(good, bad))
    path = write_incident(tmp_path, {"contacts": "contacts.csv", "matches": "matches.jsonl"})
    if stops:
        with pytest.raises(RejectedShareError), loaded_incident(path, max_rejected=share):
            pass
    else:
        with loaded_incident(path, max_rejected=share) as result:
            assert result.count("matches") == (good + bad, good, 0, bad)


def test_the_commonest_reasons_are_told(tmp_path: Path) -> None:
    rows = [*some(5, 8), *({**MATCH, "upload_id": ""} for _ in range(12))]
    error = problem_of(tmp_path, {"matches": rows}, options={"max_rejected": 0.05})
    assert isinstance(error, RejectedShareError)
    assert error.message == (
        "matches: 20 of 25 rows were rejected, more than the 5 % allowed:"
        " missing_value in upload_id (12), bad_timestamp in matched_at (8)"
    )
    assert "--max-rejected" in str(error.hint)


def test_conflicting_records_count_among_the_rejected(tmp_path: Path) -> None:
    rows = [
        {**UPLOAD, "upload_id": str(number), "advertiser_id": word} for number in range(6) for word in "ab"
    ]
    error = problem_of(tmp_path, {"uploads": [*rows, UPLOAD]}, options={"max_rejected": 0.5})
    assert "uploads: 12 of 13 rows were rejected" in error.message
    assert "conflicting_record in upload_id (12)" in error.message


def test_everything_wrong_with_the_content_is_told_at_once(tmp_path: Path) -> None:
    inputs = {
        "contacts": [{**CONTACT, "account_id": LIKE[0], "valid_from": "2019-01-01"}],
        "matches": some(1, 20),
    }
    error = problem_of(tmp_path, inputs, timezone=None, options={"max_rejected": 0.01})
    assert error.message.startswith("3 problems with the inputs:")
    assert not isinstance(error, RejectedShareError)


def test_problems_can_be_gathered_while_loading_goes_on(tmp_path: Path) -> None:
    gathered = Problems()
    inputs = {"contacts": [{**CONTACT, "account_id": LIKE[0]}], "matches": some(1, 20)}
    with loaded(tmp_path, inputs, options={"max_rejected": 0.01, "gather": gathered}) as result:
        assert result.count("matches") == (21, 1, 0, 20)
    assert [problem.input for problem in gathered.found] == ["contacts", "matches"]


def test_every_table_is_there_though_the_input_is_not(tmp_path: Path) -> None:
    with loaded(tmp_path, {}) as result:
        for table in ("upload", "entry", "account", "partner_map", "rejected_row"):
            assert result.rows(table) == []
        assert result.rows("input_count", "input", order="1") == [("contacts",), ("matches",)]
        assert result.rows("input_file", "file_no", "input", "name", "rows", order="1") == [
            (1, "contacts", "contacts.csv", 1),
            (2, "matches", "matches.csv", 1),
        ]


def test_tables_have_the_canonical_columns_and_no_others(tmp_path: Path) -> None:
    with loaded(tmp_path, {}) as result:
        columns = sorted(name for name, *_ in result.con.execute('describe "match"').fetchall())
        assert columns == [
            "account_id", "copies", "digest", "ended_at", "identifier_state", "kind", "match_id",
            "matched_at", "partner_user_id", "source_row", "upload_id",
        ]  # fmt: skip


def test_countries_of_phone_numbers(tmp_path: Path) -> None:
    phone = {**CONTACT, "kind": "phone", "identifier_hash": ""}
    digest = {**phone, "identifier": "", "identifier_hash": "ab" * 32}
    rows = [
        {**phone, "identifier": "+442079460123", "region": "US"},
        {**phone, "identifier": "202-555-0143", "region": "us "},
        {**phone, "identifier": "+80012345678", "region": "DE"},
        {**phone, "identifier": "12", "region": "DE"},
        {**digest, "region": "fr"},
        {**digest, "region": "XX"},
        {**digest, "identifier": "+442079460123", "region": ""},
        {**CONTACT, "identifier_hash": "", "region": "US"},
    ]
    with loaded(tmp_path, {"contacts": rows}) as result:
        assert result.column("contact", "phone_region") == ["GB", "US", "DE", None, "FR", None, None, None]
