"""The whole job: from an incident file to a case folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from offpurpose.audit.expected import expected_cost, expected_stages, rest_of_run
from offpurpose.audit.going_on import (
    begin_or_go_on,
    digests_of,
    keeping_for_later,
    require_loaded,
    telling_what_is_kept,
)
from offpurpose.audit.judging import Unclassified, judge
from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.parameters import make_parameter_tables
from offpurpose.audit.sensitivity import SENSITIVITY, add_sensitivity, sensitivity_queries
from offpurpose.audit.sorting import make_sort_macros
from offpurpose.case.folder import CaseFolder
from offpurpose.case.manifest import DATABASE, read_input_files, run_facts
from offpurpose.case.scratch import scratch_for
from offpurpose.case.stages import LOADED, RANGES, Stages
from offpurpose.case.write import write_case
from offpurpose.costing.space import Places, needs, require_space
from offpurpose.engine.database import Limits, bring_to_disk, confine, open_database
from offpurpose.engine.run import Progress, no_progress
from offpurpose.incident import Incident, load_incident
from offpurpose.inputs.files import InputFile, find_files, paths_of
from offpurpose.inputs.load import load_inputs
from offpurpose.inputs.reconcile import DEFAULT_MAX_REJECTED
from offpurpose.report.write import write_first_report


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What a run may do and use; nothing here bears on the bounds but `max_rejected`.

    resume: whether to go on from the last finished stage of a run that was stopped.
    max_rejected: the share of an input's rows, 0 to 1, above which rejects stop the audit.
    temp_dir: where the private folder for spill files is made; None puts it beside the case folder.
    database: whether the case folder keeps case.duckdb.
    sensitivity: whether the bounds are computed under other readings too.
    ranges: in how many ranges of accounts matches are judged; None takes as many as the memory asks for.
    """

    force: bool = False
    resume: bool = False
    max_rejected: float = DEFAULT_MAX_REJECTED
    memory: str | None = None
    threads: int | None = None
    temp_dir: Path | None = None
    database: bool = True
    account_ids_are_identifiers: bool = False
    sensitivity: bool = False
    ranges: int | None = None


@dataclass(frozen=True, slots=True)
class AuditResult:
    """A finished audit: where its case folder is, and its summary."""

    case: Path
    summary: dict[str, Any]


Expected = Callable[[Sequence[tuple[str, float]]], None]
"""Told of the stages that a run will go through, as progress names them, and how their times compare."""

Notice = Callable[[str], None]
"""Told in words of what a person should know while the run goes on."""

_SMALL = 16 << 20
"""So many bytes of inputs are loaded and judged in a few seconds."""


def _say_nothing(_told: object) -> None:
    pass


def run_audit(
    incident: Path | Incident,
    out: Path,
    options: AuditOptions | None = None,
    progress: Progress = no_progress,
    unclassified: Unclassified = _say_nothing,
    *,
    notice: Notice = _say_nothing,
    expected: Expected = _say_nothing,
) -> AuditResult:
    """Audit an incident, given as its file or already read, and write its case folder.

    Where the run is stopped from outside after a finished stage, its work is kept for one with `resume`, and
    the error has a note that says so.

    Raises:
        OffpurposeError: when the incident file, an input or the destination is at fault; nothing is left.
    """
    options = options or AuditOptions()
    started_at = datetime.now(UTC)
    incident = load_incident(incident) if isinstance(incident, Path) else incident
    files = find_files(incident.folder, incident.inputs.values())
    limits = Limits(options.memory, options.threads)
    cost = expected_cost(incident, files, limits, sensitivity=options.sensitivity)
    if not options.resume:
        places = Places(out.absolute(), options.temp_dir, options.database)
        for warning in require_space(needs(cost, places)):
            notice(warning)
    folder = CaseFolder(out, force=options.force, resume=options.resume)
    with telling_what_is_kept(folder), folder:
        stages = begin_or_go_on(folder, incident, files, options, notice)
        ranges = stages.facts(RANGES) or options.ranges or cost.ranges
        through = expected_stages(incident, ranges, sensitivity=options.sensitivity)
        expected(rest_of_run(cost, through, stages))
        with _database(folder, options, files) as con, keeping_for_later(folder):
            _load(con, incident, files, options, stages=stages, progress=progress)
            folder.keep = True
            judge(con, CONTACT_MATCHING, progress, unclassified, stages=stages, ranges=ranges)
            queries = CONTACT_MATCHING.queries
            if options.sensitivity:
                queries += sensitivity_queries()
                if SENSITIVITY not in stages:
                    add_sensitivity(con, CONTACT_MATCHING, progress)
                    stages.finish(SENSITIVITY)
            summary = write_case(
                con,
                incident,
                folder.path,
                queries=digests_of(queries),
                run=run_facts(incident, folder.destination, started_at),
                progress=progress,
                options={
                    "account_ids_are_identifiers": options.account_ids_are_identifiers,
                    "sensitivity": options.sensitivity,
                },
                stages=stages,
                report=lambda case: write_first_report(case, queries),
            )
    return AuditResult(folder.destination, summary)


def _load(
    con: duckdb.DuckDBPyConnection,
    incident: Incident,
    files: Mapping[str, Sequence[InputFile]],
    options: AuditOptions,
    *,
    stages: Stages,
    progress: Progress,
) -> None:
    if LOADED in stages:
        require_loaded(con)
        make_sort_macros(con)
        return
    load_inputs(
        con,
        incident,
        files,
        progress=progress,
        max_rejected=options.max_rejected,
        account_ids_are_identifiers=options.account_ids_are_identifiers,
    )
    make_parameter_tables(con, incident)
    bring_to_disk(con)
    stages.finish(LOADED, read_input_files(con))


def _are_small(files: Mapping[str, Sequence[InputFile]]) -> bool:
    """Whether a run takes seconds, most of them for the disk to say so after every statement.

    Its work is brought to the disk at the end; until then it could not be gone on with if the machine fails.
    """
    return sum(file.path.stat().st_size for of_input in files.values() for file in of_input) < _SMALL


@contextmanager
def _database(
    folder: CaseFolder, options: AuditOptions, files: Mapping[str, Sequence[InputFile]]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database of a run: part of the case, or else in a folder that does not outlive the run.

    It reaches the input files and its own folders, and no others.
    """
    scratch = scratch_for(folder, options.temp_dir)
    path = (folder.path if options.database else scratch.kept) / DATABASE
    limits = Limits(options.memory, options.threads)
    with open_database(path, scratch.spill, limits, synced=not _are_small(files)) as con:
        confine(con, paths_of(files), [path.parent, scratch.spill])
        yield con
