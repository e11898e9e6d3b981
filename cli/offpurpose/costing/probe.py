"""How fast this machine is, now: a piece of work like the audit's own, measured."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import duckdb

from offpurpose.engine.database import Limits, open_memory, threads_of

_ROWS = 100_000
_ROUNDS = 2

# What an audit does most: digests of texts, a join of digests, groups, an order.
_WORK = (
    "create or replace table held as select sha256('user' || i || '@example.com') as digest,"
    f" hash(i) as account from range({_ROWS}) as r (i);"
    "create or replace table met as select account, count(*) as times, min(digest) as first"
    " from held join (select digest from held) as again using (digest) group by account;"
    "create or replace table sorted as select * from met order by first"
)


@dataclass(frozen=True, slots=True)
class Speed:
    """What one unit of work takes here.

    A unit is what the probe does. `seconds` are of one processor; `threads` are as many as were at work at
    once, of those that were asked for: fewer where others use the machine too.
    """

    seconds: float
    threads: float


def measure_speed(limits: Limits) -> Speed:
    """Do the work as often at once as an audit has threads, and measure it; about a fifth of a second.

    One after the other would not tell how many processors there are: so few rows are the work of one thread.
    """
    threads = threads_of(limits)
    with ExitStack() as opened, ThreadPoolExecutor(threads) as pool:
        alone = Limits(limits.memory, threads=1)
        workers = [opened.enter_context(open_memory(alone)) for _ in range(threads)]
        return min(
            (_round(pool, workers) for _ in range(_ROUNDS)), key=lambda speed: speed.seconds / speed.threads
        )


def _round(pool: ThreadPoolExecutor, workers: Sequence[duckdb.DuckDBPyConnection]) -> Speed:
    wall, processors = time.perf_counter(), time.process_time()
    for _ in pool.map(_work, workers):
        pass
    busy = time.process_time() - processors
    return Speed(busy / len(workers), max(busy / (time.perf_counter() - wall), 1e-3))


def _work(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(_WORK).fetchall()
