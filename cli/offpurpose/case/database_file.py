"""The database of a case: brought to the disk and digested while its other files are written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import duckdb

from offpurpose.case.manifest import DATABASE, FileDigest
from offpurpose.engine.database import another_connection
from offpurpose.inputs.files import FileStamp

_BLOCK = 1 << 20

LetGo = Callable[[], list[FileDigest]]
"""Closes the database, and returns the digest of its file where that is known."""


@contextmanager
def digested_beside(con: duckdb.DuckDBPyConnection, folder: Path) -> Iterator[LetGo]:
    """Bring the database of a case to the disk and digest its file, while the block only reads it.

    The block is given what lets go of the database in the end; the connection has no tables afterwards.
    Nothing is done where the connection's database is not `case.duckdb` in that folder.
    """
    path = folder / DATABASE
    name = _name_of(con, path)
    if name is None:
        yield list
        return
    unneeded = Event()
    with another_connection(con) as other, ThreadPoolExecutor(1, "database") as beside:
        digested = beside.submit(_bring_to_disk, other, name, path, unneeded)

        def let_go() -> list[FileDigest]:
            digest, stamp = digested.result()
            _detach(con, name)
            return [digest] if FileStamp.of(path) == stamp else []

        try:
            yield let_go
        except BaseException:
            unneeded.set()
            other.interrupt()
            raise


def _name_of(con: duckdb.DuckDBPyConnection, path: Path) -> str | None:
    databases = con.execute(
        "select database_name, path from duckdb_databases() where path is not null"
    ).fetchall()
    names = (name for name, file in databases if Path(file).resolve() == path.resolve())
    return next(names, None)


def _bring_to_disk(
    con: duckdb.DuckDBPyConnection, name: str, path: Path, unneeded: Event
) -> tuple[FileDigest, FileStamp]:
    con.execute(f'checkpoint "{name}"').fetchall()
    stamp, digest = FileStamp.of(path), hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while not unneeded.is_set() and (block := file.read(_BLOCK)):
            digest.update(block)
    return FileDigest(path.name, stamp.size, digest.hexdigest()), stamp


def _detach(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute("attach ':memory:' as nothing").fetchall()
    con.execute("use nothing").fetchall()
    con.execute(f'detach "{name}"').fetchall()
