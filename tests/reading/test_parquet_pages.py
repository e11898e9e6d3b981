"""Checksums of Parquet pages: whatever pyarrow notices of a damaged file is noticed."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.reading.test_streams import source_of

from offpurpose.inputs.faults import FilesUnreadableError
from offpurpose.inputs.reading.parquet_pages import DamagedPage, damaged_page

ROWS = 3000
TABLE = pa.table(
    {
        "number": range(ROWS),
        "text": [f"person {number % 500}" for number in range(ROWS)],
        "list": [[number, 2] for number in range(ROWS)],
        "rarely": [None if number % 3 else number / 2 for number in range(ROWS)],
        "long": ["x" * 40_000 if number == 7 else None for number in range(ROWS)],
    }
)


def written(**options: Any) -> bytes:
    file = io.BytesIO()
    options = {"write_page_checksum": True, "row_group_size": 1000, "data_page_size": 4096, **options}
    pq.write_table(TABLE, file, **options)
    return file.getvalue()


def is_noticed_by_pyarrow(data: bytes) -> bool:
    try:
        pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True).read()
    except (OSError, pa.ArrowException) as error:
        return "CRC checksum" in str(error)
    return False


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("compression", ["none", "zstd"])
def test_every_bit_that_pyarrow_misses_is_missed(version: str, compression: str) -> None:
    data = written(data_page_version=version, compression=compression)
    assert damaged_page(io.BytesIO(data)) is None
    random = Random(3)
    pages = data.rfind(b"PAR1", 0, -4) + 4, pq.read_metadata(io.BytesIO(data)).serialized_size + 8
    noticed = 0
    for _ in range(60):
        changed = bytearray(data)
        changed[random.randrange(pages[0], len(data) - pages[1])] ^= 1 << random.randrange(8)
        if is_noticed_by_pyarrow(bytes(changed)):
            noticed += 1
            assert damaged_page(io.BytesIO(changed)) is not None
    assert noticed > 30


def test_the_page_is_named() -> None:
    data = bytearray(written(compression="none", use_dictionary=False))
    data[data.index(b"person 1") + 7] ^= 1
    assert damaged_page(io.BytesIO(data)) == DamagedPage("text", 1)


def test_pages_without_checksums_are_passed_over(tmp_path: Path) -> None:
    data = bytearray(written(write_page_checksum=False, compression="none", use_dictionary=False))
    data[data.index(b"person 1") + 7] ^= 1
    assert damaged_page(io.BytesIO(data)) is None
    duckdb.sql(f"copy (select range as x from range(100000)) to '{tmp_path / 'x.parquet'}'")
    with (tmp_path / "x.parquet").open("rb") as file:
        assert damaged_page(file) is None


def test_nobody_waits_for_what_is_not_needed() -> None:
    data = bytearray(written(compression="none", use_dictionary=False))
    data[data.index(b"person 1") + 7] ^= 1
    unneeded = Event()
    unneeded.set()
    assert damaged_page(io.BytesIO(data), unneeded) is None


def test_reading_a_damaged_file_stops_by_name(tmp_path: Path) -> None:
    data = bytearray(written(compression="none", use_dictionary=False))
    data[data.index(b"person 1") + 7] ^= 1
    (tmp_path / "a.parquet").write_bytes(data)
    with duckdb.connect() as con:
        source = source_of(con, tmp_path, "a.parquet")
        with pytest.raises(FilesUnreadableError) as caught, source.open(con, ["text"]) as table:
            # DuckDB notices nothing.
            con.execute(f"select count(text) from {table.relation}").fetchall()
    told = "is damaged: the checksum of a page does not hold (column text, row group 1)"
    assert caught.value.faults == [("a.parquet", told)]
