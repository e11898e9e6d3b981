"""How fast this machine is, now: a piece of work like the audit's own, measured."""

from __future__ import annotations

import time
from dataclasses import dataclass

import duckdb

from offpurpose.engine.database import Limits, open_memory

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
    """Do the work with the threads of an audit, and measure it; about half a second of one processor."""
    with open_memory(limits) as con:
        return min((_round(con) for _ in range(_ROUNDS)), key=lambda speed: speed.seconds / speed.threads)


def _round(con: duckdb.DuckDBPyConnection) -> Speed:
    wall, processors = time.perf_counter(), time.process_time()
    con.execute(_WORK).fetchall()
    busy = time.process_time() - processors
    return Speed(busy, max(busy / (time.perf_counter() - wall), 1e-3))
