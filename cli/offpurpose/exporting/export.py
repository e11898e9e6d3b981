"""Writing the exports of a case into a folder of their own: personal data, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from offpurpose.case.destination import MANIFEST
from offpurpose.case.folder import CaseFolder
from offpurpose.case.manifest import CHECKSUMS, digests_below
from offpurpose.case.opening import Case, open_case
from offpurpose.case.summary import as_json
from offpurpose.engine.database import Limits, open_database
from offpurpose.engine.run import Progress
from offpurpose.errors import CaseError, UsageFaultError
from offpurpose.exporting.notification import Split, write_split
from offpurpose.exporting.timesketch import write_timesketch
from offpurpose.exporting.workbook import write_workbook

EXPORT = "export.json"
_FORMAT = "offpurpose export"

Json = dict[str, Any]
_Writer = Callable[[duckdb.DuckDBPyConnection, Case, Path, Progress], dict[str, int]]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What is exported; at least one of them.

    split: by what the notification list is split; None leaves it out.
    """

    xlsx: bool = False
    split: Split | None = None
    timesketch: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export: its folder, and the rows of each file in it."""

    folder: Path
    rows: dict[str, int]


def export_case(case_folder: Path, out: Path, options: ExportOptions, progress: Progress) -> Exported:
    """Write exports of a case into a new folder.

    Raises:
        UsageFaultError: when nothing is asked for.
        CaseError: when the case cannot be read, or something is in the way.
    """
    writers = _writers(options)
    case = open_case(case_folder)
    with CaseFolder(out) as folder:
        rows: dict[str, int] = {}
        with open_database(None, folder.spill, Limits()) as con:
            try:
                for write in writers:
                    rows |= write(con, case, folder.path, progress)
                _write_origin(case, folder.path, rows)
            except OSError as error:
                raise CaseError(
                    f"cannot write the export: {error.strerror or error}", hint="nothing was left behind"
                ) from error
    return Exported(folder.destination, rows)


def _writers(options: ExportOptions) -> list[_Writer]:
    writers: list[_Writer] = []
    if options.xlsx:
        writers.append(write_workbook)
    if options.split is not None:
        split = options.split
        writers.append(lambda con, case, folder, progress: write_split(con, case, folder, split, progress))
    if options.timesketch:
        writers.append(write_timesketch)
    if not writers:
        raise UsageFaultError(
            "nothing to export was asked for", hint="say --xlsx, --split country or --timesketch"
        )
    return writers


def _write_origin(case: Case, folder: Path, rows: Json) -> None:
    """Say which case an export is of, and write the digests of all its files."""
    manifest = hashlib.sha256(case.file(MANIFEST).read_bytes()).hexdigest()
    content = {
        "format": _FORMAT,
        "personal_data": True,
        "case": {"reference": case.summary["incident"]["reference"], "manifest_sha256": manifest},
        "rows": rows,
    }
    (folder / EXPORT).write_bytes(as_json(content))
    lines = (f"{file.sha256}  {file.name}\n" for file in digests_below(folder))
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
