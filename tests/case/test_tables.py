"""The tables of a case as CSV and Parquet: exact bytes, whatever the threads."""

from __future__ import annotations

import csv
import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offpurpose.case.layout import OUTPUTS, VERDICTS, Output, OutputColumn
from offpurpose.case.tables import ROW_GROUP, Written, write_csv, write_parquet
from offpurpose.engine.run import keeping_order

LISTED = Output("list", "made", (OutputColumn("id", "id"), OutputColumn("word", "code")), parquet=True)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"preserve_insertion_order": False}) as connection:
        yield connection


def quietly(_stage: str, _done: int, _total: int | None) -> None:
    """Take progress and say nothing."""


def make(con: duckdb.DuckDBPyConnection, rows: list[tuple[str | None, str | None]]) -> None:
    con.execute("create or replace table made (id varchar, word varchar)").fetchall()
    con.register("given", pa.table({"id": [a for a, _ in rows], "word": [b for _, b in rows]}))
    con.execute("insert into made select id, word from given").fetchall()
    con.unregister("given")


def csv_bytes(con: duckdb.DuckDBPyConnection, output: Output, folder: Path) -> tuple[bytes, Written]:
    path = folder / "out.csv"
    path.unlink(missing_ok=True)
    written = write_csv(con, output, path, quietly)
    return path.read_bytes(), written


def test_cells_are_quoted_and_prefixed_only_where_need_be(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    words = ["plain", "a,b", 'a"b', "a\nb", "a\rb", " a ", "=1", "+1", "-1", "@a", "'a", "\ta", "\ra", "\na"]
    make(con, [(f"{place:02}", word) for place, word in enumerate([*words, "", None, "a=b", "é", '=","'])])
    content, written = csv_bytes(con, LISTED, tmp_path)
    assert content.decode() == (
        "id,word\n"
        '00,plain\n01,"a,b"\n02,"a""b"\n03,"a\nb"\n04,"a\rb"\n05, a \n06,\'=1\n07,\'+1\n08,\'-1\n09,\'@a\n'
        '10,\'\'a\n11,\'\ta\n12,"\'\ra"\n13,"\'\na"\n14,\n15,\n16,a=b\n17,é\n18,"\'="","""\n'
    )
    assert written == Written(rows=19, prefixed_cells=9)


def test_an_empty_table_is_its_header(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    make(con, [])
    assert csv_bytes(con, LISTED, tmp_path) == (b"id,word\n", Written(0, 0))
    assert write_parquet(con, LISTED, tmp_path / "out.parquet", quietly) == Written(0)
    table = pq.read_table(tmp_path / "out.parquet")
    assert (table.num_rows, table.column_names) == (0, ["id", "word"])


def test_text_is_sorted_by_its_bytes(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    ids = ["b", "B", "a", "é", "z", "10", "9", "007", "7", "\U0001f600", "\uffff", "a b", "a", None]
    make(con, [(name, None) for name in ids])
    write_parquet(con, LISTED, tmp_path / "out.parquet", quietly)
    expected = [None, *sorted((name for name in ids if name is not None), key=str.encode)]
    assert pq.read_table(tmp_path / "out.parquet")["id"].to_pylist() == expected


@given(
    rows=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5),
            st.text(st.sampled_from("=+-@'\t\r\n\",ab é\0"), min_size=1, max_size=5),
        )
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
def test_dropping_one_quotation_mark_reads_a_csv_back(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, rows: list[tuple[str, str]]
) -> None:
    make(con, list(rows))
    _content, written = csv_bytes(con, LISTED, tmp_path)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.reader(file, strict=True))[1:]
    read = [(a.removeprefix("'"), b.removeprefix("'")) for a, b in cells]
    assert read == sorted(rows, key=lambda row: (row[0].encode(), row[1].encode()))
    assert written.prefixed_cells == sum(cell.startswith("'") for row in cells for cell in row)


def test_text_that_looks_like_an_identifier_is_masked(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    make(con, [("a@b.co", "bob@example.com"), ("b", "+44 20 7946-0018"), ("c", "adv+1"), ("d", "@home")])
    output = Output("list", "made", (OutputColumn("id", "id"), OutputColumn("word", "given")), parquet=True)
    content, _ = csv_bytes(con, output, tmp_path)
    assert content.decode() == (
        'id,word\na@b.co,"<email, 15 characters>"\nb,"<phone, 16 characters>"\nc,adv+1\nd,\'@home\n'
    )
    write_parquet(con, output, tmp_path / "out.parquet", quietly)
    words = pq.read_table(tmp_path / "out.parquet")["word"].to_pylist()
    assert words == ["<email, 15 characters>", "<phone, 16 characters>", "adv+1", "@home"]


def test_values_of_every_type(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute("""
        create table made as
        select 'x' as word, timestamp '2019-09-17 01:02:03.000004' as at, date '2019-09-17' as day,
            7::hugeint as many, 0.5::double as share, 'b'::enum ('z', 'b') as code
        union all
        select null, null, null, null, null, 'z'
    """).fetchall()
    output = Output("out", "made", parquet=True)
    content, _ = csv_bytes(con, output, tmp_path)
    assert content == (
        b"word,at,day,many,share,code\n,,,,,z\nx,2019-09-17T01:02:03.000004Z,2019-09-17,7,0.500000,b\n"
    )
    write_parquet(con, output, tmp_path / "out.parquet", quietly)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.schema.field("at").type == pa.timestamp("us", "UTC")
    assert table.schema.field("many").type == pa.int64()
    assert table["at"].to_pylist() == [None, datetime(2019, 9, 17, 1, 2, 3, 4, UTC)]


def test_codes_are_sorted_as_text(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute("create table made as select unnest(['z', 'b'])::enum ('z', 'b') as code").fetchall()
    assert csv_bytes(con, Output("out", "made"), tmp_path)[0] == b"code\nb\nz\n"


def test_a_rejected_row_is_named_by_its_file_and_record(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("create table input_file as select 3 as file_no, 'logs/a.csv' as name").fetchall()
    con.execute("""
        create table rejected_row as
        select 3 * 1099511627776 + record as source_row, 'matches' as input, 'matched_at' as column_name,
            'not_a_timestamp' as reason, 'yesterday' as masked_value
        from (values (10), (9)) as numbered (record)
    """).fetchall()
    [output] = [output for output in OUTPUTS if output.name == "accounts/rejected_rows"]
    content, _ = csv_bytes(con, output, tmp_path)
    assert content == (
        b"input,file,record,column,reason,masked_value\n"
        b"matches,logs/a.csv,9,matched_at,not_a_timestamp,yesterday\n"
        b"matches,logs/a.csv,10,matched_at,not_a_timestamp,yesterday\n"
    )


CODES = """
    create table upload_code as
    select
        i as upload_no,
        (i * 7 % 18)::{id} as upload_id,
        ['tailored', 'partner', null][(1 + i % 3)::integer] as system,
        ['a1', 'a2', null][(1 + i // 3 % 3)::integer] as advertiser_id,
        ['p1', null][(1 + i // 9)::integer] as partner_id
    from range(18) as numbered (i);
    create table reason_code as
    select * from (values
        (0, 'confirmed', 'logged_security_only'), (1, 'cleared', 'logged_permitted'),
        (2, 'cleared', 'logged_dual_purpose')
    ) as listed (reason_no, verdict, reason);
    create table input_count as select 'matches' as input, 0 as conflicts;
"""
MANY = """
    create table verdict_code as
    select
        {match_id} as match_id,
        (hash(i, 1) % 1000)::{id} as account_id,
        timestamp '2019-01-01' + to_days((hash(i, 3) % 3)::integer) as matched_at,
        ['', 'email', 'email|phone'][(1 + hash(i, 7) % 3)::integer] as kind,
        (hash(i, 4) % 18)::integer as upload_no,
        (hash(i, 8) % 3)::integer as reason_no,
        'judged' as counted_as
    from range({rows}) as numbered (i);
    create table match as select match_id from verdict_code;
"""
TEXT_IDS = {"match_id": "'m' || (hash(i) % 1000000)::varchar", "id": "varchar"}
UNCODED = tuple(column for column in VERDICTS.columns or () if not column.codes)
NUMBERS = {"match_id": "(i * 7919 % 1100003)::bigint", "id": "bigint"}


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@pytest.mark.parametrize("ids", [TEXT_IDS, NUMBERS], ids=["text", "numbers"])
def test_bytes_do_not_depend_on_threads_memory_or_the_order_of_rows(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, ids: dict[str, str]
) -> None:
    con.execute((CODES + MANY).format(rows=600_000, **ids)).fetchall()
    con.execute("create table shuffled as from verdict_code order by hash(match_id, account_id)").fetchall()
    order = "order by cast(account_id as varchar), matched_at, cast(match_id as varchar)"
    with keeping_order(con):
        con.execute(f"create table standing as from verdict_code {order}").fetchall()
    con.execute(f"set temp_directory = '{tmp_path / 'spill'}'").fetchall()
    seen: dict[str, set[str]] = {"csv": set(), "parquet": set()}
    for threads, memory, relation in [
        (1, "4GB", "verdict_code"),
        (2, "300MB", "shuffled"),
        (3, "4GB", "standing"),
        (4, "4GB", "shuffled"),
    ]:
        con.execute(f"set threads = {threads}").fetchall()
        con.execute(f"set memory_limit = '{memory}'").fetchall()
        folder = tmp_path / str(threads)
        folder.mkdir()
        in_order = "true" if relation == "standing" and ids is NUMBERS else "false"
        given = replace(VERDICTS, relation=relation, in_order=in_order)
        write_parquet(con, given, folder / "out.parquet", quietly)
        named = Output("named", relation, UNCODED, ("account_id", "matched_at", "match_id"))
        write_csv(con, named, folder / "out.csv", quietly)
        seen["csv"].add(digest(folder / "out.csv"))
        seen["parquet"].add(digest(folder / "out.parquet"))
    assert [len(digests) for digests in seen.values()] == [1, 1]


@pytest.mark.parametrize("ids", [TEXT_IDS, NUMBERS], ids=["text", "numbers"])
def test_verdicts_are_sorted_as_the_contract_says(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, ids: dict[str, str]
) -> None:
    con.execute((CODES + MANY).format(rows=300_000, **ids)).fetchall()
    counted: list[int] = []
    written = write_parquet(
        con,
        replace(VERDICTS, in_order="false"),
        tmp_path / "out.parquet",
        lambda _stage, done, _total: counted.append(done),
    )
    file = pq.ParquetFile(tmp_path / "out.parquet")
    groups = [file.metadata.row_group(place).num_rows for place in range(file.metadata.num_row_groups)]
    assert groups == [ROW_GROUP, ROW_GROUP, 300000 - 2 * ROW_GROUP]
    assert counted[-1] == written.rows == sum(groups)
    table = file.read().slice(0, 50_000)
    names = [
        "account_id",
        "matched_at",
        "match_id",
        "upload_id",
        "system",
        "advertiser_id",
        "partner_id",
        "kind",
        "verdict",
        "reason",
    ]
    columns = [[(value is not None, value) for value in table[name].to_pylist()] for name in names]
    rows = list(zip(*columns, strict=True))
    assert all(first <= second for first, second in itertools.pairwise(rows))
    assert table.schema.field("matched_at").type == pa.timestamp("us", "UTC")
    assert {str(field.type) for field in table.schema if field.name != "matched_at"} == {"string"}
    assert "" not in table["kind"].to_pylist()


@given(st.lists(st.integers(0, 2**63 - 1) | st.integers(0, 200), min_size=1, unique=True))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_are_sorted_as_their_digits_are(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, numbers: list[int]
) -> None:
    con.register("given", pa.table({"account_id": pa.array(numbers, pa.int64())}))
    con.execute("create or replace table numbered as from given").fetchall()
    content, _ = csv_bytes(con, Output("list", "numbered", (OutputColumn("account_id", "id"),)), tmp_path)
    assert content.decode().splitlines()[1:] == sorted(map(str, numbers))


def test_a_parquet_file_says_nothing_of_time_and_place(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    make(con, [("a", "b")])
    write_parquet(con, LISTED, tmp_path / "out.parquet", quietly)
    metadata = pq.read_metadata(tmp_path / "out.parquet")
    assert metadata.metadata is None
    assert metadata.created_by.startswith("parquet-cpp-arrow version")


def test_a_file_that_is_there_is_not_written_over(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    make(con, [("a", "b")])
    (tmp_path / "out.csv").write_text("mine")
    with pytest.raises(FileExistsError):
        write_csv(con, LISTED, tmp_path / "out.csv", quietly)
