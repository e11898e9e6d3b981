"""Running one process and watching it: its time, its memory, and what it spills."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import duckdb

from bench.disk import spilled_below

_SECONDS = 0.1
# An audit that finds uses after the window ends with status 3: it is done all the same.
_DONE = (0, 3)


@dataclass(frozen=True)
class Measured:
    """One run of a process.

    Seconds of wall clock and of processors; peak resident memory, and peak of what it spilled, in GiB.
    """

    wall: float
    cpu: float
    peak: float
    spill: float = 0.0


def measure(command: Sequence[str], scratch: Path | None = None) -> Measured:
    """Run a command to its end, by the operating system's own account of it; it spills below `scratch`."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    over, spilled = Event(), [0]
    watcher = Thread(target=_watch, args=(scratch, over, spilled), daemon=True)
    if scratch is not None:
        watcher.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    over.set()
    if scratch is not None:
        watcher.join()
    if os.waitstatus_to_exitcode(status) not in _DONE:
        raise SystemExit(f"failed: {' '.join(command)}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20, spilled[0] / 2**30)


def _watch(scratch: Path, over: Event, spilled: list[int]) -> None:
    while not over.wait(_SECONDS):
        spilled[0] = max(spilled[0], spilled_below(scratch))


def machine() -> str:
    """One line that says what figures were taken on."""
    return (
        f"{os.cpu_count()} processors, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )
