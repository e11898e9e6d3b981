"""The same evidence written in other ways, and what an audit of each says, byte for byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pyarrow as pa
from tests.audits import audit_without_report
from tests.mutation.seeded import seeded
from tests.oracle.evidence import Evidence, Row, Settings
from tests.oracle.identifiers import digest_under, normal_form, read_kind, read_region
from tests.oracle.writing import WRITERS, incident_text, write_evidence

from offpurpose.audit.run import AuditOptions, run_audit

CODECS = {"gz": "gzip", "zst": "zstd"}
REJECTED = "accounts/rejected_rows.csv"
ACCOUNTS = 40


def evidence() -> Evidence:
    """One incident with a bit of everything; every identifier says its kind, every phone its country."""
    drawn = seeded(20, ACCOUNTS)
    return Evidence(
        drawn.settings, {name: [spelled_out(row) for row in rows] for name, rows in drawn.inputs.items()}
    )


def spelled_out(row: Row) -> Row:
    """A row as it would have to be for a digest to say as much as the raw value."""
    value = row.get("identifier")
    if value is None:
        return row
    kind = row.get("kind") or ("email" if "@" in value else "phone")
    countries = {"+41": "CH", "+33": "FR"}
    return {**row, "kind": kind, "region": countries.get(value[:3])}


def hashed(given: Evidence) -> Evidence:
    """The same with a digest for every identifier that can be normalised."""
    return Evidence(
        given.settings,
        {name: [hashed_row(row, given.settings) for row in rows] for name, rows in given.inputs.items()},
    )


def hashed_row(row: Row, settings: Settings) -> Row:
    value, kind = row.get("identifier"), read_kind(row.get("kind"))
    if value is None or row.get("identifier_hash") is not None or kind not in ("email", "phone"):
        return row
    # A digest under a key is another thing than a raw value.
    normal = normal_form(value, kind, read_region(row.get("region")), settings)
    if normal is None or row.get("key_id") is not None:
        return row
    return {**row, "identifier": None, "identifier_hash": digest_under(settings.hash[0], normal).hex()}


def shuffled(given: Evidence) -> Evidence:
    """The same rows in another order."""
    return Evidence(
        given.settings, {name: Random(1).sample(rows, len(rows)) for name, rows in given.inputs.items()}
    )


def plain(given: Evidence, folder: Path) -> Path:
    """One CSV file an input."""
    return write_evidence(given, folder).incident


def as_form(form: str, files: int = 1) -> Callable[[Evidence, Path], Path]:
    """Files of another format, or more of them."""
    return lambda given, folder: write_evidence(given, folder, form=form, files=files).incident


def compressed(form: str, ending: str) -> Callable[[Evidence, Path], Path]:
    """Text files, compressed."""

    def write(given: Evidence, folder: Path) -> Path:
        incident = write_evidence(given, folder, form=form).incident
        for path in folder.glob(f"*.{form}"):
            with pa.CompressedOutputStream(str(path) + f".{ending}", CODECS[ending]) as file:
                file.write(path.read_bytes())
            path.unlink()
        incident.write_text(incident_text(given, f"{form}.{ending}"), encoding="utf-8")
        return incident

    return write


def mixed(given: Evidence, folder: Path) -> Path:
    """Half of each input as JSONL, half as CSV, in files that are read in another order."""
    incident = write_evidence(given, folder, form="jsonl").incident
    for name, rows in given.inputs.items():
        half = len(rows) // 2
        columns = sorted({column for row in rows for column in row})
        WRITERS["jsonl"](folder / f"{name}_0.jsonl", columns, rows[half:])
        WRITERS["csv"](folder / f"{name}_1.csv", columns, rows[:half])
    incident.write_text(incident_text(given, "*"), encoding="utf-8")
    return incident


OPTIONS = AuditOptions(max_rejected=1, threads=1, database=False)


def outputs(incident: Path, case: Path, options: AuditOptions = OPTIONS) -> dict[str, bytes]:
    """Audit, and return the bytes of every file of accounts/ and report/."""
    run_audit(incident, case, options)
    return bytes_of(case)


def outputs_without_places(incident: Path, case: Path) -> dict[str, bytes]:
    """What another way of writing the inputs does not change; the faces of the report are not made."""
    audit_without_report(incident, case, OPTIONS)
    return without_places(bytes_of(case))


def bytes_of(case: Path) -> dict[str, bytes]:
    """The bytes of every file of accounts/ and report/."""
    paths = [path for part in ("accounts", "report") for path in (case / part).rglob("*") if path.is_file()]
    return {path.relative_to(case).as_posix(): path.read_bytes() for path in sorted(paths)}


OF_FILES = {
    "accounts/datapackage.json",
    *(
        f"report/{name}"
        for name in ("datapackage.json", "inputs.csv", "report.html", "report.md", "report.pdf")
    ),
}
"""What names the files of the inputs, or has a digest of what does."""


def without_places(found: dict[str, bytes]) -> dict[str, bytes]:
    """The same without what another way of writing changes: files, records, and what is told of the files."""
    rows = csv.DictReader(io.StringIO(found[REJECTED].decode()))
    told = sorted(
        ",".join(row[column] for column in ("input", "column", "reason", "masked_value")) for row in rows
    )
    kept = {name: content for name, content in found.items() if name not in OF_FILES}
    return {**kept, REJECTED: "\n".join(told).encode()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The files that are not the same."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def threads(number: int) -> AuditOptions:
    """The options of a run with so many threads."""
    return replace(OPTIONS, threads=number)
