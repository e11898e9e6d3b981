"""The results of a case made again from the evidence that it keeps: the audit's queries over its tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from offpurpose.audit.judging import judge
from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.parameters import make_parameter_tables
from offpurpose.audit.sensitivity import add_sensitivity, sensitivity_queries
from offpurpose.case.opening import EVIDENCE, Case
from offpurpose.case.private import make_private_folder
from offpurpose.case.write import write_case
from offpurpose.costing.ranges import ranges_needed
from offpurpose.engine.database import open_database
from offpurpose.engine.query_files import QueryFile
from offpurpose.engine.run import Progress
from offpurpose.errors import CheckFailedError, OffpurposeError
from offpurpose.incident import Incident
from offpurpose.inputs.tables import OTHER_TABLES, TABLES
from offpurpose.report.figures import read_figures
from offpurpose.report.rerender import from_block
from offpurpose.report.source import QUERIES_FILE, CaseSource, read_queries, write_queries
from offpurpose.report.write import write_first_report, write_reports
from offpurpose.verifying.options import Means
from offpurpose.verifying.report import Difference
from offpurpose.verifying.tables import Databases, relations_of

GIVES = "the evidence gives"

_LOADED = (*(table.name for table in TABLES.values()), *OTHER_TABLES)
_RESULTS = frozenset({"affected_account", "possibly_affected_account", "verdict", "coverage"})


class NotRemadeError(OffpurposeError):
    """The queries cannot be run over what a database holds; the message says why."""


@dataclass(frozen=True, slots=True)
class Remade:
    """The results of a case, made again: a folder with their files, and both databases."""

    folder: Path
    databases: Databases

    def table_differences(self, progress: Progress) -> Iterator[Difference]:
        """Tell in what the tables of results differ from those that the evidence gives."""
        stored, again = (
            relations_of(self.databases.con, name) for name in (self.databases.case, self.databases.other)
        )
        yield from self.databases.strangers(again)
        # What only serves other queries need not be kept; what the files are made of must be.
        names = [name for name in again if name not in _LOADED and (name in stored or _is_result(name))]
        yield from self.databases.differences(names, progress)


@contextmanager
def remade(case: Case, incident: Incident, means: Means) -> Iterator[Remade]:
    """Make the results of a case again in a private folder, from the tables that loading made.

    Raises:
        CaseError: when the database cannot be opened.
        NotRemadeError: when the queries do not run over it, or their checks fail.
    """
    folder, spill = means.work / "remade", means.work / "spill"
    make_private_folder(folder)
    with open_database(means.work / "again.duckdb", spill, means.limits) as con, case.beside(con):
        try:
            _take_evidence(con)
            make_parameter_tables(con, incident)
            _judge(con, case, means)
            _write(con, case, incident, folder, means.progress)
        except CheckFailedError as error:
            raise NotRemadeError(error.message) from error
        except (duckdb.BinderException, duckdb.CatalogException, duckdb.ConversionException) as error:
            what = type(error).__name__.removesuffix("Exception").lower()
            raise NotRemadeError(
                f"the queries do not run over its tables ({what} error): they are not those that loading made"
            ) from error
        [(scratch,)] = con.execute("select current_database()").fetchall()
        yield Remade(folder, Databases(con, EVIDENCE, scratch, GIVES))


def is_sensitive(case: Case) -> bool:
    """Whether a case has the bounds under other readings too."""
    return bool(options_of(case).get("sensitivity"))


def options_of(case: Case) -> dict[str, Any]:
    """Return what the result of a case depends on beside its incident file and its inputs."""
    options = case.manifest.get("options")
    return options if isinstance(options, dict) else {}


def queries_of(case: Case) -> tuple[QueryFile, ...]:
    """Return the queries of this version that a case is made by."""
    return (*CONTACT_MATCHING.queries, *(sensitivity_queries() if is_sensitive(case) else ()))


def is_rendered_again(case: Case) -> bool:
    """Whether the report of a case was rendered again, and is not the first one."""
    return case.manifest.get("report") is not None


def write_report_of(case: Case, folder: Path) -> None:
    """Write the report that a case has into another folder with its tables: the first, or one rendered again.

    Raises:
        NotRemadeError: when the manifest does not say from what it was rendered.
    """
    if not is_rendered_again(case):
        write_first_report(folder, queries_of(case))
        return
    try:
        options = from_block(case.manifest["report"])
    except (OffpurposeError, LookupError, TypeError, AttributeError) as error:
        raise NotRemadeError("the manifest does not say from what its report was rendered") from error
    if not (folder / "report" / QUERIES_FILE).exists():
        write_queries(folder, queries_of(case))
    started_at = case.manifest["run"].get("started_at")
    source = CaseSource(folder, read_figures(folder), read_queries(folder), started_at)
    write_reports(folder / "report", source, options)


def _take_evidence(con: duckdb.DuckDBPyConnection) -> None:
    stored = relations_of(con, EVIDENCE)
    for name in _LOADED:
        if name not in stored or stored[name].definition is not None:
            what = "a view" if name in stored else "missing"
            raise NotRemadeError(f"its table {name} is {what}: the evidence is not whole")
        con.execute(f'create view "{name}" as select * from {EVIDENCE}.main."{name}"').fetchall()


def _judge(con: duckdb.DuckDBPyConnection, case: Case, means: Means) -> None:
    rows = dict(con.execute("select input, accepted from input_count").fetchall())
    judge(con, CONTACT_MATCHING, means.progress, ranges=ranges_needed(rows, means.limits))
    if is_sensitive(case):
        add_sensitivity(con, CONTACT_MATCHING, means.progress)


def _write(
    con: duckdb.DuckDBPyConnection, case: Case, incident: Incident, folder: Path, progress: Progress
) -> None:
    write_case(
        con,
        incident,
        folder,
        queries={query.name: query.sha256 for query in queries_of(case)},
        run={},
        progress=progress,
        options=options_of(case),
        report=lambda made: write_report_of(case, made),
        versions={str(name): str(version) for name, version in case.manifest["versions"].items()},
    )


def _is_result(name: str) -> bool:
    return name in _RESULTS or name.startswith(("summary_", "by_"))
