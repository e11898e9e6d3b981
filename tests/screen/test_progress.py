"""Progress on a terminal: one line, of the stage at hand."""

from __future__ import annotations

import re
import time
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from offpurpose.engine.polling import polled
from offpurpose.screen.progress import showing_progress


def shown(*told: tuple[str, int, int | None]) -> list[str]:
    """What stands on the terminal after each thing that is told."""
    lines = []
    for count in range(1, len(told) + 1):
        stream = StringIO()
        console = Console(file=stream, force_terminal=True, width=100, color_system=None)
        with showing_progress(console) as progress:
            for stage, done, total in told[:count]:
                progress(stage, done, total)
        lines.append(without_escapes(stream.getvalue())[-1])
    return lines


def without_escapes(text: str) -> list[str]:
    """The lines that were written, one after the other, as they read."""
    frames = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "\n").split("\n")
    return [frame.strip() for frame in frames if frame.strip()]


def test_a_stage_says_how_far_it_is() -> None:
    [known, unknown] = (shown(told)[0] for told in (("reading", 1234, 5000), ("reading", 1234, None)))
    assert known.startswith("reading ")
    assert "1,234 of 5,000" in known
    assert "1,234 " in unknown
    assert " of " not in unknown


def test_a_total_is_that_of_its_own_stage() -> None:
    lines = shown(("load contacts", 10, 10), ("load uploads", 0, None))
    assert "10 of 10" in lines[0]
    assert lines[1].startswith("load uploads")
    assert "10" not in lines[1]


def test_queries_are_told_in_percent() -> None:
    lines = shown(("query one", 0, 100), ("query two", 40, 100))
    assert lines[-1].startswith("query two")
    assert "40 %" in lines[-1]


def test_the_whole_run_is_told_above_its_stage() -> None:
    now = 0.0
    stream = StringIO()
    console = Console(file=stream, force_terminal=True, width=100, color_system=None)
    with showing_progress(console, lambda: now) as progress:
        progress.expect([("load", 100.0), ("judge", 100.0)])
        for done in range(1, 101):
            now = float(done)
            progress("load", done, 100)
        progress("judge", 0, 100)
    whole, stage = (line for line in without_escapes(stream.getvalue())[-2:])
    assert re.match(r"in all +\S+ +50 % +1:40 left", whole)
    assert stage.startswith("judge")


def test_a_long_name_is_fitted() -> None:
    [line] = shown(("query " + "x" * 80, 0, 3))
    assert "xxx..." in line
    assert len(line) <= 100


def test_nothing_of_it_is_left_behind() -> None:
    stream = StringIO()
    console = Console(file=stream, force_terminal=True, width=80, color_system=None)
    with showing_progress(console) as progress:
        progress("reading", 1, 2)
        console.print("a message")
    assert stream.getvalue().rstrip().endswith("\x1b[2K")


@pytest.mark.parametrize("told_by_duckdb", [True, False])
def test_a_long_query_tells_how_far_it_is(told_by_duckdb: bool, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    with duckdb.connect() as con:
        # Left to itself, DuckDB tells it or not by the kind of program that it is in.
        asked = str(told_by_duckdb).lower()
        settings = (
            "progress_bar_time = 0",
            "enable_progress_bar_print = false",
            f"enable_progress_bar = {asked}",
        )
        for setting in settings:
            con.execute(f"set {setting}").fetchall()
        with polled(con, "sorting", lambda *each: told.append(each), seconds=0.01):
            con.execute(
                "create table t as select hash(i) as h from range(3000000) as r (i) order by h"
            ).fetchall()
            time.sleep(0.05)
    assert bool(told) == told_by_duckdb
    assert all(stage == "sorting" and 0 <= done <= 100 and total == 100 for stage, done, total in told)


def test_a_failing_query_is_told_by_its_own_thread() -> None:
    con = duckdb.connect()

    def fail() -> None:
        with polled(con, "sorting", lambda *_: None, seconds=0.01):
            con.close()
            time.sleep(0.05)
            con.execute("select 1")

    with pytest.raises(duckdb.Error):
        fail()
