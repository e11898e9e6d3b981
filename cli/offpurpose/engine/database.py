"""Opening the database in which an audit works."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from offpurpose.engine.machine import usable_memory, usable_processors
from offpurpose.engine.sql_text import quoted_text


@dataclass(frozen=True)
class Limits:
    """What the audit may use of the machine.

    memory: a size of all that the process holds, such as `4GB`; None takes most of what the machine, or the
        container, lets the process have.
    threads: how many threads; None takes one a processor that the process may use.
    """

    memory: str | None = None
    threads: int | None = None


# Python, its libraries, and the blocks of files and results that are on their way.
_BESIDE_DATABASE = 640 * 2**20
_LEAST_SHARE = 0.6
_MOST_OF_MACHINE = 0.8
_UNITS = {"K": 1, "M": 2, "G": 3, "T": 4}
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([KMGT])(i?)B", re.IGNORECASE)

_OPEN: list[duckdb.DuckDBPyConnection] = []


@contextmanager
def open_database(
    path: Path | None, spill: Path, limits: Limits, *, synced: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database (None: in memory) whose spill files stay in one private folder.

    Instants are UTC whatever the machine's zone; no order of rows is kept but by ORDER BY. What is not
    `synced` outlives the process, but not the machine, until its file is brought to the disk.
    """
    settings = _settings(spill, limits) | _for_long_work(limits) | ({} if synced else {"fsync_mode": "NONE"})
    con = duckdb.connect(":memory:" if path is None else str(path), config=settings)
    with _ready(con):
        yield con


@contextmanager
def another_connection(con: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open another connection to the database of one, for another thread."""
    other = con.cursor()
    with _ready(other):
        yield other


def confine(con: duckdb.DuckDBPyConnection, files: Iterable[Path], folders: Iterable[Path]) -> None:
    """Let no query of a connection reach any files but these, and those below these folders; for good."""
    for setting, paths in (("allowed_paths", files), ("allowed_directories", folders)):
        con.execute(f"set {setting} = ?", [[str(path) for path in paths]]).fetchall()
    con.execute("set enable_external_access = false").fetchall()


def bring_to_disk(con: duckdb.DuckDBPyConnection) -> None:
    """Write what a database holds in memory alone to its file.

    Columns that were added or dropped, and rows that were changed, cannot be spilled until then.
    """
    con.execute("checkpoint").fetchall()


EVIDENCE = "evidence"
"""By which name the tables of a finished case are found beside a database in memory."""


@contextmanager
def open_read_only(path: Path, limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a finished database: no query can change it, nor read or write anything else, nor unlock that.

    Nothing is spilled: what does not fit into the memory fails.
    """
    con = duckdb.connect(str(path), read_only=True, config=_settings(None, limits))
    with _ready(con):
        _lock(con)
        yield con


@contextmanager
def open_memory(limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory, locked likewise: it holds what is put into it."""
    con = duckdb.connect(":memory:", config=_settings(None, limits))
    with _ready(con):
        _lock(con)
        yield con


@contextmanager
def open_files(files: Iterable[Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory, locked likewise but for these files: it can read them."""
    con = duckdb.connect(":memory:", config=_settings(None, Limits(threads=1)))
    with _ready(con):
        confine(con, files, ())
        _lock(con)
        yield con


@contextmanager
def open_beside(path: Path, limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory with a finished one beside it, as `evidence`, locked likewise."""
    con = duckdb.connect(":memory:", config=_settings(None, limits))
    with _ready(con):
        attach(con, path, EVIDENCE)
        _lock(con)
        yield con


def attach(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    """Let a connection read a finished database too, under a name of ours."""
    con.execute(f"attach {quoted_text(str(path))} as {name} (read_only)").fetchall()


@contextmanager
def _ready(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    try:
        for setting in _SESSION:
            con.execute(setting)
        _OPEN.append(con)
        yield
    except BaseException:
        _leave_as_it_is(con)
        raise
    finally:
        if con in _OPEN:
            _OPEN.remove(con)
        con.close()


def _leave_as_it_is(con: duckdb.DuckDBPyConnection) -> None:
    """Let a database that is closed in the middle of work not be tidied first: somebody waits for the end.

    What was committed stands in its log, and whoever opens the file next has it.
    """
    # The connection itself may have a result open still.
    with suppress(duckdb.Error), con.cursor() as other:
        other.execute("pragma disable_checkpoint_on_shutdown").fetchall()


def _lock(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")


def share_of_database(memory: str) -> int:
    """Return how many bytes of a size such as `4GB` or `512MiB` the database may use.

    Raises:
        ValueError: when the text is no such size.
    """
    return _share_of_bytes(_bytes_of(memory))


def _bytes_of(memory: str) -> int:
    match = _SIZE.fullmatch(memory.strip())
    if match is None:
        raise ValueError(f"no size of memory: {memory}")
    number, unit, binary = match.groups()
    return int(float(number) * (1024 if binary else 1000) ** _UNITS[unit.upper()])


def memory_of_process(limits: Limits) -> int:
    """Return how many bytes a run with these limits may hold in all."""
    if limits.memory is None:
        return int(usable_memory() * _MOST_OF_MACHINE)
    return _bytes_of(limits.memory)


def memory_of_database(limits: Limits) -> int:
    """Return how many of these the database may use; it spills beyond."""
    return _share_of_bytes(memory_of_process(limits))


def threads_of(limits: Limits) -> int:
    """Return with how many threads a run with these limits works."""
    return usable_processors() if limits.threads is None else limits.threads


def _share_of_bytes(size: int) -> int:
    return max(size - _BESIDE_DATABASE, int(size * _LEAST_SHARE))


def interrupt_queries() -> None:
    """Stop the queries that run on open connections; for the handler of a signal, before it raises.

    Left to itself, DuckDB at times waits for what its threads are at after Ctrl-C, however long that takes.
    """
    for con in tuple(_OPEN):
        con.interrupt()


_SESSION = (
    "set TimeZone = 'UTC'",
    "set enable_progress_bar = true",
    "set enable_progress_bar_print = false",
    "set progress_bar_time = 0",
    # The queries put the smaller side on the right; guesses about filters would turn some joins around.
    "set disabled_optimizers = 'build_side_probe_side'",
)


def _for_long_work(limits: Limits) -> dict[str, str]:
    """Return settings of a database that is written to for long, and closed once."""
    return {
        # Blocks of memory that are freed are kept for the next: to get them anew costs a twentieth of a run.
        "block_allocator_memory": f"{memory_of_database(limits) // 4}B",
        # The rows of a table are on the disk when it is made; the log only says so, and is soon read again.
        "checkpoint_threshold": "1GB",
    }


def _settings(spill: Path | None, limits: Limits) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "temp_directory": "" if spill is None else str(spill),
        "memory_limit": f"{memory_of_database(limits)}B",
        "threads": threads_of(limits),
        # What cannot spill is locked, so that nothing turns this on where it is needed.
        "preserve_insertion_order": spill is None,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
