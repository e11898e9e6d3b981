"""What a person waits for at small things: the help, a small audit, one account of a large case.

Run `python -m bench.latency [--case CASE [--account ID]] [--incident FILE] [--rounds 5] [--json FILE]`.
Prints the median of the rounds, in seconds of the clock and of the processors; the first round, which warms
up what the machine keeps in memory, is not counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from bench.measuring import Measured, machine, measure

_FIXTURE = Path("fixtures/twitter_2019/incident.toml")
_PROGRAM = (sys.executable, "-m", "offpurpose")
_PASS = "python -c pass"
_LIMITS = {"--help": 0.15, "audit": 3.0, "explain": 1.0, "sql": 1.0}
"""Seconds: of the help, beyond a Python that does nothing."""


def commands(incident: Path, case: Path | None, account: str | None, scratch: Path) -> dict[str, list[str]]:
    """Return what is measured, by the names that are shown."""
    measured = {
        _PASS: [sys.executable, "-c", "pass"],
        "--help": [*_PROGRAM, "--help"],
        "audit": [*_PROGRAM, "audit", str(incident), "--out", f"{scratch}/case", "--force", "--quiet"],
    }
    if case is not None:
        chosen = account or some_account(case)
        question = f"from verdict where account_id = '{chosen}'"
        measured["explain"] = [*_PROGRAM, "explain", str(case), chosen]
        measured["sql"] = [*_PROGRAM, "sql", str(case), question]
    return measured


def some_account(case: Path) -> str:
    """Return the id of an account in the middle of the verdicts."""
    file = pq.ParquetFile(case / "accounts" / "verdicts.parquet")
    group = file.read_row_group(file.num_row_groups // 2, columns=["account_id"])
    return str(group.column("account_id")[group.num_rows // 2].as_py())


def medians(asked: dict[str, list[str]], rounds: int) -> dict[str, Measured]:
    """Run every command once a round, one after the other."""
    runs: dict[str, list[Measured]] = {name: [] for name in asked}
    for number in range(rounds + 1):
        for name, command in asked.items():
            ran = measure(command)
            if number:
                runs[name].append(ran)
    return {
        name: Measured(
            statistics.median(run.wall for run in of_one),
            statistics.median(run.cpu for run in of_one),
            max(run.peak for run in of_one),
        )
        for name, of_one in runs.items()
    }


def main() -> None:
    """Measure, print the table, write the JSON where it was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.latency", description=__doc__)
    parser.add_argument("--incident", type=Path, default=_FIXTURE)
    parser.add_argument("--case", type=Path, help="a finished case of any size")
    parser.add_argument("--account", help="one of its accounts, else one in the middle of its verdicts")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        asked = commands(chosen.incident, chosen.case, chosen.account, Path(scratch))
        found = medians(asked, chosen.rounds)
    report(found)
    if chosen.json is not None:
        figures = {"machine": machine(), "seconds": {name: run.wall for name, run in found.items()}}
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def report(found: dict[str, Measured]) -> None:
    """Print one line a command, with what it may take."""
    print(machine())
    print(f"{'':16} {'clock s':>8} {'processors s':>13} {'GiB':>6} {'at most s':>10}")
    for name, run in found.items():
        limit = _LIMITS.get(name)
        most = f"{limit + (found[_PASS].wall if name == '--help' else 0):.2f}" if limit else ""
        print(f"{name:16} {run.wall:>8.2f} {run.cpu:>13.2f} {run.peak:>6.2f} {most:>10}")


if __name__ == "__main__":
    main()
