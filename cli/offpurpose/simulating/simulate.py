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
_TRUTH = "truth"
_TRUTH_MATCHES = "truth_matches"
_COPIED_AS: dict[Format, str] = {
    "parquet": "format parquet, compression zstd, compression_level 1",
    "csv": "format csv, header",
    "jsonl.gz": "format json, compression gzip",
}


_PLAIN = {
    "contacts": "account_id, kind, identifier, purpose, valid_from, valid_to, region",
    "uploads": "upload_id, advertiser_id, partner_id, uploaded_at",
    "entries": "upload_id, identifier_hash",
    "matches": "match_id, matched_at, upload_id, account_id, identifier_hash",
}
"""The inputs, and their columns, of a plain profile."""


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
            writer = _Writer(con, folder.path, progress)
            rows = _write_inputs(writer, plan) | _write_truth(writer, plan)
        (folder.path / "incident.toml").write_text(incident_text(plan, _inputs(plan)), encoding="utf-8")
        _write_simulation(plan, rows, folder.path)
    return Simulated(folder.destination, rows)


def _write_inputs(writer: _Writer, plan: Plan) -> dict[str, int]:
    rows = {}
    for name, count in _inputs(plan).items():
        sql = query(name)
        if plan.evidence.plain:
            sql = f"select {_PLAIN[name]} from (\n{sql})"
        rows[name] = writer.write_parts(name, sql, count, plan.format)
    return rows


def _inputs(plan: Plan) -> dict[str, int]:
    """Return the inputs of a plan, in the order of the contract, and from how many numbers each is made."""
    inputs = {
        "contacts": plan.holders,
        "uploads": plan.uploads,
        "entries": plan.entries,
        "matches": plan.attempts,
        "accounts": plan.accounts,
        "partner_map": 1,
    }
    left_out = set() if plan.evidence.shares.mapped else {"partner_map"}
    return {
        name: count
        for name, count in inputs.items()
        if name not in left_out and (name in _PLAIN or not plan.evidence.plain)
    }


def _write_truth(writer: _Writer, plan: Plan) -> dict[str, int]:
    matches = writer.write_parts(_TRUTH_MATCHES, query(_TRUTH_MATCHES), plan.attempts, "parquet")
    parts = quoted_text(f"{writer.folder}/{_TRUTH_MATCHES}/*.parquet")
    accounts = writer.write_file(_TRUTH, query(_TRUTH).replace("$truth_matches", parts))
    return {_TRUTH_MATCHES: matches, _TRUTH: accounts}


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes what queries make into files below a folder; tells how many rows that is."""

    con: duckdb.DuckDBPyConnection
    folder: Path
    progress: Progress

    def write_parts(self, name: str, sql: str, count: int, form: Format) -> int:
        """Write a folder of parts, each made from some million numbers of the `count` that there are."""
        folder = self.folder / name
        folder.mkdir()
        rows = 0
        for part, low in enumerate(range(0, count, _PART)):
            self.progress(name, low, count)
            text = sql.replace("$low", str(low)).replace("$high", str(min(count, low + _PART)))
            rows += self._copy(text, folder / f"part-{part:04d}.{form}", form)
        self.progress(name, count, count)
        return rows

    def write_file(self, name: str, sql: str) -> int:
        """Write one Parquet file."""
        self.progress(name, 0, None)
        return self._copy(sql, self.folder / f"{name}.parquet", "parquet")

    def _copy(self, sql: str, target: Path, form: Format) -> int:
        copied = f"copy (\n{sql}) to {quoted_text(str(target))} ({_COPIED_AS[form]})"
        [(rows,)] = self.con.execute(copied).fetchall()
        return int(rows)


def _write_simulation(plan: Plan, rows: dict[str, int], folder: Path) -> None:
    content = {
        "format": "offpurpose simulation",
        "plan": asdict(plan),
        "versions": {"offpurpose": __version__, "duckdb": duckdb.__version__},
        "rows": rows,
    }
    (folder / _SIMULATION).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
