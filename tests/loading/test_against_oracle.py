"""Loading whole worlds gives the tables that the oracle's plain Python gives."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.loading.harness import FILE, Loaded, loaded_incident
from tests.oracle.columns import COLUMNS
from tests.oracle.evidence import AuditStopsError, Evidence
from tests.oracle.making import DAY, JANUARY, contact, match
from tests.oracle.reading import Loaded as OracleLoaded
from tests.oracle.reading import canonical_row, load
from tests.oracle.tables import SCHEMAS, TABLES, canonical_tables
from tests.oracle.writing import Written, write_evidence
from tests.worlds import worlds

from offpurpose.errors import InputError

SWISS = "+41446681800"

Tables = dict[str, list[tuple[Any, ...]]]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), form=st.sampled_from(("csv", "jsonl", "parquet")), files=st.sampled_from((1, 2)))
def test_worlds(world: Evidence, form: str, files: int) -> None:
    with TemporaryDirectory() as folder:
        written = write_evidence(without_digests_of_other_kinds(world), Path(folder), form=form, files=files)
        check_written(without_digests_of_other_kinds(world), written)


def check_written(world: Evidence, written: Written) -> None:
    text = written.incident.read_text(encoding="utf-8")
    if "title" not in text:
        text = text.replace("[incident]\n", '[incident]\ntitle = "t"\nreference = "r"\n')
        written.incident.write_text(text, encoding="utf-8")
    check(world, written)


@pytest.mark.parametrize("raw_first", [True, False])
def test_a_raw_number_says_the_country_of_equal_rows(raw_first: bool, tmp_path: Path) -> None:
    raw = contact("a", SWISS, "two_factor", region="DE")
    digest = {**raw, "identifier": None, "identifier_hash": hashlib.sha256(SWISS.encode()).hexdigest()}
    contacts = [raw, digest] if raw_first else [digest, raw]
    world = Evidence(JANUARY, {"contacts": contacts, "matches": [match("a", "u", DAY)]})
    [row] = canonical_tables(world, load(world))["contact"]
    assert row["phone_region"] == "CH"
    check_written(world, write_evidence(world, tmp_path))


def check(world: Evidence, written: Written) -> None:
    try:
        expected = expected_tables(world)
    except AuditStopsError:
        with pytest.raises(InputError), loaded_incident(written.incident, max_rejected=0.01):
            pass
        return
    with loaded_incident(written.incident, max_rejected=0.01) as result:
        assert actual_tables(result, written) == expected


def without_digests_of_other_kinds(world: Evidence) -> Evidence:
    """Leave `identifier_hash` out of rows of another kind: the two read it differently there."""
    inputs = {
        name: [{**row, "identifier_hash": None} if is_of_other_kind(row.get("kind")) else row for row in rows]
        if name != "contacts"
        else rows
        for name, rows in world.inputs.items()
    }
    return Evidence(world.settings, inputs)


def is_of_other_kind(kind: str | None) -> bool:
    return (kind or "").strip().lower() not in {"", "email", "e-mail", "phone"}


def expected_tables(world: Evidence) -> Tables:
    loaded = load(world)
    tables = canonical_tables(world, loaded)
    for row in tables["partner_map"]:
        row["given_as_digest"] = bool(row["given_as_digest"])
    for place, name in enumerate(COLUMNS):
        copies = copies_of(loaded[name]) if name in loaded else {}
        for row in tables[TABLES[name]]:
            row["copies"] = copies[row["source_row"] - place * FILE]
    return {
        name: sorted((tuple(row.get(column) for column in SCHEMAS[name]) for row in tables[name]), key=repr)
        for name in [*TABLES.values(), "rejected_row", "input_count"]
    }


def copies_of(loaded: OracleLoaded) -> dict[int, int]:
    """How often each accepted row is there, by its number."""
    told = [canonical_row(row) for row in loaded.duplicates]
    return {row.number: 1 + told.count(canonical_row(row)) for row in loaded.accepted}


def actual_tables(result: Loaded, written: Written) -> Tables:
    numbers = {
        name: {place: number for number, place in enumerate(places)}
        for name, places in written.places.items()
    }
    order = list(COLUMNS)
    files = {
        no: (name, file)
        for no, name, file in result.rows("input_file", "file_no", "input", "name", order="1")
    }

    def row_number(source_row: int) -> int:
        name, file = files[source_row // FILE]
        return order.index(name) * FILE + numbers[name][file, source_row % FILE]

    tables: Tables = {}
    for table in [*TABLES.values(), "rejected_row", "input_count"]:
        columns = list(SCHEMAS[table])
        rows = [dict(zip(columns, row, strict=True)) for row in result.rows(table, *columns, order="1")]
        for row in rows:
            if "source_row" in row:
                row["source_row"] = row_number(row["source_row"])
        tables[table] = sorted((tuple(row.values()) for row in rows), key=repr)
    return tables
