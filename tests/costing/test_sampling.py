"""Rows told from footers and samples, held to what is in the files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import duckdb
import pytest

from offpurpose.costing.sampling import MOST_TEXTS, sizes_of
from offpurpose.costing.sizes import InputSize
from offpurpose.incident import Incident, load_incident
from offpurpose.inputs.files import find_files

INCIDENT = """
[incident]
title = "t"
reference = "r"
systems = ["tailored"]
timezone = "UTC"
[window]
end = 2019-09-17T00:00:00Z
[purposes]
security = ["two_factor"]
permitted = ["profile"]
[matching]
hash = ["sha256"]
email = "lowercase"
phone = "e164"
[inputs.contacts]
path = "contacts*"
columns = { identifier = "trim(address)" }
[inputs.matches]
path = "matches/*"
"""
ROWS = 30_000


def incident(folder: Path) -> Incident:
    path = folder / "incident.toml"
    path.write_text(INCIDENT, encoding="utf-8")
    return load_incident(path)


def sizes(folder: Path) -> dict[str, InputSize]:
    read = incident(folder)
    return sizes_of(read, find_files(folder, read.inputs.values()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Contacts, half of them with an address, as Parquet; matches as JSON lines, in many files."""
    with duckdb.connect() as con:
        con.execute(
            "copy (select i as account_id, 'email' as kind, 'profile' as purpose,"
            f" case when i % 2 = 0 then 'a' || i || '@b.c' end as address from range({ROWS}) as r (i))"
            f" to '{tmp_path}/contacts.parquet' (row_group_size 5000)"
        ).fetchall()
    (tmp_path / "matches").mkdir()
    for number in range(3 * MOST_TEXTS):
        lines = [json.dumps({"account_id": i, "identifier_hash": "ab" * 32}) for i in range(100)]
        (tmp_path / f"matches/{number:03}.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    return tmp_path


def test_footers_tell_rows_exactly_and_how_many_have_an_identifier(folder: Path) -> None:
    contacts = sizes(folder)["contacts"]
    assert contacts.rows.is_exact
    assert contacts.rows.expected == ROWS
    assert contacts.raw == pytest.approx(0.5)
    assert contacts.digests == 0


def test_some_of_many_text_files_tell_of_all(folder: Path) -> None:
    matches = sizes(folder)["matches"]
    assert (matches.files, matches.sampled) == (3 * MOST_TEXTS, MOST_TEXTS)
    assert matches.rows.low < 100 * 3 * MOST_TEXTS < matches.rows.high
    assert matches.rows.expected == pytest.approx(100 * 3 * MOST_TEXTS, rel=0.02)
    assert (matches.raw, matches.digests) == (0, 1)


def test_a_large_text_file_is_looked_into_at_several_places(tmp_path: Path) -> None:
    rows = [f"{i},email,profile,{'a' * (i % 40)}" for i in range(200_000)]
    text = "account_id,kind,purpose,address\n" + "\n".join(rows) + "\n"
    (tmp_path / "contacts.csv").write_text(text, encoding="utf-8")
    (tmp_path / "matches").mkdir()
    (tmp_path / "matches/a.csv").write_text('account_id,identifier\n1,"two\nlines"\n2,x', encoding="utf-8")
    found = sizes(tmp_path)
    assert found["contacts"].rows.low < len(rows) < found["contacts"].rows.high
    assert found["contacts"].rows.expected == pytest.approx(len(rows), rel=0.05)
    # A line break inside quotation marks ends no record; the last record needs none.
    assert found["matches"].rows.expected == 2


def test_what_cannot_be_read_counts_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "contacts.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "matches").mkdir()
    (tmp_path / "matches/a.jsonl.gz").write_bytes(b"no gzip")
    assert [size.rows.expected for size in sizes(tmp_path).values()] == [0, 0]
