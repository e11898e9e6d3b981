"""Writing a case: the tables of an audit into a case folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from offpurpose.case.database_file import digested_beside
from offpurpose.case.datapackage import write_datapackages
from offpurpose.case.destination import MANIFEST
from offpurpose.case.layout import OUTPUTS, Output
from offpurpose.case.manifest import CHECKSUMS, Origin, digests_below, read_input_files, write_proof
from offpurpose.case.private import make_private_folder, seal
from offpurpose.case.stages import WRITTEN, Stages
from offpurpose.case.summary import SCHEMA_FILE, SUMMARY_FILE, as_json, make_summary, schema_bytes
from offpurpose.case.tables import Written, write_csv, write_parquet
from offpurpose.case.versions import versions as versions_at_hand
from offpurpose.engine.run import Progress
from offpurpose.errors import CaseError
from offpurpose.incident import Incident

Json = dict[str, Any]

_FOLDERS = ("accounts", "report")


def write_case(
    con: duckdb.DuckDBPyConnection,
    incident: Incident,
    folder: Path,
    *,
    queries: Mapping[str, str],
    run: Json,
    progress: Progress,
    options: Json | None = None,
    versions: Mapping[str, str] | None = None,
    stages: Stages | None = None,
    report: Callable[[Path], None] | None = None,
) -> Json:
    """Write everything that a case folder holds, and return its summary.

    The connection's database is part of the case where its file is `case.duckdb` in that folder: it is
    checkpointed and detached, and the connection has no tables afterwards.

    Args:
        con: a connection to the tables of a finished audit.
        incident: the case, as its incident file states it.
        folder: an existing folder, such as the path of a CaseFolder.
        queries: name -> SHA-256 of the text, of the queries that made the tables, in running order.
        run: what is true of this run alone, for the manifest; see `run_facts`.
        progress: is told of each file.
        options: what the result depends on beside the incident file and the inputs.
        versions: what the files are to name as having made them; None names what is at hand.
        stages: those of the run; tables that it has finished writing are not written again.
        report: writes what is made from the summary and the tables, given the folder.

    Raises:
        CaseError: when the disk is full, or does not take the files for another reason.
    """
    made_by = dict(versions or versions_at_hand())
    try:
        with digested_beside(con, folder) as let_go_of_database:
            written = _written_before(folder, stages) or _write_tables(con, folder, progress)
            if stages is not None and WRITTEN not in stages:
                _note_written(folder, stages, written)
            summary = _write_summary(con, incident, folder, written, made_by)
            rows = {name: table.rows for name, table in written.items()}
            origin = Origin(read_input_files(con), queries, rows, made_by, options or {}, run)
            if report is not None:
                progress("the report", 0, None)
                report(folder)
            progress("digests", 0, None)
            known = let_go_of_database()
        digests = digests_below(folder, known)
        write_datapackages(folder, digests)
        write_proof(folder, incident, origin, digests)
    except OSError as error:
        raise CaseError(
            f"cannot write the case folder: {error.strerror or error}", hint="nothing was left behind"
        ) from error
    return summary


def _written_before(folder: Path, stages: Stages | None) -> dict[str, Written] | None:
    """Remove what a run that was stopped has not finished writing, and return what it has."""
    facts = stages.facts(WRITTEN) if stages is not None else None
    whole = {path for output in OUTPUTS if facts for path in _paths(folder, output)}
    proof = [folder / MANIFEST, folder / CHECKSUMS]
    for path in [*proof, *(path for name in _FOLDERS for path in (folder / name).glob("*"))]:
        if path not in whole:
            path.unlink(missing_ok=True)
    return facts and {name: Written(*numbers) for name, numbers in facts.items()}


def _note_written(folder: Path, stages: Stages, written: Mapping[str, Written]) -> None:
    for name in _FOLDERS:
        seal(folder / name)
    stages.finish(WRITTEN, {name: [table.rows, table.prefixed_cells] for name, table in written.items()})


def _paths(folder: Path, output: Output) -> Iterator[Path]:
    for ending, is_written in (("parquet", output.parquet), ("csv", output.csv)):
        if is_written:
            yield folder / f"{output.name}.{ending}"


def _write_tables(con: duckdb.DuckDBPyConnection, folder: Path, progress: Progress) -> dict[str, Written]:
    for name in _FOLDERS:
        if not (folder / name).exists():
            make_private_folder(folder / name)
    written: dict[str, Written] = {}
    for output in OUTPUTS:
        counted = _of_rows(progress, _rows(con, output))
        if output.parquet:
            path = folder / f"{output.name}.parquet"
            written[output.name] = write_parquet(con, output, path, counted)
        if output.csv:
            path = folder / f"{output.name}.csv"
            written[output.name] = write_csv(con, output, path, counted)
    return written


def _write_summary(
    con: duckdb.DuckDBPyConnection,
    incident: Incident,
    folder: Path,
    written: Mapping[str, Written],
    versions: Mapping[str, str],
) -> Json:
    prefixed_cells = sum(table.prefixed_cells for table in written.values())
    summary = make_summary(con, incident, prefixed_cells, versions)
    (folder / "report" / SUMMARY_FILE).write_bytes(as_json(summary))
    (folder / "report" / SCHEMA_FILE).write_bytes(schema_bytes())
    return summary


def _rows(con: duckdb.DuckDBPyConnection, output: Output) -> int:
    [(rows,)] = con.execute(f"select count(*) from {output.relation}").fetchall()
    return int(rows)


def _of_rows(progress: Progress, total: int) -> Progress:
    """Fill in the number of rows where a writer does not know how many there are."""
    return lambda stage, done, known: progress(stage, done, total if known is None else known)
