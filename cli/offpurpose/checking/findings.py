"""From the tables of loading and inspection to a report: numbers as SQL made them, text masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

import duckdb

from offpurpose.audit.catalogue import INSPECTION, Catalogue
from offpurpose.checking.report import (
    CheckReport,
    Counts,
    CoverageFound,
    DayFound,
    FileFound,
    GapFound,
    IdentifiersFound,
    IncidentFound,
    InputFound,
    InstantsFound,
    KindFound,
    OrphanFound,
    PurposeFound,
    RejectedExample,
    RejectedFound,
    SystemFound,
)
from offpurpose.engine.query_files import needed_for
from offpurpose.engine.run import run_queries
from offpurpose.identifiers.masking import mask_value
from offpurpose.incident import Incident
from offpurpose.inputs.load import InputReport, LoadReport
from offpurpose.inputs.reconcile import InputCount, TimestampCount

MOST_LISTED = 100
"""So many purposes, and kinds of an input, are listed: a column mapped by mistake has millions."""

_INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"
_AUDIT_TABLES = ("coverage", "summary_coverage_gaps")

# What an orphan refers from, and to: neither input may be missing for the number to mean anything.
_REFERS = {
    "matches_without_upload": ("matches", "uploads"),
    "matches_without_contacts": ("matches", "contacts"),
    "entries_without_upload": ("entries", "uploads"),
    "uploads_without_entries": ("uploads", "entries"),
    "map_rows_without_partner": ("partner_map", "uploads"),
}

_NAMES_A_PERSON = frozenset({"account_id", "partner_user_id"})

Progress = Callable[[str, int, int | None], None]
Rows = list[tuple[Any, ...]]


def inspect(
    con: duckdb.DuckDBPyConnection, incident: Incident, loaded: LoadReport, progress: Progress
) -> CheckReport:
    """Run the queries of inspection over the canonical and parameter tables, and report what they find."""
    catalogue = Catalogue.load()
    asked = [each for each in catalogue.queries if each.folder == INSPECTION or each.name in _AUDIT_TABLES]
    needed = {each.name for query in asked for each in needed_for(catalogue.queries, query.name)}
    run_queries(con, [each for each in catalogue.queries if each.name in needed], progress)
    return _Findings(con, incident, loaded).report()


class _Findings:
    """What stands in the tables of one check."""

    def __init__(self, con: duckdb.DuckDBPyConnection, incident: Incident, loaded: LoadReport) -> None:
        self._con = con
        self._incident = incident
        self._loaded = loaded.inputs

    def report(self) -> CheckReport:
        """Read all tables."""
        return CheckReport(
            incident=incident_found(self._incident),
            inputs=self._inputs(),
            purposes=self._purposes(),
            purposes_in_all=self._count("purpose_seen"),
            systems=tuple(
                SystemFound(mask_value(system), *rest)
                for system, *rest in self._rows("from system_seen", "system, in_incident, uploads, matches")
            ),
            coverage=self._coverage(),
            gaps=self._gaps(),
            matches_by_day=tuple(
                DayFound(*row)
                for row in self._rows("from matches_by_day", "strftime(day, '%Y-%m-%d'), in_window, matches")
            ),
            orphans=self._orphans(),
        )

    def _inputs(self) -> tuple[InputFound, ...]:
        rejected, instants, kinds = self._rejected(), self._instants(), self._kinds()
        return tuple(
            InputFound(
                name=name,
                files=tuple(FileFound(facts.file.name, facts.bytes, facts.rows) for facts in report.files),
                counts=_counts(report.count),
                instants=tuple(_instants_found(report, row) for row in instants[name]),
                kinds=tuple(kinds[name][:MOST_LISTED]),
                kinds_in_all=len(kinds[name]),
                identifiers=tuple(
                    IdentifiersFound(each.outcome, each.pack, each.step, each.kind, each.rows)
                    for each in report.identifiers
                ),
                rejected=tuple(rejected[name]),
                ignored_columns=tuple(mask_value(column) for column in report.ignored),
            )
            for name, report in self._loaded.items()
        )

    def _rejected(self) -> dict[str, list[RejectedFound]]:
        examples: dict[tuple[Any, ...], list[RejectedExample]] = defaultdict(list)
        columns = "input, column_name, reason, file, record, masked_value"
        for name, column, reason, file, record, value in self._rows("from rejected_example", columns):
            example = RejectedExample(file, record, _without_person(column, value))
            examples[name, column, reason].append(example)
        found: dict[str, list[RejectedFound]] = defaultdict(list)
        columns = "input, column_name, reason, rejected_rows"
        for name, column, reason, rows in self._rows("from rejected_reason", columns):
            told = tuple(examples[name, column, reason])
            found[name].append(RejectedFound(reason, column and mask_value(column), rows, told))
        return found

    def _instants(self) -> dict[str, Rows]:
        columns = (
            f"input, column_name, instants, accepted_rows - instants,"
            f" strftime(first_at, '{_INSTANT}'), strftime(last_at, '{_INSTANT}')"
        )
        return _by_first(self._rows("from instant_span order by place", columns))

    def _kinds(self) -> dict[str, list[KindFound]]:
        rows = self._rows("from kind_seen", "input, kind, accepted_rows, unmatchable_rows")
        found: dict[str, list[KindFound]] = defaultdict(list)
        for name, kind, *counts in rows:
            found[name].append(KindFound(kind and mask_value(kind), *counts))
        return found

    def _purposes(self) -> tuple[PurposeFound, ...]:
        rows = self._rows(f"from purpose_seen limit {MOST_LISTED}", "purpose, class, holdings, accounts")
        return tuple(PurposeFound(mask_value(purpose), *rest) for purpose, *rest in rows)

    def _coverage(self) -> tuple[CoverageFound, ...]:
        rows = self._rows(
            "from coverage order by input = 'matches' desc, input, system nulls first",
            "input, system, days, days_with_log, share",
        )
        return tuple(
            CoverageFound(name, system and mask_value(system), *rest)
            for name, system, *rest in rows
            if name in self._loaded
        )

    def _gaps(self) -> tuple[GapFound, ...]:
        if "matches" not in self._loaded:
            return ()
        columns = "strftime(first_day, '%Y-%m-%d'), strftime(last_day, '%Y-%m-%d'), days"
        rows = self._rows("from summary_coverage_gaps order by first_day", columns)
        return tuple(GapFound(*row) for row in rows)

    def _orphans(self) -> tuple[OrphanFound, ...]:
        rows = self._rows("from orphan order by orphan", "orphan, orphan_rows, ids")
        return tuple(
            OrphanFound(*row) for row in rows if all(name in self._loaded for name in _REFERS[row[0]])
        )

    def _count(self, table: str) -> int:
        [(rows,)] = self._rows(f'from "{table}"', "count(*)")
        return int(rows)

    def _rows(self, source: str, columns: str) -> Rows:
        return self._con.execute(f"select {columns} {source}").fetchall()


def _without_person(column: str | None, value: str | None) -> str | None:
    """Mask the ids of people too: a check is read on screens, and by others than those who may notify."""
    if value is None or column not in _NAMES_A_PERSON:
        return value
    return f"<{column}, {len(value)} characters>"


def _by_first(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for first, *rest in rows:
        found[first].append(tuple(rest))
    return found


def _counts(count: InputCount) -> Counts:
    return Counts(
        read=count.read,
        accepted=count.accepted,
        duplicates=count.duplicates,
        rejected=count.rejected,
        unmatchable=count.unmatchable,
        intervals_empty=count.intervals_empty,
        intervals_inverted=count.intervals_inverted,
        conflicts=count.conflicts,
    )


def _instants_found(report: InputReport, row: tuple[Any, ...]) -> InstantsFound:
    return InstantsFound(*row, *astuple(report.timestamps.get(row[0], TimestampCount())))


def incident_found(incident: Incident) -> IncidentFound:
    """Return what the incident file says."""
    window = incident.window
    return IncidentFound(
        title=incident.title,
        reference=incident.reference,
        systems=incident.systems,
        timezone=incident.timezone,
        window_start=None if window.start is None else _shown(window.start),
        window_end=_shown(window.end),
        window_rule=window.rule,
    )


def _shown(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime(_INSTANT)
