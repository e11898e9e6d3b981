"""From the input files of an incident to the canonical tables (rules, section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from offpurpose.engine.run import Progress, no_progress
from offpurpose.identifiers.sql import register
from offpurpose.incident import Incident, InputSpec
from offpurpose.incident.keys import keys_at_hand
from offpurpose.inputs.also_digested import part_by_system, write_also_digested
from offpurpose.inputs.cells import check_types
from offpurpose.inputs.contract import INPUTS
from offpurpose.inputs.duplicates import collapse_duplicates, drop_work_tables, settle_conflicts
from offpurpose.inputs.faults import FileFaults, FilesUnreadableError
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.id_numbers import ids_given_as_numbers, keep_ids_as_numbers
from offpurpose.inputs.linking import link_digests
from offpurpose.inputs.mapping import MappedSource, map_source
from offpurpose.inputs.meter import Meter
from offpurpose.inputs.outcomes import IdentifierCount, count_double_hashed, count_outcomes
from offpurpose.inputs.problems import InputProblemsError, Problems, TooManyRejectedError
from offpurpose.inputs.reading import FileFacts, sources_of
from offpurpose.inputs.reconcile import (
    DEFAULT_MAX_REJECTED,
    InputCount,
    TimestampCount,
    count_input,
    count_timestamps,
    write_counts,
    write_files,
)
from offpurpose.inputs.rejected import reject_faulty, reject_torn, without_doubtful_accounts
from offpurpose.inputs.stages import Stage, create_stage, finish_stage, stage_of
from offpurpose.inputs.staging import Reading, stage_select
from offpurpose.inputs.stopping import (
    check_account_ids,
    check_floating,
    check_rejected,
    check_timezone,
)
from offpurpose.inputs.tables import TABLES, create_other_tables


@dataclass(frozen=True, slots=True)
class InputReport:
    """What loading found in one input: its files, the columns that nothing reads, its counts.

    `timestamps` is by column. `identifiers` says what became of every identifier, if that was asked for.
    """

    name: str
    files: tuple[FileFacts, ...]
    ignored: tuple[str, ...]
    timestamps: dict[str, TimestampCount]
    count: InputCount
    identifiers: tuple[IdentifierCount, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading found in every given input, by name."""

    inputs: dict[str, InputReport]


@dataclass(frozen=True, slots=True)
class _Limits:
    """What makes loading stop; with `gather` it goes on, and what is wrong is noted there."""

    max_rejected: float
    gather: Problems | None
    account_ids_are_identifiers: bool


def load_inputs(
    con: duckdb.DuckDBPyConnection,
    incident: Incident,
    files: Mapping[str, Sequence[InputFile]],
    *,
    progress: Progress = no_progress,
    max_rejected: float = DEFAULT_MAX_REJECTED,
    account_ids_are_identifiers: bool = False,
    gather: Problems | None = None,
    outcomes: bool = False,
) -> LoadReport:
    """Make the canonical tables in the connection's database, which is best kept in a file.

    `files` are those that `find_files` found, by input; `max_rejected` is a share, 0 to 1. Raises one
    InputError that lists everything that is wrong: with files and columns, else with what is in them.
    With `gather`, what is wrong with the content of readable files is added there and loading goes on.
    With `outcomes`, the report says what became of every identifier.
    """
    limits = _Limits(max_rejected, gather, account_ids_are_identifiers=account_ids_are_identifiers)
    loading = _Loading(con, incident, progress, limits, outcomes=outcomes)
    loading.map(files)
    loading.stage()
    loading.judge()
    loading.collapse()
    return loading.finish()


class _Loading:
    """One run of loading; the steps are called once each, in the order in which they stand."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        incident: Incident,
        progress: Progress,
        limits: _Limits,
        *,
        outcomes: bool,
    ) -> None:
        self._con = con
        self._incident = incident
        self._progress = progress
        self._limits = limits
        self._outcomes = outcomes
        self._ids = register(con, incident.matching, keys_at_hand(incident.matching, incident.folder))
        self._mapped: dict[str, list[MappedSource]] = {}
        self._stages: dict[str, Stage] = {}
        self._facts: dict[str, list[FileFacts]] = {name: [] for name in incident.inputs}
        self._timestamps: dict[str, dict[str, TimestampCount]] = {}
        self._numbers: frozenset[str] = frozenset()
        self._duplicates: dict[str, int] = {}
        self._conflicts: dict[str, int] = {}
        self._identifiers: dict[str, list[IdentifierCount]] = {}

    def map(self, files: Mapping[str, Sequence[InputFile]]) -> None:
        """Look at the headers of all files, and find their canonical columns."""
        faults, problems = FileFaults(), Problems()
        for name, spec in self._incident.inputs.items():
            try:
                sources = sources_of(self._con, spec, files[name])
            except FilesUnreadableError as error:
                faults.add_error(error)
                continue
            mapped = [map_source(self._con, INPUTS[name], spec.columns, each, problems) for each in sources]
            for each in mapped:
                check_types(INPUTS[name], each.columns, each.source.files[0].name, problems)
            self._mapped[name] = mapped
        problems.raise_all(faults)

    def stage(self) -> None:
        """Read every file once, into the stages."""
        faults, problems = FileFaults(), Problems()
        self._create_stages()
        for name, spec in self._incident.inputs.items():
            meter = Meter(self._progress, f"load {name}", self._mapped[name])
            for mapped in self._mapped[name]:
                try:
                    self._stage_source(spec, mapped, meter, problems)
                except FilesUnreadableError as error:
                    faults.add_error(error)
        problems.raise_all(faults)

    def _create_stages(self) -> None:
        self._numbers = ids_given_as_numbers(self._con, self._mapped)
        create_other_tables(self._con, self._numbers)
        for name in TABLES:
            self._stages[name] = stage_of(
                name,
                self._ids,
                given={column for mapped in self._mapped.get(name, ()) for column in mapped.columns},
                with_refusals=self._outcomes,
                numbers=self._numbers,
            )
            create_stage(self._con, self._stages[name])

    def _stage_source(self, spec: InputSpec, mapped: MappedSource, meter: Meter, problems: Problems) -> None:
        stage = self._stages[spec.name]
        reading = Reading(self._ids, self._incident.timezone, spec.timestamps, self._outcomes)
        with (
            mapped.source.open(self._con, mapped.wanted, meter.add) as opened,
            meter.watching(self._con, mapped.source),
        ):
            select = stage_select(mapped, opened.relation, stage, reading)
            self._con.execute(f'insert into "{stage.table}" {select}').fetchall()
        torn = stage_select(mapped, "torn", stage, reading)
        if "account_id" in stage.columns and not self._limits.account_ids_are_identifiers:
            torn = without_doubtful_accounts(torn)
        reject_torn(self._con, stage, mapped, opened.rejects, torn)
        self._facts[spec.name] += opened.facts
        check_floating(spec.name, mapped, opened, problems)

    def judge(self) -> None:
        """Set the faulty rows aside, and stop where something is wrong with an input as a whole."""
        problems = self._problems()
        stages = self._given_stages()
        for name, stage in stages.items():
            self._timestamps[name] = count_timestamps(self._con, stage)
            if self._incident.timezone is None:
                check_timezone(name, self._timestamps[name], problems)
            if not self._limits.account_ids_are_identifiers:
                check_account_ids(self._con, stage, problems)
        link_digests(self._con, self._ids, stages.values())
        for stage in stages.values():
            reject_faulty(self._con, stage)
        if self._limits.gather is None:
            self._check_rejected(problems)

    def collapse(self) -> None:
        """Collapse equal rows, and set records that contradict each other aside."""
        stages = self._given_stages()
        for place, (name, stage) in enumerate(stages.items()):
            self._progress("duplicates", place, len(stages))
            self._duplicates[name] = collapse_duplicates(self._con, stage)
            self._conflicts[name] = settle_conflicts(self._con, stage)
        drop_work_tables(self._con)
        self._check_rejected(self._problems())

    def finish(self) -> LoadReport:
        """Make canonical tables of the stages, and count."""
        _resolve_systems(self._con)
        if self._outcomes:
            for name, stage in self._given_stages().items():
                self._identifiers[name] = count_outcomes(self._con, stage, self._ids)
        write_also_digested(self._con, self._ids, self._stages.values())
        self._ids.forget_keys(self._con)
        for stage in self._stages.values():
            finish_stage(self._con, stage)
        keep_ids_as_numbers(self._con, self._numbers)
        write_files(self._con, [facts for name in self._facts for facts in self._facts[name]])
        if self._outcomes:
            for name, rows in count_double_hashed(self._con, self._incident.inputs).items():
                self._identifiers[name] += [IdentifierCount("double_hashed", rows)] if rows else []
        part_by_system(self._con, self._incident.matching.rules)
        reports = {name: self._report(name) for name in self._incident.inputs}
        write_counts(self._con, [report.count for report in reports.values()])
        return LoadReport(reports)

    def _report(self, name: str) -> InputReport:
        count = count_input(
            self._con,
            name,
            read=self._read(name),
            duplicates=self._duplicates[name],
            conflicts=self._conflicts[name],
            timestamps=sum(self._timestamps[name].values(), TimestampCount()),
        )
        ignored = dict.fromkeys(column for mapped in self._mapped[name] for column in mapped.ignored)
        return InputReport(
            name,
            tuple(self._facts[name]),
            tuple(ignored),
            self._timestamps[name],
            count,
            tuple(self._identifiers.get(name, ())),
        )

    def _given_stages(self) -> dict[str, Stage]:
        return {name: self._stages[name] for name in self._incident.inputs}

    def _read(self, name: str) -> int:
        return sum(facts.rows for facts in self._facts[name])

    def _check_rejected(self, problems: Problems) -> None:
        kind = InputProblemsError if problems.found else TooManyRejectedError
        for name, stage in self._given_stages().items():
            check_rejected(self._con, stage, self._read(name), self._limits.max_rejected, problems)
        if self._limits.gather is None:
            problems.raise_any(kind)

    def _problems(self) -> Problems:
        return Problems() if self._limits.gather is None else self._limits.gather


def _resolve_systems(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "update upload set system = case when partner_id is null then 'tailored' else 'partner' end"
        " where system is null"
    ).fetchall()
