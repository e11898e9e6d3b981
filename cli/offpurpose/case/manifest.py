"""manifest.json and SHA256SUMS: what produced a case, and the digests by which it is known to be whole."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from offpurpose.case.destination import CASE_FORMAT, FORMAT_VERSION, MANIFEST
from offpurpose.case.rules import pack_files
from offpurpose.case.summary import as_json, instant_text
from offpurpose.engine.checksum import sha256_of
from offpurpose.incident import Incident

CHECKSUMS = "SHA256SUMS"
SIGNATURE = f"{CHECKSUMS}.sig"
"""The signature over SHA256SUMS, where a case has been signed; nothing lists it."""

DATABASE = "case.duckdb"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileDigest:
    """One file of a case: its path below the folder, its size in bytes and its SHA-256 as hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the content of a case comes from.

    inputs: the rows of `input_file` without their numbers.
    queries: name -> SHA-256 of the query's text, in running order.
    rows: output -> its number of rows.
    versions: as `versions()` gives them.
    options: what the result depends on beside incident file and inputs.
    run: what is true of this run alone: times, machine, paths.
    """

    inputs: list[Json]
    queries: Mapping[str, str]
    rows: Mapping[str, int]
    versions: Mapping[str, str]
    options: Json
    run: Json


def digests_below(folder: Path, known: Iterable[FileDigest] = ()) -> list[FileDigest]:
    """Return the digest of every file below a folder but hidden ones, sorted by the bytes of their names.

    `known` are digests that were taken before, of files that are as they were.
    """
    at_hand = {file.name: file for file in known}
    names = (
        path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    )
    shown = sorted(str(name) for name in names if not any(part.startswith(".") for part in name.parts))
    # Digesting leaves the interpreter free, so that files are read side by side.
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda name: at_hand.get(name) or digest_of(folder, name), shown))


def make_manifest(incident: Incident, origin: Origin, files: list[FileDigest]) -> Json:
    """State what produced a case; `files` are all its others.

    All but the block `run` is the same for the same inputs, incident file and versions. The bytes of the
    database are not, so that its digest stands in that block.
    """
    database = [_as_entry(file) for file in files if file.name == DATABASE]
    return {
        "format": CASE_FORMAT,
        "format_version": FORMAT_VERSION,
        "versions": dict(origin.versions),
        "incident": {
            "name": incident.path.name,
            "sha256": sha256_of(incident.text),
            "text": incident.text,
        },
        "rule_packs": pack_files(incident),
        "options": origin.options,
        "inputs": origin.inputs,
        "queries": [{"name": name, "sha256": digest} for name, digest in origin.queries.items()],
        "rows": dict(origin.rows),
        "outputs": [_as_entry(file) for file in files if file.name != DATABASE],
        "run": {**origin.run, "database": database[0] if database else None},
    }


def run_facts(incident: Incident, destination: Path, started_at: datetime) -> Json:
    """Return what is true of this run alone: when it began, where it ran, and which paths it was given."""
    return {
        "started_at": instant_text(started_at),
        "host": platform.node(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "incident_file": str(incident.path),
        "destination": str(destination),
    }


def read_input_files(con: duckdb.DuckDBPyConnection) -> list[Json]:
    """Return the input files in their order: input, name, bytes, sha256, rows."""
    columns = ("input", "name", "bytes", "sha256", "rows")
    listed = ", ".join(f'"{column}"' for column in columns)
    found = con.execute(f"select {listed} from input_file order by file_no").fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def write_proof(folder: Path, incident: Incident, origin: Origin, known: Iterable[FileDigest] = ()) -> None:
    """Write manifest.json over all files that are there, and SHA256SUMS over it and them."""
    files = digests_below(folder, known)
    (folder / MANIFEST).write_bytes(as_json(make_manifest(incident, origin, files)))
    listed = sorted([*files, digest_of(folder, MANIFEST)], key=lambda file: file.name.encode())
    lines = (f"{file.sha256}  {file.name}\n" for file in listed)
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def digest_of(folder: Path, name: str) -> FileDigest:
    """Return the digest of one file of a case."""
    with (folder / name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileDigest(name, file.tell(), digest)


def _as_entry(file: FileDigest) -> Json:
    return {"name": file.name, "bytes": file.bytes, "sha256": file.sha256}
