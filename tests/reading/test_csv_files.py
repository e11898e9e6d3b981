from __future__ import annotations

from pathlib import Path

import pytest
from tests.reading.reading_help import Outcome, read

from offpurpose.inputs.faults import FilesUnreadableError
from offpurpose.inputs.reading import csv_records, stream


def read_bytes(folder: Path, data: bytes, name: str = "a.csv", **options: object) -> Outcome:
    (folder / name).write_bytes(data)
    return read(folder, name, **options)  # type: ignore[arg-type]


def fault_of(folder: Path, data: bytes, name: str = "a.csv", **options: object) -> str:
    with pytest.raises(FilesUnreadableError) as caught:
        read_bytes(folder, data, name, **options)
    [(shown, fault)] = caught.value.faults
    assert shown == name
    return fault


def test_text_is_kept_as_written(tmp_path: Path) -> None:
    data = b"id,v\n007,NULL\n1234567890123456789,NA\n 1 ,null\n1e3,nan\n01/02/2019,True\n"
    assert read_bytes(tmp_path, data).values == [
        ("007", "NULL"),
        ("1234567890123456789", "NA"),
        (" 1 ", "null"),
        ("1e3", "nan"),
        ("01/02/2019", "True"),
    ]


def test_an_empty_cell_is_null_quoted_or_not(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b'a,b,c\n,"",x\n').values == [(None, None, "x")]


def test_columns_go_by_name_not_by_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    (tmp_path / "b.csv").write_text("y;x\n4;3\n")
    found = read(tmp_path, "*.csv")
    assert list(found.columns) == ["x", "y"]
    assert found.values == [("1", "2"), ("3", "4")]
    assert list(found.rows) == [(1, 1), (2, 1)]


def test_files_with_other_columns_are_another_source(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    (tmp_path / "b.csv").write_text("x\n3\n")
    assert read(tmp_path, "*.csv", wanted=["x"]).values == [("1",), ("3",)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"x,y\n1,2\n", "a.csv"),
        (b"x;y\n1;2\n", "a.csv"),
        (b"x\ty\n1\t2\n", "a.csv"),
        (b"x\ty\n1\t2\n", "a.tsv"),
        (b'"x,1";y\n1;2\n'.replace(b"x,1", b"x"), "a.csv"),
        (b"\xef\xbb\xbfx,y\n1,2\n", "a.csv"),
        (b"x,y\r\n1,2\r\n", "a.csv"),
        (b"x,y\r\n1,2", "a.csv"),
        (b"x,y\n1,2\r", "a.csv"),
        (b"\n\r\nx,y\n\n1,2\n\r\n\n", "a.csv"),
        (b'"x","y"\n"1","2"\n', "a.csv"),
    ],
)
def test_ways_to_write_one_row(tmp_path: Path, data: bytes, name: str) -> None:
    found = read_bytes(tmp_path, data, name)
    assert found.columns == {"x": "VARCHAR", "y": "VARCHAR"}
    assert found.rows == {(1, 1): ("1", "2")}
    assert found.rejects == []


def test_a_comma_in_the_header_parts_it_even_beside_others(tmp_path: Path) -> None:
    assert list(read_bytes(tmp_path, b"x;y,z\n1;2,3\n").columns) == ["x;y", "z"]


def test_a_delimiter_inside_quotes_parts_nothing(tmp_path: Path) -> None:
    assert list(read_bytes(tmp_path, b'"x,1";y\n1;2\n').columns) == ["x,1", "y"]


def test_a_declared_delimiter_wins(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"x,1|y\n1,5|2\n", delimiter="|").values == [("1,5", "2")]


def test_two_delimiters_to_see_are_not_guessed_between(tmp_path: Path) -> None:
    assert "has both ; and tab" in fault_of(tmp_path, b"x;y\tz\n1;2\t3\n")


def test_quotes_line_ends_and_blank_lines_keep_the_record_numbers_right(tmp_path: Path) -> None:
    data = b'x,y\n1,"a\nb"\n\n2,"a\r\n\r\nb"\n\r\n3,"say ""hi"""\n'
    found = read_bytes(tmp_path, data)
    assert found.rows == {(1, 1): ("1", "a\nb"), (1, 2): ("2", "a\r\n\r\nb"), (1, 3): ("3", 'say "hi"')}
    assert found.facts[0].rows == 3


@pytest.mark.parametrize(
    ("line", "reason", "text", "column"),
    [
        (b"1", "ragged_row", "1 cell where the header has 3", None),
        (b"1,2,3,4", "ragged_row", "4 cells where the header has 3", None),
        (b" ", "ragged_row", "1 cell where the header has 3", None),
        (b'1,b"x,3', "bad_quoting", "a quote inside a cell", "y"),
        (b'1,"b"x,3', "bad_quoting", "text after a closing quote", "y"),
        (b'1,"b" ,3', "bad_quoting", "text after a closing quote", "y"),
        (b'1, "b",3', "bad_quoting", "a quote inside a cell", "y"),
        (b'1,2,"open', "bad_quoting", "a quote that does not close", "z"),
        (b"1,b\rc,3", "bad_quoting", "a carriage return outside quotes", "y"),
        (b"1,2,3\r\r", "bad_quoting", "a carriage return outside quotes", "z"),
        (b"1,b\0,3", "nul_byte", "a NUL byte", "y"),
        (b"1,2,\xff", "bad_encoding", "bytes that are no text in the file's encoding", "z"),
        (b"1,2,\xed\xa0\x80", "bad_encoding", "bytes that are no text in the file's encoding", "z"),
        (b"1,\xc3,3", "bad_encoding", "bytes that are no text in the file's encoding", "y"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_torn_line_is_rejected_alone(  # noqa: PLR0917
    tmp_path: Path, line: bytes, reason: str, text: str, column: str | None, end: bytes
) -> None:
    found = read_bytes(tmp_path, end.join([b"x,y,z", b"a,b,c", line, b'd,"e",f', b""]))
    [reject] = found.rejects
    assert (reject.reason, reject.text, reject.column) == (reason, text, column)
    assert reject.source_row == (1 << 40) + 2
    assert found.rows == {(1, 1): ("a", "b", "c"), (1, 3): ("d", "e", "f")}
    assert found.facts[0].rows == 3


@pytest.mark.parametrize(
    ("line", "values"),
    [
        (b"1,2", {"x": "1", "y": "2"}),
        (b"1,2,3,4", {"x": "1", "y": "2", "z": "3"}),
        (b'1,b"x,3', {"x": "1", "z": "3"}),
        (b'"1,1",b"x,3', {"x": "1,1"}),
        (b'1,"open,3', {"x": "1", "z": "3"}),
        (b"1,\xff,", {"x": "1"}),
        (b"1,\0,3", {"x": "1", "z": "3"}),
    ],
)
def test_a_reject_says_what_can_be_read(tmp_path: Path, line: bytes, values: dict[str, str]) -> None:
    [reject] = read_bytes(tmp_path, b"x,y,z\n" + line + b"\n").rejects
    assert reject.values == values


def test_an_unclosed_quote_swallows_no_good_rows(tmp_path: Path) -> None:
    rows = b"".join(b"%d,b%d\n" % (n, n) for n in range(3, 5003))
    found = read_bytes(tmp_path, b'x,y\n1,"open\n' + rows)
    assert found.reasons == [(1, "bad_quoting")]
    assert len(found.rows) == 5000
    quoted = rows.replace(b",b", b',"b').replace(b"\n", b'"\n')
    found = read_bytes(tmp_path, b'x,y\n1,"open\n' + quoted + b'7,"open again\n8,ok\n')
    assert found.reasons == [(1, "bad_quoting"), (5002, "bad_quoting")]
    assert len(found.rows) == 5001


def test_a_joined_record_of_the_wrong_width_is_not_whole(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, b'x,y,z\n1,"a\nb"\n2,3,4\n')
    assert found.reasons == [(1, "bad_quoting"), (2, "bad_quoting")]
    assert found.values == [("2", "3", "4")]


def test_how_far_a_quote_may_reach_does_not_depend_on_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_records, "MOST_JOINED", 300)
    short, long = b'1,"' + b"a\n" * 100 + b'"\n', b'2,"' + b"b\n" * 200 + b'"\n'
    outcomes = []
    for size in (1, 64, 256, 1024, 1 << 20):
        monkeypatch.setattr(stream, "BLOCK_SIZE", size)
        found = read_bytes(tmp_path, b"x,y\n" + short + long + b"3,4\n")
        outcomes.append((found.rows, found.reasons))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    rows, reasons = outcomes[0]
    assert list(rows.values()) == [("1", "a\n" * 100), ("3", "4")]
    assert reasons[0] == (2, "bad_quoting")


def test_a_row_longer_than_a_block_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BLOCK_SIZE", 1 << 16)
    long = b"v" * 3_000_000
    data = b"x,y\n1,2\n3," + long + b'\n4,"' + long + b'"\n5,6\n'
    assert [row[0] for row in read_bytes(tmp_path, data).values] == ["1", "3", "4", "5"]
    assert len(str(read_bytes(tmp_path, data).values[2][1])) == len(long)


def test_a_line_without_end_stops_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BLOCK_SIZE", 1 << 10)
    monkeypatch.setattr(stream, "LONGEST_RECORD", 1 << 20)
    assert "has a line of more than 1 MiB" in fault_of(tmp_path, b"x,y\n1,2\n" + b"v" * 3_000_000)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "has no header: it is empty"),
        (b"\xef\xbb\xbf", "has no header: it is empty"),
        (b"\n\r\n\n", "has no header: it is empty"),
        (b"x,x\n1,2\n", "two of its columns are called x"),
        (b"x,X\n1,2\n", "its columns x and X differ in case only"),
        (b'x,y"z\n1,2\n', "its header is torn: a quote inside a cell"),
        (b'x,"y\n1,2\n', "its header is torn: a quote that does not close"),
        (b"x,y\r1,2\r", "its header is torn: a carriage return outside quotes"),
        (b"x,y\r\r\n1,2\r\r\n", "its header is torn: a carriage return outside quotes"),
        (b"x,\xe9\n1,2\n", 'its header is not utf-8; say what it is, for example encoding = "latin-1"'),
        (b"x\0,\0y\0\n\0", 'its header has NUL bytes; if it is UTF-16, say so: encoding = "utf-16"'),
        (
            "x,y\n1,2\n".encode("utf-16"),
            'begins with the byte order mark of UTF-16; say so: encoding = "utf-16"',
        ),
        (b"PAR1\x15\x04\n", "holds Parquet data, which its name does not say"),
        (b"\x1f\x8b\x08\x00\n", "holds gzip data, which its name does not say"),
        (b"PK\x03\x04\n", "holds zip (an Excel workbook?) data, which its name does not say"),
    ],
)
def test_a_file_without_a_usable_header_is_a_fault(tmp_path: Path, data: bytes, fault: str) -> None:
    assert fault_of(tmp_path, data) == fault


def test_a_header_that_may_be_a_row_is_not_shown(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, b"jo@example.com,jo@example.com\n")
    assert "example" not in fault


def test_all_files_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(b"x\n1\n")
    (tmp_path / "c.csv").write_bytes(b"x,x\n")
    with pytest.raises(FilesUnreadableError) as caught:
        read(tmp_path, "*.csv")
    assert [name for name, _ in caught.value.faults] == ["a.csv", "c.csv"]
    assert str(caught.value).startswith("2 problems with the input files:\n  a.csv: ")


def test_a_header_alone_is_no_rows(tmp_path: Path) -> None:
    for data in (b"x,y", b"x,y\n", b"x,y\r\n\n"):
        found = read_bytes(tmp_path, data)
        assert found.rows == {}
        assert found.facts[0].rows == 0


def test_columns_without_a_name_are_passed_over(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, b",x,\n0,1,\n1,2,z\n")
    assert found.columns == {"x": "VARCHAR"}
    assert found.values == [("1",), ("2",)]


def test_names_are_kept_exactly(tmp_path: Path) -> None:
    names = [" x ", 'a"b', "a b", "é", "select", "a,b", "x.y", "l\nm"]
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    found = read_bytes(tmp_path, f"{header}\n1,2,3,4,5,6,7,8\n".encode())
    assert list(found.columns) == names
    assert found.values == [tuple("12345678")]


def test_one_column_tells_empty_cells_from_blank_lines(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, b'x\n\n""\n\r\n1\n')
    assert found.rows == {(1, 1): (None,), (1, 2): ("1",)}


def test_wide_rows_are_read(tmp_path: Path) -> None:
    width = 1000
    header = ",".join(f"c{n}" for n in range(width))
    row = ",".join('"q"' if n == 500 else "v" for n in range(width))
    found = read_bytes(tmp_path, f"{header}\n{row}\n{row},\n{row}\n".encode(), wanted=["c0", "c500"])
    assert found.values == [("v", "q"), ("v", "q")]
    assert found.reasons == [(2, "ragged_row")]


def test_a_byte_order_mark_further_on_is_text(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, "x,y\n\ufeff1,2\n3,\ufeff\n".encode())
    assert found.values == [("\ufeff1", "2"), ("3", "\ufeff")]


def test_unicode_line_ends_are_text(tmp_path: Path) -> None:
    text = "a\u2028b\u2029c\x85d\x0be\x0cf\x1c"
    assert read_bytes(tmp_path, f"x,y\n1,{text}\n".encode()).values == [("1", text)]


def test_folder_names_give_columns_where_no_file_has_one(tmp_path: Path) -> None:
    for day in ("2019-01-01", "2019-01-02"):
        (tmp_path / f"dt={day}").mkdir()
        (tmp_path / f"dt={day}" / "a.csv").write_text('x\n1\n"q\n')
    found = read(tmp_path, "dt=*/a.csv", wanted=["dt", "x"])
    assert found.rows == {(1, 1): ("1", "2019-01-01"), (2, 1): ("1", "2019-01-02")}
    assert found.rejects[0].values == {"dt": "2019-01-01"}
    (tmp_path / "dt=2019-01-02" / "a.csv").write_text("x,DT\n1,other\n")
    found = read(tmp_path, "dt=*/a.csv")
    assert found.columns == {"x": "VARCHAR", "DT": "VARCHAR"}


def test_a_column_called_as_the_record_numbers_is_not_offered(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, b"Source_Row,x\n9,1\n")
    assert found.columns == {"x": "VARCHAR"}
    assert found.rows == {(1, 1): ("1",)}


def test_no_column_at_all_still_counts_rows(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, b"x,y\n1,2\n3\n4,5\n", wanted=[])
    assert sorted(found.rows) == [(1, 1), (1, 3)]
    assert found.reasons == [(2, "ragged_row")]
