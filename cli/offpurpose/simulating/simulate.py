"""Writing a simulated incident: its inputs, its incident file, and the truth beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from offpurpose import __version__
from offpurpose.case.destination import FolderKind
from offpurpose.case.folder import CaseFolder
from offpurpose.engine.database import Limits, open_database
from offpurpose.engine.machine import usable_processors
from offpurpose.engine.run import Progress, no_progress
from offpurpose.engine.sql_text import quoted_text
from offpurpose.simulating.incident_text import incident_text
from offpurpose.simulating.parts import Part, parts_of, write_part, write_parts
from offpurpose.simulating.plan import Plan
from offpurpose.simulating.world import make_world, query

_PART = 4_000_000
_STAGE = "inputs and truth"
_SIMULATION = FolderKind("simulated incident", "simulation.json", "offpurpose simulation")
_TRUTH = "truth"
_TRUTH_MATCHES = "truth_matches"
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
    plan: Plan,
    out: Path,
    limits: Limits | None = None,
    progress: Progress = no_progress,
    *,
    force: bool = False,
) -> Simulated:
    """Write an incident of this plan into a new folder, which appears whole or not at all.

    With `force` it takes the place of an earlier one.

    Raises:
        CaseError: when something is in the way, or the folder cannot be written.
    """
    limits = limits or Limits()
    with CaseFolder(out, force=force, kind=_SIMULATION) as folder:
        with open_database(None, folder.spill, limits) as con:
            make_world(con, plan)
            rows = _write_rows(con, plan, folder.path, limits.threads or usable_processors(), progress)
        (folder.path / "incident.toml").write_text(incident_text(plan, _inputs(plan)), encoding="utf-8")
        _write_simulation(plan, rows, folder.path)
    return Simulated(folder.destination, rows)


def _write_rows(
    con: duckdb.DuckDBPyConnection, plan: Plan, folder: Path, threads: int, progress: Progress
) -> dict[str, int]:
    """Write the inputs and the truth; return the rows of each."""
    parts = [*_parts(plan, folder)]
    total = sum(part.numbers for part in parts)
    progress(_STAGE, 0, total)
    found = write_parts(con, parts, threads, lambda done: progress(_STAGE, done, total))
    progress("truth of every account", 0, None)
    matches = quoted_text(f"{folder}/{_TRUTH_MATCHES}/*.parquet")
    sql = query(_TRUTH).replace("$truth_matches", matches)
    accounts = write_part(con, sql, folder / f"{_TRUTH}.parquet", "parquet")
    return {**{name: found[name] for name in (*_inputs(plan), _TRUTH_MATCHES)}, _TRUTH: accounts}


def _parts(plan: Plan, folder: Path) -> Iterator[Part]:
    for name, count in _inputs(plan).items():
        sql = query(name)
        if plan.evidence.plain:
            sql = f"select {_PLAIN[name]} from (\n{sql})"
        yield from parts_of(name, sql, count, folder, plan.format)
    yield from parts_of(_TRUTH_MATCHES, query(_TRUTH_MATCHES), plan.attempts, folder, "parquet")


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


def _write_simulation(plan: Plan, rows: dict[str, int], folder: Path) -> None:
    content = {
        "format": _SIMULATION.form,
        "plan": asdict(plan),
        "versions": {"offpurpose": __version__, "duckdb": duckdb.__version__},
        "rows": rows,
    }
    (folder / _SIMULATION.file).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
