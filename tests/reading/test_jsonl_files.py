from __future__ import annotations

from pathlib import Path

import pytest
from tests.reading.reading_help import Outcome, read

from offpurpose.inputs.faults import FilesUnreadableError


def read_bytes(
    folder: Path,
    data: bytes,
    wanted: list[str] | None = None,
    name: str = "a.jsonl",
    *,
    careful: bool = False,
) -> Outcome:
    (folder / name).write_bytes(data)
    return read(folder, name, wanted=wanted, careful=careful)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"007"', "007"),
        ("7", "7"),
        ("1234567890123456789", "1234567890123456789"),
        ("1234567890123456789012345", "1234567890123456789012345"),
        ("-9223372036854775809", "-9223372036854775809"),
        ("18446744073709551616", "18446744073709551616"),
        ("-0", "-0"),
        ("true", "true"),
        ("null", None),
        ('""', ""),
        ('"NULL"', "NULL"),
        (r'"\u00e9\n\"\/\\"', 'é\n"/\\'),
        (r'"\ud83d\ude00"', "😀"),
        ('"\u2028\x7f"', "\u2028\x7f"),
        ("1e3", "1e3"),
        ("1.10", "1.10"),
        ("-0.0E-7", "-0.0E-7"),
        ('{"a": [1, 2.50]}', '{"a": [1, 2.50]}'),
        ("[ ]", "[ ]"),
    ],
)
@pytest.mark.parametrize("careful", [True, False])
def test_values_are_text_as_written(tmp_path: Path, value: str, text: str | None, careful: bool) -> None:
    line = f'{{"id":{value},"z":1}}\n'.encode()
    assert read_bytes(tmp_path, line * 3, ["id"], careful=careful).values == [(text,)] * 3


@pytest.mark.parametrize(
    ("line", "reason", "column", "values"),
    [
        (b'{"id":"1","at":"2"', "not_json", None, {"id": "1"}),
        (b'{"id":"1","at":12', "not_json", None, {"id": "1"}),
        (b'{"id":"1","at":"2', "not_json", None, {"id": "1"}),
        (b'{"id":"1",}', "not_json", None, {"id": "1"}),
        (b'{"id":"1"} x', "not_json", None, {"id": "1"}),
        (b'{"id":"1"}{"id":"2"}', "not_json", None, {"id": "1"}),
        (b"{'id':1}", "not_json", None, {}),
        (b'{"id":NaN}', "not_json", None, {}),
        (b'{"id":-Infinity}', "not_json", None, {}),
        (b'{"id":01}', "not_json", None, {}),
        (b'{"id":+1}', "not_json", None, {}),
        (b'{"id":.5}', "not_json", None, {}),
        (b'{"at":1,"x":[1,],"id":2}', "not_json", None, {"at": "1"}),
        (b'{"at":1 "id":2}', "not_json", None, {}),
        (b'{"id":"a\tb"}', "not_json", None, {}),
        (b'{"id":"\\x41"}', "not_json", None, {}),
        (b'{"id":1}//c', "not_json", None, {"id": "1"}),
        (b"id,at", "not_json", None, {}),
        (b"   ", "not_json", None, {}),
        (b"\0", "not_json", None, {}),
        (b"[" * 100_000, "not_json", None, {}),
        (b'{"at":1,"x":' + b'{"y":' * 100_000, "not_json", None, {"at": "1"}),
        (b"[1]", "not_an_object", None, {}),
        (b'"id"', "not_an_object", None, {}),
        (b"null", "not_an_object", None, {}),
        (b"12", "not_an_object", None, {}),
        (b'{"id":1,"at":2,"id":1}', "duplicate_key", "id", {"at": "2"}),
        (b'{"id":1,"i\\u0064":2}', "duplicate_key", "id", {}),
        (b'{"id":null,"id":2}', "duplicate_key", "id", {}),
        (b'{"at":"1","id":"\xff"}', "bad_encoding", "id", {"at": "1"}),
        (b'{"id":"1","x\xff":"2"}', "bad_encoding", None, {"id": "1"}),
        (b'{"id":"\xed\xa0\x80"}', "bad_encoding", "id", {}),
        (b'{"id":"\\ud800"}', "bad_encoding", "id", {}),
        (b'{"id":"\\udc00\\ud800"}', "bad_encoding", "id", {}),
        (b'{"at":1,"id":"a\\u0000"}', "nul_byte", "id", {"at": "1"}),
    ],
)
def test_a_line_that_is_no_object_is_rejected_alone(
    tmp_path: Path, line: bytes, reason: str, column: str | None, values: dict[str, str]
) -> None:
    good = b'{"id":"g","at":"h"}\n'
    for careful in (False, True):
        found = read_bytes(tmp_path, good + line + b"\r\n" + good, ["id", "at"], careful=careful)
        [reject] = found.rejects
        assert (reject.source_row, reject.reason, reject.column) == ((1 << 40) + 2, reason, column)
        assert reject.values == values
        assert found.rows == {(1, 1): ("g", "h"), (1, 3): ("g", "h")}


@pytest.mark.parametrize(
    "line",
    [
        b' { "id" : "1" , "at" : 2 } ',
        b'\t{"at":2,\t"id":"1"}\r',
        b'{"at":2,"x":{"id":"other","y":[[1.5,{"id":7}]]},"id":"1"}',
        b'{"id":"1","at":2,"x":1.5e300,"x":2}',  # what nobody asked for may be said twice
        b'{"\\u0069d":"1","at":2}',
        b'{"id":"1","at":2,"note":"\\"id\\":1.5,\\"id\\":2"}',
    ],
)
def test_ways_to_write_one_object(tmp_path: Path, line: bytes) -> None:
    found = read_bytes(tmp_path, line + b"\n", ["id", "at"])
    assert found.values == [("1", "2")]
    assert found.rejects == []
    assert found.floating == {}


def test_no_bytes_are_no_rows(tmp_path: Path) -> None:
    for data in (b"", b"\xef\xbb\xbf", b"\n\r\n\n"):
        found = read_bytes(tmp_path, data, ["id"])
        assert (found.rows, found.rejects) == ({}, [])
        assert found.facts[0].rows == 0


def test_blank_lines_are_no_records(tmp_path: Path) -> None:
    found = read_bytes(tmp_path, b'\n{"id":1}\n\n\r\n{"id":2}', ["id"])
    assert found.rows == {(1, 1): ("1",), (1, 2): ("2",)}


def test_a_key_of_any_line_is_a_column(tmp_path: Path) -> None:
    lines = b'{"id":1}\n' * 500 + b'{"late":2}\n'
    assert read_bytes(tmp_path, lines, ["late", "never"]).values[-1] == ("2", None)
    assert read_bytes(tmp_path, b'{"b":1,"a":{"c":1}}\n{"d":2,"":3}\n').columns == dict.fromkeys(
        "bad", "VARCHAR"
    )


def test_columns_with_digits_lost_are_named_with_their_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"id":12,"v":"1.5"}\n')
    (tmp_path / "b.jsonl").write_bytes(b'{"id":12}\n{"id":1.2e18,"x":0.5}\n')
    assert read(tmp_path, "*.jsonl", wanted=["id", "v"]).floating == {"id": "b.jsonl"}


@pytest.mark.parametrize(
    "name", ["a/b", "~", "a~1b", "$.id", "a b", "0", "é", 'q"', "a\\b", "[0]", "*", "Id"]
)
def test_any_key_can_be_asked_for(tmp_path: Path, name: str) -> None:
    import json

    lines = "".join(json.dumps({name: "v", "id": "w"}, ensure_ascii=flag) + "\n" for flag in (True, False))
    assert read_bytes(tmp_path, lines.encode(), [name]).values == [("v",), ("v",)]


def test_a_long_line_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offpurpose.inputs.reading.stream.BLOCK_SIZE", 1 << 12)
    long = "v" * 2_000_000
    lines = f'{{"id":1}}\n{{"id":"{long}"}}\n{{"id":3}}\n'
    assert read_bytes(tmp_path, lines.encode(), ["id"]).values == [("1",), (long,), ("3",)]


def test_objects_of_many_shapes_in_one_file(tmp_path: Path) -> None:
    shapes = ['{"id":%d,"a":1}', '{"a":1.5,"id":%d}', '{"b":[1],"id":%d}', '{"id":%d}', '{ "c":{}, "id":%d }']
    shapes += ['{"d%d":1,"id":%d}']
    lines = [shape % ((n,) * shape.count("%d")) for n in range(300) for shape in shapes]
    found = read_bytes(tmp_path, "\n".join(lines).encode(), ["id"])
    assert found.values == [(str(n),) for n in range(300) for _ in shapes]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"PAR1xxxx", "holds Parquet data"),
        (b"\x28\xb5\x2f\xfdxxx", "holds Zstandard data"),
        ('{"id":1}'.encode("utf-16"), "byte order mark of UTF-16"),
    ],
)
def test_something_else_is_a_fault(tmp_path: Path, data: bytes, fault: str) -> None:
    with pytest.raises(FilesUnreadableError, match=fault):
        read_bytes(tmp_path, data, ["id"])


def test_folder_names_give_columns_where_no_line_has_one(tmp_path: Path) -> None:
    (tmp_path / "dt=1").mkdir()
    (tmp_path / "dt=1" / "a.jsonl").write_bytes(b'{"id":1}\nx\n')
    found = read(tmp_path, "*/a.jsonl", wanted=["dt", "id"])
    assert found.values == [("1", "1")]
    assert found.rejects[0].values == {"dt": "1"}
    (tmp_path / "dt=1" / "b.jsonl").write_bytes(b'{"id":2,"dt":"mine"}\n')
    assert read(tmp_path, "*/*.jsonl", wanted=["dt", "id"]).values == [(None, "1"), ("mine", "2")]


def test_a_late_key_of_a_folders_name_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "dt=1").mkdir()
    lines = b'{"id":1,"note":"\\"dt\\""}\n' * 300
    (tmp_path / "dt=1" / "a.jsonl").write_bytes(lines)
    assert len(read(tmp_path, "*/*.jsonl", wanted=["dt", "id"]).rows) == 300
    (tmp_path / "dt=1" / "a.jsonl").write_bytes(lines + b'{"id":2,"dt":"mine"}\n')
    with pytest.raises(FilesUnreadableError, match="has dt both as a key"):
        read(tmp_path, "*/*.jsonl", wanted=["dt", "id"])
