"""Auditing the inputs of a case again, and comparing the two folders byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.case.destination import MANIFEST
from offpurpose.case.manifest import CHECKSUMS, DATABASE, SIGNATURE
from offpurpose.case.opening import EVIDENCE, Case, open_case
from offpurpose.engine.database import open_database
from offpurpose.incident import Incident
from offpurpose.report.write import FACES
from offpurpose.verifying.contents import Compared
from offpurpose.verifying.evidence import is_rendered_again, is_sensitive, options_of, write_report_of
from offpurpose.verifying.options import Means
from offpurpose.verifying.report import Difference
from offpurpose.verifying.tables import Databases, relations_of

GIVES = "auditing again gives"
_AGAIN = "again"


def audit_again(case: Case, incident: Incident, means: Means) -> Path:
    """Audit the inputs of a case again, and return the folder of that audit; raises as `run_audit`."""
    options = AuditOptions(
        # Too many rejected rows would have stopped the first audit.
        max_rejected=1.0,
        memory=means.limits.memory,
        threads=means.limits.threads,
        database=case.has_database,
        account_ids_are_identifiers=bool(options_of(case).get("account_ids_are_identifiers")),
        sensitivity=is_sensitive(case),
    )
    again = run_audit(incident, means.work / "rerun" / "case", options, means.progress).case
    if is_rendered_again(case):
        for name in FACES:
            (again / "report" / name).unlink()
        write_report_of(case, again)
    return again


def rerun_differences(case: Case, folder: Path, means: Means) -> Iterator[Difference]:
    """Tell in what a case differs from one that was audited again, the manifest's block `run` set aside."""
    compared = Compared(case.folder, folder, GIVES, loose=versions_differ(case.manifest, folder))
    yield from file_differences(compared, frozenset({DATABASE}))
    if case.has_database:
        with (
            open_database(means.work / "both.duckdb", means.work / "spill", means.limits) as con,
            case.beside(con),
            open_case(folder).beside(con, _AGAIN),
        ):
            databases = Databases(con, EVIDENCE, _AGAIN, GIVES)
            again = relations_of(con, _AGAIN)
            yield from databases.strangers(again)
            yield from databases.differences(again, means.progress)


def file_differences(compared: Compared, aside: frozenset[str]) -> Iterator[Difference]:
    """Tell in what the files of two folders differ, the proof and files `aside` set aside."""
    names = [
        {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        for folder in (compared.case, compared.other)
    ]
    left_out = {CHECKSUMS, SIGNATURE, MANIFEST} | aside
    for name in sorted(names[0] ^ names[1] - left_out):
        if name not in left_out:
            what = "is missing" if name in names[1] else f"is no file that {compared.gives}"
            yield Difference(name, what)
    for name in sorted((names[0] & names[1]) - left_out):
        yield from compared.differences(name)
    yield from manifest_differences(compared)


def manifest_differences(compared: Compared) -> Iterator[Difference]:
    """Tell in what the manifests differ.

    Set aside are what is true of one run alone, what a report was rendered from, and the digests of outputs,
    which say no more than the files.
    """
    found, expected = (_without_run(folder / MANIFEST) for folder in (compared.case, compared.other))
    for told in compared.of_values(found, expected):
        yield Difference(MANIFEST, told)


def versions_differ(manifest: dict[str, Any], folder: Path) -> bool:
    """Whether a case and another folder were made by different versions."""
    return bool(manifest["versions"] != json.loads((folder / MANIFEST).read_bytes())["versions"])


def _without_run(path: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    return {name: content for name, content in manifest.items() if name not in {"run", "outputs", "report"}}
