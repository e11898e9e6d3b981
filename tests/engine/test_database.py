"""The database of an audit: its share of the memory, its clock, its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from offpurpose.engine.database import Limits, open_database, share_of_database


@pytest.mark.parametrize(
    ("memory", "share"),
    [
        ("4GB", 4_000_000_000 - 640 * 2**20),
        ("2 GiB", 2 * 2**30 - 640 * 2**20),
        ("1GB", 600_000_000),
        ("1.5gb", 900_000_000),
        ("100MB", 60_000_000),
    ],
)
def test_the_database_leaves_room_for_what_is_beside_it(memory: str, share: int) -> None:
    assert share_of_database(memory) == share


@pytest.mark.parametrize("memory", ["", "4", "4XB", "GB", "-4GB"])
def test_what_is_no_size_is_refused(memory: str) -> None:
    with pytest.raises(ValueError, match="no size of memory"):
        share_of_database(memory)


def test_a_database_spills_where_it_is_told_and_knows_only_utc(tmp_path: Path) -> None:
    with open_database(tmp_path / "case.duckdb", tmp_path / "spill", Limits(memory="1GB", threads=1)) as con:
        settings = dict(con.execute("select name, value from duckdb_settings()").fetchall())
    assert settings["temp_directory"] == str(tmp_path / "spill")
    assert settings["TimeZone"] == "UTC"
    assert settings["threads"] == "1"
    assert settings["memory_limit"] == "572.2 MiB"


def test_what_is_stopped_is_not_tidied_first_and_not_lost(tmp_path: Path) -> None:
    path, log = tmp_path / "case.duckdb", tmp_path / "case.duckdb.wal"

    def work() -> None:
        with open_database(path, tmp_path / "spill", Limits()) as con:
            con.execute("create table t as select range as i from range(1000)").fetchall()
            con.sql("from range(1000000)").to_arrow_reader(10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert log.exists()
    with open_database(path, tmp_path / "spill", Limits()) as con:
        assert con.execute("select count(*) from t").fetchall() == [(1000,)]
    assert not log.exists()
