"""The whole job: from an incident file to a case folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from offpurpose.audit.packs import CONTACT_MATCHING, AuditPack
from offpurpose.audit.parameters import make_parameter_tables
from offpurpose.audit.sensitivity import add_sensitivity, sensitivity_queries
from offpurpose.case.folder import CaseFolder
from offpurpose.case.manifest import DATABASE, run_facts
from offpurpose.case.write import write_case
from offpurpose.engine.database import Limits, open_database
from offpurpose.engine.query_files import needed_for
from offpurpose.engine.run import Progress, require_checks, rows_of, run_queries
from offpurpose.incident import load_incident
from offpurpose.inputs.files import find_files
from offpurpose.inputs.load import load_inputs
from offpurpose.inputs.reconcile import DEFAULT_MAX_REJECTED


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What a run may do and use; nothing here bears on the bounds but `max_rejected`.

    max_rejected: the share of an input's rows, 0 to 1, above which rejects stop the audit.
    temp_dir: where the private folder for spill files is made; None puts it beside the case folder.
    database: whether the case folder keeps case.duckdb.
    sensitivity: whether the bounds are computed under other readings too.
    """

    force: bool = False
    max_rejected: float = DEFAULT_MAX_REJECTED
    memory: str | None = None
    threads: int | None = None
    temp_dir: Path | None = None
    database: bool = True
    account_ids_are_identifiers: bool = False
    sensitivity: bool = False


@dataclass(frozen=True, slots=True)
class AuditResult:
    """A finished audit: where its case folder is, and its summary."""

    case: Path
    summary: dict[str, Any]


Unclassified = Callable[[list[dict[str, Any]]], None]
"""Told of the purposes of no class, before the long work: purpose, holdings, judged_accounts."""

_UNCLASSIFIED = "summary_unclassified_purposes"


def _no_progress(_stage: str, _done: int, _total: int | None) -> None:
    pass


def _say_nothing(_purposes: list[dict[str, Any]]) -> None:
    pass


def run_audit(
    incident_path: Path,
    out: Path,
    options: AuditOptions | None = None,
    progress: Progress = _no_progress,
    unclassified: Unclassified = _say_nothing,
) -> AuditResult:
    """Audit an incident and write its case folder.

    Raises:
        OffpurposeError: when the incident file, an input or the destination is at fault; nothing is left.
    """
    options = options or AuditOptions()
    started_at = datetime.now(UTC)
    incident = load_incident(incident_path)
    files = find_files(incident.folder, incident.inputs.values())
    with CaseFolder(out, force=options.force) as folder, _database(folder, options) as con:
        load_inputs(
            con,
            incident,
            files,
            progress=progress,
            max_rejected=options.max_rejected,
            account_ids_are_identifiers=options.account_ids_are_identifiers,
        )
        make_parameter_tables(con, incident)
        judge(con, CONTACT_MATCHING, progress, unclassified)
        queries = CONTACT_MATCHING.queries
        if options.sensitivity:
            add_sensitivity(con, CONTACT_MATCHING, progress)
            queries += sensitivity_queries()
        summary = write_case(
            con,
            incident,
            folder.path,
            queries={query.name: query.sha256 for query in queries},
            run=run_facts(incident, folder.destination, started_at),
            progress=progress,
            options={
                "account_ids_are_identifiers": options.account_ids_are_identifiers,
                "sensitivity": options.sensitivity,
            },
        )
    return AuditResult(folder.destination, summary)


def judge(
    con: duckdb.DuckDBPyConnection, pack: AuditPack, progress: Progress, unclassified: Unclassified
) -> None:
    """Run a pack's queries over the canonical and parameter tables; raises where a check fails."""
    first = needed_for(pack.queries, _UNCLASSIFIED)
    run_queries(con, first, progress)
    if purposes := rows_of(con, _UNCLASSIFIED):
        unclassified(purposes)
    run_queries(con, [query for query in pack.queries if query not in first], progress)
    require_checks(con, pack.queries)


@contextmanager
def _database(folder: CaseFolder, options: AuditOptions) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database of a run: part of the case, or else in the folder that does not outlive the run."""
    with ExitStack() as stack:
        spill = folder.spill
        if options.temp_dir is not None:
            spill = Path(stack.enter_context(TemporaryDirectory(prefix="offpurpose-", dir=options.temp_dir)))
        path = folder.path / DATABASE if options.database else spill / DATABASE
        limits = Limits(options.memory, options.threads)
        yield stack.enter_context(open_database(path, spill, limits))
