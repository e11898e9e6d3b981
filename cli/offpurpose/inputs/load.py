"""From the input files of an incident to the canonical tables (rules, section 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from offpurpose.identifiers.sql import register
from offpurpose.incident import Incident, InputSpec
from offpurpose.inputs.cells import check_types, floating_column
from offpurpose.inputs.contract import INPUTS
from offpurpose.inputs.duplicates import collapse_duplicates, drop_work_tables, settle_conflicts
from offpurpose.inputs.faults import FileFaults, FilesUnreadableError
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.linking import link_digests
from offpurpose.inputs.mapping import MappedSource, map_source
from offpurpose.inputs.problems import InputProblemsError, Problems, TooManyRejectedError
from offpurpose.inputs.reading import FileFacts, SourceTable, sources_of
from offpurpose.inputs.reconcile import (
    DEFAULT_MAX_REJECTED,
    InputCount,
    TimestampCount,
    check_rejected,
    count_input,
    count_timestamps,
    write_counts,
)
from offpurpose.inputs.rejected import reject_faulty, reject_torn
from offpurpose.inputs.staging import LIKE_IDENTIFIER, Settings, stage_select
from offpurpose.inputs.tables import TABLES, create_tables, staged_columns

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, the rows done so far, and how many there are if that is known."""


@dataclass(frozen=True, slots=True)
class InputReport:
    """What loading found in one input: its files, the columns that nothing reads, its counts.

    `timestamps` is by column.
    """

    name: str
    files: tuple[FileFacts, ...]
    ignored: tuple[str, ...]
    timestamps: dict[str, TimestampCount]
    count: InputCount


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading found in every given input, by name."""

    inputs: dict[str, InputReport]


def load_inputs(
    con: duckdb.DuckDBPyConnection,
    incident: Incident,
    files: Mapping[str, Sequence[InputFile]],
    *,
    progress: Progress = lambda _stage, _done, _total: None,
    max_rejected: float = DEFAULT_MAX_REJECTED,
    account_ids_are_identifiers: bool = False,
    gather: Problems | None = None,
) -> LoadReport:
    """Make the canonical tables in the connection's database, which is best kept in a file.

    `files` are those that `find_files` found, by input; `max_rejected` is a share, 0 to 1. Raises one
    InputError that lists everything that is wrong: with files and columns, else with what is in them.
    With `gather`, what is wrong with the content of readable files is added there and loading goes on.
    """
    loading = _Loading(con, incident, progress, max_rejected, account_ids_are_identifiers, gather)
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
        max_rejected: float,
        account_ids_are_identifiers: bool,
        gather: Problems | None,
    ) -> None:
        self._con = con
        self._incident = incident
        self._progress = progress
        self._max_rejected = max_rejected
        self._any_account_id = account_ids_are_identifiers
        self._gather = gather
        self._settings = Settings(register(con, incident.matching), incident.timezone)
        self._mapped: dict[str, list[MappedSource]] = {}
        self._facts: dict[str, list[FileFacts]] = {name: [] for name in incident.inputs}
        self._timestamps: dict[str, dict[str, TimestampCount]] = {}
        self._duplicates: dict[str, int] = {}
        self._conflicts: dict[str, int] = {}

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
        _raise_all(faults, problems)

    def stage(self) -> None:
        """Read every file once, into the stages."""
        faults, problems = FileFaults(), Problems()
        create_tables(self._con, self._settings.other_digests)
        for name, spec in self._incident.inputs.items():
            meter = _Meter(self._progress, f"load {name}", self._mapped[name])
            for mapped in self._mapped[name]:
                try:
                    self._stage_source(spec, mapped, meter, problems)
                except FilesUnreadableError as error:
                    faults.add_error(error)
        _raise_all(faults, problems)

    def _stage_source(self, spec: InputSpec, mapped: MappedSource, meter: _Meter, problems: Problems) -> None:
        table = TABLES[spec.name]
        columns = ", ".join(staged_columns(table, self._settings.other_digests))
        with mapped.source.open(self._con, mapped.wanted, meter.add) as opened:
            select = stage_select(spec, mapped, opened.relation, self._settings)
            self._con.execute(f'insert into "{table.name}" ({columns}) {select}').fetchall()
        reject_torn(self._con, spec, mapped, opened.rejects, self._settings)
        self._facts[spec.name] += opened.facts
        _check_floating(spec.name, mapped, opened, problems)

    def judge(self) -> None:
        """Set the faulty rows aside, and stop where something is wrong with an input as a whole."""
        problems = Problems() if self._gather is None else self._gather
        inputs = list(self._incident.inputs)
        for name in inputs:
            self._timestamps[name] = count_timestamps(self._con, name)
            self._check_timezone(name, problems)
            self._check_account_ids(name, problems)
        link_digests(self._con, self._incident.matching.hash, inputs)
        for name in inputs:
            reject_faulty(self._con, name)
        if self._gather is None:
            self._check_rejected(problems)

    def collapse(self) -> None:
        """Collapse equal rows, and set records that contradict each other aside."""
        for place, name in enumerate(self._incident.inputs):
            self._progress("duplicates", place, len(self._incident.inputs))
            self._duplicates[name] = collapse_duplicates(self._con, name)
            self._conflicts[name] = settle_conflicts(self._con, name)
        drop_work_tables(self._con)
        self._check_rejected(Problems() if self._gather is None else self._gather)

    def finish(self) -> LoadReport:
        """Make canonical tables of the stages, and count."""
        _resolve_systems(self._con)
        for table in TABLES.values():
            for column in staged_columns(table, self._settings.other_digests):
                if column not in table.columns:
                    self._con.execute(f'alter table "{table.name}" drop column {column}').fetchall()
        _write_files(self._con, [facts for name in self._facts for facts in self._facts[name]])
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
        return InputReport(name, tuple(self._facts[name]), tuple(ignored), self._timestamps[name], count)

    def _read(self, name: str) -> int:
        return sum(facts.rows for facts in self._facts[name])

    def _check_timezone(self, name: str, problems: Problems) -> None:
        if self._incident.timezone is not None:
            return
        for column, count in self._timestamps[name].items():
            if count.zoneless:
                problems.add(
                    name,
                    f"{count.zoneless:,} timestamps in {column} have no offset from UTC",
                    'say in the incident file where their clock was: timezone = "UTC" under [incident]',
                )

    def _check_account_ids(self, name: str, problems: Problems) -> None:
        if self._any_account_id:
            return
        [(rows,)] = self._con.execute(
            f'select count(*) from "{TABLES[name].name}" where flags & {LIKE_IDENTIFIER} <> 0'
        ).fetchall()
        if rows:
            problems.add(
                name,
                f"{rows:,} account ids look like an e-mail address or a phone number",
                "account ids stand in every output; if these are meant, say --account-ids-are-identifiers",
            )

    def _check_rejected(self, problems: Problems) -> None:
        kind = InputProblemsError if problems.found else TooManyRejectedError
        for name in self._incident.inputs:
            check_rejected(self._con, name, self._read(name), self._max_rejected, problems)
        if self._gather is None:
            problems.raise_any(kind)


class _Meter:
    """Rows read so far of one input, and how many there may be, by the bytes read of its files."""

    def __init__(self, progress: Progress, stage: str, sources: Sequence[MappedSource]) -> None:
        self._progress = progress
        self._stage = stage
        files = [file for mapped in sources for file in mapped.source.files]
        self._size = sum(file.stamp.size for file in files if file.stamp)
        self._rows = self._bytes = 0
        progress(stage, 0, None)

    def add(self, rows: int, size: int) -> None:
        """Note rows and bytes read since the last call."""
        self._rows += rows
        self._bytes += size
        total = self._rows * self._size // self._bytes if self._bytes else None
        self._progress(self._stage, self._rows, total)


def _check_floating(name: str, mapped: MappedSource, opened: SourceTable, problems: Problems) -> None:
    for column in INPUTS[name].columns:
        given = mapped.columns.get(column.name)
        if given is None or column.type in {"instant", "integer"} or given.column not in opened.floating:
            continue
        problems.add(name, *floating_column(given, opened.floating[given.column].name))


def _resolve_systems(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "update upload set system = case when partner_id is null then 'tailored' else 'partner' end"
        " where system is null"
    ).fetchall()


def _write_files(con: duckdb.DuckDBPyConnection, facts: Sequence[FileFacts]) -> None:
    for each in facts:
        file = each.file
        con.execute(
            "insert into input_file values (?, ?, ?, ?, ?, ?)",
            [file.file_no, file.input, file.name, each.bytes, each.sha256, each.rows],
        ).fetchall()


def _raise_all(faults: FileFaults, problems: Problems) -> None:
    """Raise what was gathered as one error; unreadable files alone as what they are."""
    if not problems.found:
        faults.raise_any()
    try:
        faults.raise_any()
    except FilesUnreadableError as error:
        problems.add_unreadable(error)
    problems.raise_any()
