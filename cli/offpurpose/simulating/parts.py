"""Writing files part by part, several at a time: each by one thread, so that its bytes are the same."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import duckdb
from isal import igzip

from offpurpose.engine.database import another_connection, interrupt_queries
from offpurpose.engine.sql_text import quoted_text
from offpurpose.simulating.plan import Format

_LEAST = 2_000_000
_MOST_PARTS = 100
_MOMENT = 0.05
_COPIED_AS: dict[Format, str] = {
    "parquet": "format parquet, compression zstd, compression_level 1",
    "csv": "format csv, header",
    "jsonl.gz": "format json",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One file: what it is a part of, the query that makes it, and how many numbers it is made from."""

    name: str
    sql: str
    target: Path
    form: Format
    numbers: int


def parts_of(name: str, sql: str, count: int, folder: Path, form: Format) -> Iterator[Part]:
    """Yield the parts of one table, each made from some million of the `count` numbers that there are.

    `$low` and `$high` stand in the query for the first number of a part and the first that is not of it.
    """
    size = max(_LEAST, -(-count // _MOST_PARTS))
    for part, low in enumerate(range(0, count, size)):
        high = min(count, low + size)
        text = sql.replace("$low", str(low)).replace("$high", str(high))
        yield Part(name, text, folder / name / f"part-{part:04d}.{form}", form, high - low)


def write_parts(
    con: duckdb.DuckDBPyConnection, parts: Iterable[Part], threads: int, done: Callable[[int], None]
) -> Counter[str]:
    """Write parts into folders that are made for them; return how many rows each table has.

    `done` is told how many numbers of how many parts are finished.
    """
    waiting = sorted(parts, key=lambda part: part.numbers, reverse=True)
    for folder in {part.target.parent for part in waiting}:
        folder.mkdir()
    rows, finished = Counter[str](), 0
    with ThreadPoolExecutor(threads) as pool:
        running = {pool.submit(_write_beside, con, part): part for part in waiting}
        try:
            for future in as_completed(running):
                part = running[future]
                rows[part.name] += future.result()
                finished += part.numbers
                done(finished)
        except BaseException:
            _stop(pool, running)
            raise
    return rows


def write_part(con: duckdb.DuckDBPyConnection, sql: str, target: Path, form: Format) -> int:
    """Write one file; return how many rows it has."""
    # The database takes several times as long to compress as isal does.
    written = target.with_suffix("") if form == "jsonl.gz" else target
    copied = f"copy (\n{sql}) to {quoted_text(str(written))} ({_COPIED_AS[form]})"
    [(rows,)] = con.execute(copied).fetchall()
    if written != target:
        _compress(written, target)
    return int(rows)


def _compress(plain: Path, target: Path) -> None:
    """Put a compressed file in the place of a plain one; it says neither when nor from what it was made."""
    with plain.open("rb") as source, target.open("wb") as file:
        packed = igzip.IGzipFile("", "wb", 1, file, mtime=0)  # type: ignore[no-untyped-call]
        with packed:
            shutil.copyfileobj(source, packed, 2**20)
    plain.unlink()


def _write_beside(con: duckdb.DuckDBPyConnection, part: Part) -> int:
    with another_connection(con) as own:
        keep_order(own)
        return write_part(own, part.sql, part.target, part.form)


def keep_order(con: duckdb.DuckDBPyConnection) -> None:
    """Have a connection write rows in the order of their numbers."""
    con.execute("set preserve_insertion_order = true").fetchall()


def _stop(pool: ThreadPoolExecutor, running: Iterable[Future[int]]) -> None:
    pool.shutdown(wait=False, cancel_futures=True)
    while any(future.running() for future in running):
        # A query that had not begun when the others were interrupted is interrupted here.
        interrupt_queries()
        time.sleep(_MOMENT)
