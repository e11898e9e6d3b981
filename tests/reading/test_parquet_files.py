from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.reading.reading_help import files_of, read, spec_of

from offpurpose.inputs.faults import FilesUnreadableError


def put(folder: Path, name: str, **columns: object) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


def faults_of(folder: Path, *paths: str) -> dict[str, str]:
    with pytest.raises(FilesUnreadableError) as caught:
        read(folder, *paths)
    return dict(caught.value.faults)


def test_types_are_the_files_own(tmp_path: Path) -> None:
    put(
        tmp_path,
        "a.parquet",
        id=pa.array([1234567890123456789]),
        text=["007"],
        digest=pa.array([b"\x00\xff"]),
        at=pa.array([datetime(2019, 1, 1, tzinfo=UTC)], pa.timestamp("us")),
        day=pa.array([date(2019, 1, 1)]),
        money=pa.array([Decimal("1.10")]),
        kind=pa.array(["email"]).dictionary_encode(),
        ratio=pa.array([0.5]),
        nested=pa.array([{"a": 1}]),
    )
    found = read(tmp_path, "a.parquet")
    assert found.columns == {
        "id": "BIGINT",
        "text": "VARCHAR",
        "digest": "BLOB",
        "at": "TIMESTAMP",
        "day": "DATE",
        "money": "DECIMAL(3,2)",
        "kind": "VARCHAR",
        "ratio": "DOUBLE",
        "nested": "STRUCT(a BIGINT)",
    }
    assert found.values[0][:3] == (1234567890123456789, "007", b"\x00\xff")


def test_rows_are_numbered_by_file_and_place(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        put(tmp_path, f"{name}.parquet", x=[f"{name}{n}" for n in range(3)])
    found = read(tmp_path, "*.parquet")
    assert found.rows == {(no, n): (f"{name}{n - 1}",) for no, name in enumerate("abc", 1) for n in (1, 2, 3)}
    assert [facts.rows for facts in found.facts] == [3, 3, 3]


def test_files_of_other_columns_or_types_are_another_source(tmp_path: Path) -> None:
    put(tmp_path, "a.parquet", x=["1"], y=["2"])
    put(tmp_path, "b.parquet", x=[3], y=["4"])
    put(tmp_path, "c.parquet", x=["5"])
    put(tmp_path, "d.parquet", x=["7"], y=["8"])
    put(tmp_path, "e.parquet", x=["9"])
    found = read(tmp_path, "*.parquet", wanted=["x"])
    assert found.rows == {(1, 1): ("1",), (2, 1): (3,), (3, 1): ("5",), (4, 1): ("7",), (5, 1): ("9",)}


def test_folder_names_give_columns(tmp_path: Path) -> None:
    for day in ("1", "x'y", "__HIVE_DEFAULT_PARTITION__"):
        put(tmp_path, f"dt={day}/a.parquet", x=["v"])
    put(tmp_path, "dt=0/a.parquet", x=[1])
    found = read(tmp_path, "dt=*/*.parquet", wanted=["dt"])
    assert set(found.rows.values()) == {("0",), ("1",), ("x'y",), (None,)}
    assert found.columns == {"dt": "VARCHAR"}


def test_a_column_of_the_file_wins_over_its_folder(tmp_path: Path) -> None:
    put(tmp_path, "dt=1/a.parquet", x=["v"], dt=["mine"])
    put(tmp_path, "dt=2/b.parquet", x=["v"])
    found = read(tmp_path, "dt=1/*.parquet")
    assert found.values == [("v", "mine")]
    assert read(tmp_path, "dt=*/*.parquet", wanted=["x"]).columns == {"x": "VARCHAR"}


def test_names_that_look_like_patterns(tmp_path: Path) -> None:
    folder = tmp_path / "a [b] *?'\" é"
    put(folder, "x [1].parquet", v=["right"])
    put(folder, "x 1.parquet", v=["wrong"])
    put(folder, "x[*].parquet", v=["star"])
    assert read(folder, "x [1].parquet").values == [("right",)]
    assert read(folder, "x[[]?].parquet").values == [("star",)]


@pytest.mark.parametrize("name", ["filename", "File Name", "select", 'q"q', "é", "a.b", "1"])
def test_column_names(tmp_path: Path, name: str) -> None:
    put(tmp_path, "a.parquet", **{name: ["v"], "x": ["w"]})
    put(tmp_path, "b.parquet", **{name: ["v"], "x": ["w"]})
    found = read(tmp_path, "*.parquet", wanted=[name])
    assert found.rows == {(1, 1): ("v",), (2, 1): ("v",)}


@pytest.mark.parametrize("name", ["file_row_number", "File_Index"])
def test_a_name_that_would_hide_the_record_numbers_is_a_fault(tmp_path: Path, name: str) -> None:
    put(tmp_path, "a.parquet", **{name: [7]})
    assert faults_of(tmp_path, "a.parquet") == {
        "a.parquet": f"has a column called {name}, which would hide the record numbers"
    }


def test_a_column_called_as_the_record_numbers_is_not_offered(tmp_path: Path) -> None:
    put(tmp_path, "a.parquet", source_row=[7], x=["v"])
    assert read(tmp_path, "a.parquet").rows == {(1, 1): ("v",)}


def test_names_that_differ_in_case_only_are_a_fault(tmp_path: Path) -> None:
    put(tmp_path, "a.parquet", x=[7], X=["v"])
    assert "differ in case only" in faults_of(tmp_path, "a.parquet")["a.parquet"]


def test_no_rows_are_no_fault(tmp_path: Path) -> None:
    put(tmp_path, "a.parquet", x=pa.array([], pa.string()))
    assert read(tmp_path, "a.parquet").rows == {}


def test_files_that_are_no_whole_parquet_stop_by_name_all_at_once(tmp_path: Path) -> None:
    whole = put(tmp_path, "good.parquet", x=["v"] * 100).read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[:-10])
    (tmp_path / "half.parquet").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.parquet").write_bytes(b"")
    (tmp_path / "csv.parquet").write_bytes(b"x\nv\n")
    (tmp_path / "marks.parquet").write_bytes(b"PAR1PAR1")
    found = faults_of(tmp_path, "*.parquet")
    assert sorted(found) == ["csv.parquet", "cut.parquet", "empty.parquet", "half.parquet", "marks.parquet"]
    assert set(found.values()) == {"is no Parquet file, or is cut short"}


def test_damage_inside_stops_by_name(tmp_path: Path) -> None:
    texts = [hashlib.sha256(b"%d" % n).hexdigest() for n in range(2000)]
    put(tmp_path, "good.parquet", x=texts)
    data = bytearray(put(tmp_path, "bad.parquet", x=texts).read_bytes())
    data[20:400] = bytes(380)
    (tmp_path / "bad.parquet").write_bytes(data)
    assert list(faults_of(tmp_path, "*.parquet")) == ["bad.parquet"]


def test_facts_are_those_of_the_bytes(tmp_path: Path) -> None:
    path = put(tmp_path, "a.parquet", x=["v"])
    [facts] = read(tmp_path, "a.parquet").facts
    assert facts.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert facts.bytes == path.stat().st_size


def test_mixed_formats_are_sources_of_one_input(tmp_path: Path) -> None:
    put(tmp_path, "a.parquet", x=["1"])
    (tmp_path / "b.csv").write_text("x\n2\n")
    (tmp_path / "c.jsonl").write_text('{"x":3}\n')
    assert read(tmp_path, "*.*", wanted=["x"]).rows == {(1, 1): ("1",), (2, 1): ("2",), (3, 1): ("3",)}


def test_an_error_of_the_query_itself_is_passed_on(tmp_path: Path) -> None:
    from offpurpose.inputs.reading import sources_of

    put(tmp_path, "a.parquet", x=["1"])
    with duckdb.connect() as con:
        [source] = sources_of(con, spec_of("a.parquet"), files_of(tmp_path, "a.parquet"))
        with pytest.raises(duckdb.BinderException), source.open(con) as table:
            con.execute(f"select nothing from {table.relation}").fetchall()


def test_text_that_is_no_utf8_stops_by_name(tmp_path: Path) -> None:
    offsets = pa.array([0, 2, 4], pa.int32()).buffers()[1]
    torn = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"ok\xff\xfe"))
    put(tmp_path, "a.parquet", x=torn)
    assert faults_of(tmp_path, "a.parquet") == {"a.parquet": "has text that is no UTF-8"}


def test_many_files_are_numbered_right(tmp_path: Path) -> None:
    for n in range(60):
        put(tmp_path, f"p={n % 7}/{n:03}.parquet", x=[n] if n % 3 else [str(n)])
    found = read(tmp_path, "*/*.parquet")
    by_no = {file.file_no: file for file in files_of(tmp_path, "*/*.parquet")}
    assert len(found.rows) == 60
    for (file_no, record), (value, folder) in found.rows.items():
        name = by_no[file_no].name
        assert (name, record) == (f"p={folder}/{int(str(value)):03}.parquet", 1)
