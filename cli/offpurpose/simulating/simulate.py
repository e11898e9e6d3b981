"""Writing a simulated incident: its inputs, its incident file, and the truth beside them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from offpurpose import __version__
from offpurpose.case.folder import CaseFolder
from offpurpose.engine.database import Limits, open_database
from offpurpose.engine.run import Progress, no_progress
from offpurpose.engine.sql_text import quoted_text
from offpurpose.simulating.incident_text import incident_text
from offpurpose.simulating.plan import Format, Plan
from offpurpose.simulating.world import make_world, query

_PART = 4_000_000
_SIMULATION = "simulation.json"
_TRUTH_MATCHES = "truth_matches"
_COPIED_AS: dict[Format, str] = {
    "parquet": "format parquet, compression zstd",
    "csv": "format csv, header",
    "jsonl.gz": "format json, compression gzip",
}


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated incident: its folder, and the rows of every input and of the truth."""

    folder: Path
    rows: dict[str, int]

    @property
    def incident(self) -> Path:
        """The incident file."""
        return self.folder / "incident.toml"


def simulate(
    plan: Plan, out: Path, limits: Limits | None = None, progress: Progress = no_progress
) -> Simulated:
    """Write an incident of this plan into a new folder, which appears whole or not at all.

    Raises:
        CaseError: when something is in the way, or the folder cannot be written.
    """
    with CaseFolder(out) as folder:
        with open_database(None, folder.spill, limits or Limits()) as con:
            make_world(con, plan)
            rows = _write_inputs(con, plan, folder.path, progress)
            rows |= _write_truth(con, plan, folder.path, progress)
        (folder.path / "incident.toml").write_text(incident_text(plan), encoding="utf-8")
        _write_simulation(plan, rows, folder.path)
    return Simulated(folder.destination, rows)


def _write_inputs(
    con: duckdb.DuckDBPyConnection, plan: Plan, folder: Path, progress: Progress
) -> dict[str, int]:
    numbers = {
        "contacts": plan.holders,
        "uploads": plan.uploads,
        "entries": plan.entries,
        "matches": plan.attempts,
    }
    rows = {}
    for name, count in numbers.items():
        rows[name] = _write_parts(con, name, count, folder / name, plan.format, progress=progress)
    return rows


def _write_truth(
    con: duckdb.DuckDBPyConnection, plan: Plan, folder: Path, progress: Progress
) -> dict[str, int]:
    matches = _write_parts(
        con, _TRUTH_MATCHES, plan.attempts, folder / _TRUTH_MATCHES, "parquet", progress=progress
    )
    progress("truth", 0, None)
    sql = query("truth").replace("$truth_matches", quoted_text(f"{folder}/{_TRUTH_MATCHES}/*.parquet"))
    accounts = _copy(con, sql, folder / "truth.parquet", "parquet")
    return {_TRUTH_MATCHES: matches, "truth": accounts}


def _write_parts(
    con: duckdb.DuckDBPyConnection, name: str, count: int, folder: Path, form: Format, *, progress: Progress
) -> int:
    """Write one input, or the truth, in parts of some million rows; return how many rows it has."""
    folder.mkdir()
    sql, rows = query(name), 0
    for part, low in enumerate(range(0, count, _PART)):
        progress(name, low, count)
        high = min(count, low + _PART)
        text = sql.replace("$low", str(low)).replace("$high", str(high))
        rows += _copy(con, text, folder / f"part-{part:04d}.{form}", form)
    progress(name, count, count)
    return rows


def _copy(con: duckdb.DuckDBPyConnection, sql: str, target: Path, form: Format) -> int:
    [(rows,)] = con.execute(f"copy (\n{sql}) to {quoted_text(str(target))} ({_COPIED_AS[form]})").fetchall()
    return int(rows)


def _write_simulation(plan: Plan, rows: dict[str, int], folder: Path) -> None:
    content = {
        "format": "offpurpose simulation",
        "plan": {name: value for name, value in asdict(plan).items() if name != "settings"},
        "versions": {"offpurpose": __version__, "duckdb": duckdb.__version__},
        "rows": rows,
    }
    (folder / _SIMULATION).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
