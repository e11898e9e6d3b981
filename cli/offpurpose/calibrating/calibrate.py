"""Calibrating: all inputs are loaded under every rule pack at once, looked at, and thrown away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from offpurpose.audit.catalogue import CALIBRATION
from offpurpose.calibrating.candidates import Candidate, Trial, candidates, trials, trying
from offpurpose.calibrating.ranking import ListsRow, Numbers, UsesRow, by_part, ranked
from offpurpose.calibrating.report import Calibration, Evidence, Lists
from offpurpose.calibrating.suggesting import suggest
from offpurpose.case.private import private_folder
from offpurpose.engine.database import Limits, bring_to_disk, confine, open_database
from offpurpose.engine.query_files import load_queries
from offpurpose.engine.run import no_progress, rows_of, run_queries
from offpurpose.incident import Incident, load_incident
from offpurpose.inputs.files import find_files, paths_of
from offpurpose.inputs.load import load_inputs
from offpurpose.inputs.reconcile import DEFAULT_MAX_REJECTED

Progress = Callable[[str, int, int | None], None]

_FOLDER = "offpurpose-calibrate-"


@dataclass(frozen=True, slots=True)
class CalibrateOptions:
    """Which packs to try beside those that come with the tool, what may pass, and what may be used."""

    rules: tuple[str, ...] = ()
    max_rejected: float = DEFAULT_MAX_REJECTED
    account_ids_are_identifiers: bool = False
    limits: Limits = field(default_factory=Limits)
    temp_dir: Path | None = None


def calibrate_incident(
    path: Path,
    options: CalibrateOptions | None = None,
    progress: Progress = no_progress,
) -> Calibration:
    """Find which rule packs reproduce the recorded matches of an incident.

    Raises what an audit of the same inputs would raise.
    """
    options = options or CalibrateOptions()
    incident = load_incident(path)
    tried = candidates(incident, options.rules)
    tries = trials(tried)
    trial = trying(incident, tries)
    files = find_files(trial.folder, trial.inputs.values())
    with (
        private_folder(options.temp_dir, _FOLDER) as folder,
        open_database(folder / "calibration.duckdb", folder / "spill", options.limits) as con,
    ):
        confine(con, paths_of(files), [folder])
        load_inputs(
            con,
            trial,
            files,
            progress=progress,
            max_rejected=options.max_rejected,
            account_ids_are_identifiers=options.account_ids_are_identifiers,
        )
        _make_rule_tables(con, tried, tries)
        bring_to_disk(con)
        run_queries(con, load_queries((CALIBRATION,)), progress)
        return _found(con, incident, tried)


def _make_rule_tables(
    con: duckdb.DuckDBPyConnection, tried: tuple[Candidate, ...], tries: tuple[Trial, ...]
) -> None:
    """Make `rule_bit` and `rule_digest`: which pack each bit is, and which packs make each digest."""
    con.execute("create table rule_bit (bit integer)")
    con.executemany("insert into rule_bit values (?)", [[each.bit] for each in tried])
    con.execute("create table rule_kind (rule_no integer, kind varchar, rules bigint)")
    rows = [
        [number, kind, bits] for number, trial in enumerate(tries, 1) for kind, bits in trial.bits.items()
    ]
    con.executemany("insert into rule_kind values (?, ?, ?)", rows)
    con.execute(
        """
        create table rule_digest as
        select also_digested.source_row, also_digested.digest, bit_or(rule_kind.rules) as rules
        from also_digested
        inner join rule_kind on also_digested.rule_no = rule_kind.rule_no
        left join (
            select source_row, kind from contact
            union all select source_row, kind from entry
            union all select source_row, kind from match
            union all select source_row, kind from partner_map
        ) as given on also_digested.source_row = given.source_row
        where also_digested.key_no is null and (given.kind is null or given.kind = rule_kind.kind)
        group by all
        """
    ).fetchall()


def _found(con: duckdb.DuckDBPyConnection, incident: Incident, tried: tuple[Candidate, ...]) -> Calibration:
    numbers = Numbers(
        uses=tuple(_uses_row(row) for row in rows_of(con, "calibration_uses")),
        lists=tuple(_lists_row(row) for row in rows_of(con, "calibration_uploads")),
    )
    packs = ranked(numbers, tried)
    return Calibration(
        title=incident.title,
        reference=incident.reference,
        current=tuple(each.reference for each in tried if each.is_current),
        evidence=_evidence(con, numbers),
        packs=packs,
        parts=by_part(numbers, tried),
        suggestion=suggest(numbers, tried, [each.rules for each in packs], incident.systems),
    )


def _evidence(con: duckdb.DuckDBPyConnection, numbers: Numbers) -> tuple[Evidence, ...]:
    uses = [Evidence(row["way"], row["uses"], row["told"]) for row in rows_of(con, "calibration_evidence")]
    lists = sum(row.lists.uploads for row in numbers.lists if row.bit == 0)
    [(recorded,)] = con.execute("select count(*) from upload where matched_count is not null").fetchall()
    return (*uses, *([Evidence("counted", recorded, lists)] if recorded else []))


def _uses_row(row: dict[str, Any]) -> UsesRow:
    return UsesRow(row["system"], row["quarter"], row["email_rules"], row["phone_rules"], row["uses"])


def _lists_row(row: dict[str, Any]) -> ListsRow:
    lists = Lists(int(row["uploads"]), int(row["recorded"]), int(row["given"]), int(row["reproduced"]))
    return ListsRow(row["system"], row["quarter"], row["bit"], lists)
