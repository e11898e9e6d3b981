"""What happens around the rows: errors, interrupts, changed files, progress, what is left registered."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from tests.reading.reading_help import files_of, read, spec_of

from offpurpose.inputs.faults import FilesUnreadableError
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.reading import Source, sources_of, stream


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def source_of(con: duckdb.DuckDBPyConnection, folder: Path, path: str) -> Source:
    [source] = sources_of(con, spec_of(path), files_of(folder, path))
    return source


def registered(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        row[0] for row in con.execute("select view_name from duckdb_views() where not internal").fetchall()
    ]


def many_rows(folder: Path, monkeypatch: pytest.MonkeyPatch, rows: int = 20_000) -> None:
    monkeypatch.setattr(stream, "BLOCK_SIZE", 1 << 12)
    (folder / "a.csv").write_text("x,y\n" + "".join(f"{n},v\n" for n in range(rows)) + "torn\n")


def test_a_query_that_stops_early_still_leaves_whole_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, con: duckdb.DuckDBPyConnection
) -> None:
    many_rows(tmp_path, monkeypatch)
    with source_of(con, tmp_path, "a.csv").open(con) as table:
        assert len(con.execute(f"select * from {table.relation} limit 3").fetchall()) == 3
    assert len(table.rejects) == 1
    assert table.facts[0].rows == 20_001
    assert table.facts[0].sha256 == hashlib.sha256((tmp_path / "a.csv").read_bytes()).hexdigest()


def test_a_source_nobody_reads_has_facts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, con: duckdb.DuckDBPyConnection
) -> None:
    many_rows(tmp_path, monkeypatch)
    with source_of(con, tmp_path, "a.csv").open(con) as table:
        pass
    assert table.facts[0].rows == 20_001


def test_a_source_can_be_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, con: duckdb.DuckDBPyConnection
) -> None:
    many_rows(tmp_path, monkeypatch)
    source = source_of(con, tmp_path, "a.csv")
    for _ in range(2):
        with source.open(con) as table:
            assert con.execute(f"select count(*) from {table.relation}").fetchall() == [(20_000,)]
        assert len(table.rejects) == 1


def test_nothing_stays_registered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, con: duckdb.DuckDBPyConnection
) -> None:
    many_rows(tmp_path, monkeypatch)
    source = source_of(con, tmp_path, "a.csv")
    with pytest.raises(duckdb.Error), source.open(con) as table:
        con.execute(f"select 1 // 0 from {table.relation}").fetchall()
    assert registered(con) == []
    assert con.execute("select 1").fetchall() == [(1,)]


def test_progress_adds_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, con: duckdb.DuckDBPyConnection
) -> None:
    many_rows(tmp_path, monkeypatch)
    calls: list[tuple[int, int]] = []
    source = source_of(con, tmp_path, "a.csv")
    with source.open(con, on_progress=lambda rows, size: calls.append((rows, size))) as table:
        con.execute(f"select count(*) from {table.relation}").fetchall()
    assert len(calls) > 5
    assert sum(rows for rows, _ in calls) == 20_001
    assert sum(size for _, size in calls) == (tmp_path / "a.csv").stat().st_size


def append(path: Path) -> None:
    with path.open("ab") as opened:
        opened.write(b"1,2\n")


def rewrite_in_place(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-5] + b"zzzz\n")


def put_another_there(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    status = path.stat()
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize("change", [append, rewrite_in_place, put_another_there])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_a_file_that_changes_while_it_is_read_stops_by_name(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, change: Callable[[Path], None], name: str
) -> None:
    path = tmp_path / name
    if name == "a.parquet":
        con.execute(f"copy (select 1 as x) to '{path}' (format parquet)").fetchall()
    else:
        path.write_bytes(b"x,y\n1,2\n" if name == "a.csv" else b'{"x":"1"}\n')
    source = source_of(con, tmp_path, name)
    with pytest.raises(FilesUnreadableError) as caught, source.open(con, ["x"]):
        change(path)
    assert caught.value.faults == [(name, "was changed while it was read")]


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_file_that_is_only_touched_is_the_same(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, name: str
) -> None:
    path = tmp_path / name
    con.execute(f"copy (select 1 as x) to '{path}'").fetchall()
    with source_of(con, tmp_path, name).open(con) as table:
        (tmp_path / "link").hardlink_to(path)
    assert table.facts[0].rows == 1


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_a_file_that_goes_away_stops_by_name(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, name: str
) -> None:
    path = tmp_path / name
    con.execute(f"copy (select 1 as x) to '{path}'").fetchall()
    source = source_of(con, tmp_path, name)
    path.unlink()
    with pytest.raises(FilesUnreadableError) as caught, source.open(con, ["x"]) as table:
        con.execute(f"select * from {table.relation}").fetchall()
    assert caught.value.faults == [(name, "cannot be read: No such file or directory")]


def test_an_error_in_the_stream_comes_out_as_it_was_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, con: duckdb.DuckDBPyConnection
) -> None:
    many_rows(tmp_path, monkeypatch)

    class OurError(Exception):
        pass

    def fail(rows: int, size: int) -> None:
        raise OurError

    source = source_of(con, tmp_path, "a.csv")
    with pytest.raises(OurError), source.open(con, on_progress=fail) as table:
        con.execute(f"create table t as select * from {table.relation}").fetchall()
    assert registered(con) == []


@pytest.mark.parametrize("threads", [1, 4])
def test_ctrl_c_ends_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, con: duckdb.DuckDBPyConnection, threads: int
) -> None:
    many_rows(tmp_path, monkeypatch)
    con.execute(f"set threads = {threads}").fetchall()
    started = threading.Event()

    def slow(rows: int, size: int) -> None:
        started.set()
        threading.Event().wait(0.05)

    def interrupt() -> None:
        started.wait()
        os.kill(os.getpid(), signal.SIGINT)

    source = source_of(con, tmp_path, "a.csv")
    thread = threading.Thread(target=interrupt)
    thread.start()
    with (
        pytest.raises((KeyboardInterrupt, RuntimeError)),
        source.open(con, on_progress=slow) as table,
    ):
        con.execute(f"create table t as select * from {table.relation}").fetchall()
    thread.join()
    assert registered(con) == []
    assert con.execute("select 1").fetchall() == [(1,)]


def test_the_same_rows_whatever_the_number_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, con: duckdb.DuckDBPyConnection
) -> None:
    many_rows(tmp_path, monkeypatch)
    found = []
    for threads in (1, 4):
        con.execute(f"set threads = {threads}").fetchall()
        outcome = read(tmp_path, "a.csv", con=con)
        found.append((sorted(outcome.rows.items()), outcome.reasons))
    assert found[0] == found[1]
    assert len(found[0][0]) == 20_000


def test_no_text_of_the_input_is_in_a_reject_as_shown(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'x,y\njo@example.com,b"x\n4155550123\n\xff,jo@example.com\n')
    (tmp_path / "a.jsonl").write_bytes(b'{"x":"jo@example.com\n')
    for path in ("a.csv", "a.jsonl"):
        for reject in read(tmp_path, path, wanted=["x"]).rejects:
            assert "example" not in repr(reject)
            assert "4155" not in repr(reject)


def test_rejects_come_as_columns_too(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    (tmp_path / "a.csv").write_bytes(b"x,y\n" + b"1\n" * 10_000)
    with source_of(con, tmp_path, "a.csv").open(con, ["y", "x"]) as table:
        con.execute(f"select count(*) from {table.relation}").fetchall()
    arrow = table.rejects.to_arrow()
    assert arrow.num_rows == len(table.rejects) == 10_000
    assert arrow.slice(9_999).to_pylist() == [
        {
            "source_row": (1 << 40) + 10_000,
            "column_name": None,
            "reason": "ragged_row",
            "text": "1 cell where the header has 2",
            "values": {"y": None, "x": "1"},
        }
    ]


def test_file_numbers_make_record_numbers_unique(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    file = InputFile(7, "matches", tmp_path / "a.csv", "a.csv", "csv", "none", {})
    file.path.write_text("x\n1\n")
    [source] = sources_of(con, spec_of("a.csv"), [file])
    with source.open(con) as table:
        assert con.execute(f"select source_row from {table.relation}").fetchall() == [((7 << 40) + 1,)]


def test_a_header_that_changes_before_the_reading_stops_by_name(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    source = source_of(con, tmp_path, "a.csv")
    (tmp_path / "a.csv").write_text("x,z\n1,2\n")
    with pytest.raises(FilesUnreadableError, match="was changed while it was read"), source.open(con):
        pass
