"""Looking for raw identifiers in all that was written, whatever it is packed in, in several encodings."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from offpurpose.identifiers.masking import looks_like_address, looks_like_number

_LEAST = 6
_COLUMNS = ("identifier", "contact", "plain_id")


def raw_identifiers(folder: Path) -> set[str]:
    """The addresses and numbers in the columns of the files of an incident that hold raw identifiers."""
    found: set[str] = set()
    for path in folder.rglob("*"):
        ending = "".join(path.suffixes)
        reader = {".csv": "read_csv", ".csv.gz": "read_csv", ".parquet": "read_parquet"}.get(ending)
        if reader is None:
            continue
        rest = ", all_varchar = true" if reader == "read_csv" else ""
        columns = [name for name, *_ in duckdb.execute(f"describe from {reader}('{path}'{rest})").fetchall()]
        for column in set(columns) & set(_COLUMNS):
            rows = duckdb.execute(f"select distinct {column} from {reader}('{path}'{rest})").fetchall()
            found |= {value for (value,) in rows if value}
    return {value for value in found if _is_raw(value)}


def _is_raw(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    return len(value) >= _LEAST and (
        looks_like_address(value) or looks_like_number(value) or len(digits) >= 7
    )


def encodings(value: str) -> Iterator[bytes]:
    """The bytes by which a value could be found: as given and normalised, in several encodings."""
    trimmed = value.strip()
    for text in {value, trimmed, trimmed.lower(), trimmed.upper(), re.sub(r"[^\d+]", "", trimmed)}:
        if len(text) < _LEAST:
            continue
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield text.encode(encoding)
        plain = text.encode()
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        yield text[::-1].encode()
        for lead in range(3):
            # What stands before the value shifts the letters; those at the ends depend on the neighbours.
            encoded = base64.b64encode(b"\0" * lead + plain).rstrip(b"=")
            yield encoded[4 if lead else 0 : -4]


class Searcher:
    """Searches folders for many values at once."""

    def __init__(self, values: Iterable[str], folder: Path) -> None:
        if shutil.which("grep") is None:
            pytest.skip("there is no grep here")
        self._patterns = folder / "patterns"
        needles = {needle for value in values for needle in encodings(value)}
        self._patterns.write_bytes(
            b"\n".join(sorted(n for n in needles if len(n) >= _LEAST and b"\n" not in n))
        )

    def found_in(self, *places: Path) -> list[str]:
        """The files below some folders that hold any of the values."""
        command = ["grep", "-r", "-a", "-l", "-F", "-f", str(self._patterns), *map(str, places)]
        done = subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C"}, check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout.splitlines()


def unpacked(folder: Path, into: Path) -> Path:
    """Write out as text what the databases, Parquet files and PDF files below a folder hold."""
    into.mkdir()
    for number, path in enumerate(sorted(folder.rglob("*"))):
        target = into / f"{number}-{path.name}.txt"
        if path.suffix == ".duckdb":
            target.write_text("\n".join(_database_text(path)), encoding="utf-8")
        elif path.suffix == ".parquet":
            target.write_text(repr(pq.read_table(path).to_pylist()), encoding="utf-8")
        elif path.suffix == ".pdf":
            streams = re.findall(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.DOTALL)
            target.write_bytes(b"\n".join(map(_inflated, streams)))
    return into


def _database_text(path: Path) -> Iterator[str]:
    with duckdb.connect(str(path), read_only=True) as con:
        names = con.execute("select table_name from duckdb_tables()").fetchall()
        for (name,) in names:
            yield from (
                str(row) for (row,) in con.execute(f'select cast(t as varchar) from "{name}" as t').fetchall()
            )


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream
