from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from tests.reading.reading_help import read

from offpurpose.inputs.faults import FilesUnreadableError

CSV = b"id,v\n" + b"".join(
    b"%d,%s\n" % (n, hashlib.sha256(b"%d" % n).hexdigest().encode()) for n in range(5000)
)


def zst(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


PACKED: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "zst": zst}
each_packing = pytest.mark.parametrize("ending", ["gz", "zst"])


def fault_of(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    with pytest.raises(FilesUnreadableError) as caught:
        read(folder, name, wanted=["id"])
    [(shown, fault)] = caught.value.faults
    assert shown == name
    return fault


@each_packing
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_packed_files_are_read(tmp_path: Path, ending: str, kind: str) -> None:
    data = CSV if kind == "csv" else b"".join(b'{"id":%d}\n' % n for n in range(5000))
    packed = PACKED[ending](data)
    (tmp_path / f"a.{kind}.{ending}").write_bytes(packed)
    found = read(tmp_path, f"a.{kind}.{ending}", wanted=["id"])
    assert found.values == [(str(n),) for n in range(5000)]
    [facts] = found.facts
    assert (facts.bytes, facts.rows) == (len(packed), 5000)
    assert facts.sha256 == hashlib.sha256(packed).hexdigest()


@each_packing
def test_several_members_are_one_file(tmp_path: Path, ending: str) -> None:
    pack = PACKED[ending]
    (tmp_path / f"a.csv.{ending}").write_bytes(pack(CSV[:1001]) + pack(b"") + pack(CSV[1001:]))
    assert len(read(tmp_path, f"a.csv.{ending}").rows) == 5000


@each_packing
@pytest.mark.parametrize("cut", [1, 4, 9, 1000, -3])
def test_a_file_cut_short_stops_by_name(tmp_path: Path, ending: str, cut: int) -> None:
    packed = PACKED[ending](CSV)
    assert "is cut short" in fault_of(tmp_path, f"a.csv.{ending}", packed[:-cut])


@each_packing
def test_a_second_member_cut_short_stops_by_name(tmp_path: Path, ending: str) -> None:
    pack = PACKED[ending]
    assert "is cut short" in fault_of(tmp_path, f"a.csv.{ending}", pack(CSV) + pack(CSV)[:-5])


@each_packing
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_no_byte_at_all_is_cut_short(tmp_path: Path, ending: str, kind: str) -> None:
    assert "is cut short: it has no byte" in fault_of(tmp_path, f"a.{kind}.{ending}", b"")


@each_packing
def test_nothing_packed_is_an_hour_without_traffic(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"a.jsonl.{ending}").write_bytes(PACKED[ending](b""))
    assert read(tmp_path, f"a.jsonl.{ending}", wanted=["id"]).rows == {}


@each_packing
def test_damage_stops_by_name(tmp_path: Path, ending: str) -> None:
    packed = bytearray(PACKED[ending](CSV))
    packed[len(packed) // 2] ^= 0xFF
    assert "damaged" in fault_of(tmp_path, f"a.csv.{ending}", bytes(packed))
    packed = bytearray(PACKED[ending](CSV))
    packed[-6 if ending == "gz" else -2] ^= 0xFF  # the checksum
    assert "damaged" in fault_of(tmp_path, f"a.csv.{ending}", bytes(packed))


@each_packing
def test_something_after_the_data_stops_by_name(tmp_path: Path, ending: str) -> None:
    fault = fault_of(tmp_path, f"a.csv.{ending}", PACKED[ending](CSV) + b"id,v\n1,2\n")
    assert "something else" in fault


@each_packing
def test_text_that_is_not_packed_stops_by_name(tmp_path: Path, ending: str) -> None:
    assert "something else" in fault_of(tmp_path, f"a.csv.{ending}", CSV)


def test_gzip_padded_with_zeros_is_whole(tmp_path: Path) -> None:
    packed = gzip.compress(CSV) + b"\0" * 512
    (tmp_path / "a.csv.gz").write_bytes(packed)
    found = read(tmp_path, "a.csv.gz")
    assert len(found.rows) == 5000
    assert found.facts[0].sha256 == hashlib.sha256(packed).hexdigest()


def test_every_damaged_file_is_named_at_once(tmp_path: Path) -> None:
    pad = b"id\n" + b"1\n" * 200_000  # so long that the header is read before the damage is met
    for name in ("a", "c"):
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(pad)[:-8])
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(pad))
    with pytest.raises(FilesUnreadableError) as caught:
        read(tmp_path, "*.csv.gz")
    assert [name for name, _ in caught.value.faults] == ["a.csv.gz", "c.csv.gz"]
