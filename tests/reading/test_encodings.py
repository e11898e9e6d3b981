from __future__ import annotations

from pathlib import Path

import pytest
from tests.reading.reading_help import Outcome, read, small_blocks

from offpurpose.inputs.faults import FilesUnreadableError

ROWS = "id,name\n1,Zoë €\n2,日本\n3,😀\n"
VALUES = [("1", "Zoë €"), ("2", "日本"), ("3", "😀")]


def read_as(folder: Path, data: bytes, encoding: str | None, name: str = "a.csv") -> Outcome:
    (folder / name).write_bytes(data)
    return read(folder, name, encoding=encoding)


def fault_of(folder: Path, data: bytes, encoding: str | None) -> str:
    with pytest.raises(FilesUnreadableError) as caught:
        read_as(folder, data, encoding)
    return caught.value.faults[0][1]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1 << 20])
@pytest.mark.parametrize(
    ("written", "declared"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-8-sig", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-8", "UTF8"),
        ("utf-16", "utf-16"),  # with a mark
        ("utf-16-le", "utf-16"),  # without one, plain to see
        ("utf-16-be", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "UTF_16_BE"),
        ("utf-32", "utf-32"),
        ("utf-32-be", "utf-32"),
        ("gb18030", "gb18030"),
    ],
)
def test_declared_encodings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, declared: str | None, size: int
) -> None:
    small_blocks(monkeypatch, size)
    found = read_as(tmp_path, ROWS.encode(written), declared)
    assert found.values == VALUES
    assert found.rejects == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_mark_that_agrees_with_the_declared_order_is_dropped(tmp_path: Path, encoding: str) -> None:
    found = read_as(tmp_path, ("\ufeff" + ROWS).encode(encoding), encoding)
    assert list(found.columns) == ["id", "name"]


def test_single_byte_encodings(tmp_path: Path) -> None:
    assert read_as(tmp_path, "id,v\n1,Zoë\n".encode("latin-1"), "latin-1").values == [("1", "Zoë")]
    assert read_as(tmp_path, "id,v\n1,€\n".encode("cp1252"), "cp1252").values == [("1", "€")]


def test_nul_bytes_of_utf16_are_no_nul_characters(tmp_path: Path) -> None:
    found = read_as(tmp_path, "id,v\n1,a\0b\n2,c\n".encode("utf-16"), "utf-16")
    assert found.reasons == [(1, "nul_byte")]
    assert found.values == [("2", "c")]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"id,v\n1,\x81\n2,b\n", "cp1252"),  # a byte that stands for nothing
        (b"id,v\n1,\xff\n2,b\n", "ascii"),
        (b"id,v\n1,\xc3\xa9\n2,b\n", "ascii"),  # must not come out as what it is in UTF-8
        ("id,v\n1,".encode("utf-16-le") + b"\x00\xd8" + "\n2,b\n".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_what_cannot_be_decoded_rejects_its_row(tmp_path: Path, data: bytes, encoding: str) -> None:
    found = read_as(tmp_path, data, encoding)
    assert found.reasons == [(1, "bad_encoding")]
    assert found.rejects[0].column == "v"
    assert found.values == [("2", "b")]


@pytest.mark.parametrize("cut", [1, 3])
def test_utf16_cut_inside_a_character_stops_the_file(tmp_path: Path, cut: int) -> None:
    whole = "id,v\n1,😀".encode("utf-16-le")
    fault = fault_of(tmp_path, whole[:-cut], "utf-16-le")
    assert fault == "is cut short: it ends inside a character of utf-16-le"


def test_utf16_cut_between_the_halves_of_a_pair_stops_the_file(tmp_path: Path) -> None:
    assert "is cut short" in fault_of(tmp_path, "id,v\n1,😀".encode("utf-16-le")[:-2], "utf-16-le")


def test_utf8_cut_inside_a_character_rejects_the_row(tmp_path: Path) -> None:
    assert read_as(tmp_path, "id,v\n1,a\n2,é".encode()[:-1], None).reasons == [(2, "bad_encoding")]


@pytest.mark.parametrize(
    ("data", "encoding", "fault"),
    [
        ("id,v\n".encode("utf-16-le"), None, "NUL bytes; if it is UTF-16, say so"),
        ("\ufeffid,v\n".encode("utf-16-be"), "utf-8", "byte order mark of UTF-16"),
        ("\ufeffid,v\n".encode("utf-16-be"), "utf-16-le", "byte order mark of another encoding"),
        ("日本,v\n".encode("utf-16-le"), "utf-16", "does not show its byte order"),
        (b"\xef\xbb\xbfid,v\n", "latin-1", "begins with the byte order mark of UTF-8"),
        (b"", "utf-16", "has no header"),
        (b"\xff\xfe", "utf-16", "has no header"),
    ],
)
def test_an_encoding_that_cannot_be_is_a_fault(
    tmp_path: Path, data: bytes, encoding: str | None, fault: str
) -> None:
    assert fault in fault_of(tmp_path, data, encoding)


def test_an_encoding_holds_for_jsonl_too(tmp_path: Path) -> None:
    data = '{"id":"é"}\n'.encode("utf-16")
    assert read_as(tmp_path, data, "utf-16", "a.jsonl").values == [("é",)]
