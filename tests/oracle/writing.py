"""Write evidence as an incident file and input files, so that the real audit can be run over it."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tests.oracle.columns import COLUMNS, IDENTIFIER_REQUIRED, REQUIRED
from tests.oracle.evidence import Evidence, Row, Settings
from tests.oracle.instants import text_of

FORMS = ("csv", "jsonl", "parquet")


@dataclass(frozen=True)
class Written:
    """Where the evidence went: the incident file, and for each row of each input its file and record."""

    incident: Path
    places: dict[str, list[tuple[str, int]]]


def write_evidence(evidence: Evidence, folder: Path, *, form: str = "csv", files: int = 1) -> Written:
    """Write one incident into a folder; each input is cut into so many files, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    places = {name: write_input(name, rows, folder, form, files) for name, rows in evidence.inputs.items()}
    incident = folder / "incident.toml"
    incident.write_text(incident_text(evidence, form), encoding="utf-8")
    return Written(incident, places)


def write_input(name: str, rows: list[Row], folder: Path, form: str, files: int) -> list[tuple[str, int]]:
    """Write one input; gives the file and the record number (from 1) of each row."""
    columns = columns_used(name, rows)
    size = -(-len(rows) // files) or 1
    places: list[tuple[str, int]] = []
    for number in range(files):
        part = rows[number * size : (number + 1) * size]
        path = folder / f"{name}_{number}.{form}"
        WRITERS[form](path, columns, part)
        places += [(path.name, record) for record in range(1, len(part) + 1)]
    return places


def columns_used(name: str, rows: list[Row]) -> list[str]:
    """The canonical columns that any row fills, and those that a file must have."""
    used = {column for row in rows for column, text in row.items() if text is not None}
    used.update(REQUIRED[name])
    if name in IDENTIFIER_REQUIRED and not used & {"identifier", "identifier_hash"}:
        used.add("identifier")
    # A lone column would make a missing value a blank line.
    used.update({"accounts": {"country"}}.get(name, set()))
    return [column for column in COLUMNS[name] if column in used]


def write_csv(path: Path, columns: list[str], rows: list[Row]) -> None:
    """CSV with a header; a missing value is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row.get(column) for column in columns] for row in rows)


def write_jsonl(path: Path, columns: list[str], rows: list[Row]) -> None:
    """One JSON object a line; missing values are left out of every other line, and null in the others."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, row in enumerate(rows):
            cells = {column: row.get(column) for column in columns}
            kept = {column: text for column, text in cells.items() if text is not None or number % 2}
            file.write(json.dumps(kept) + "\n")


def write_parquet(path: Path, columns: list[str], rows: list[Row]) -> None:
    """Parquet with columns of text."""
    schema = pa.schema([(column, pa.string()) for column in columns])
    cells = {column: [row.get(column) for row in rows] for column in columns}
    pq.write_table(pa.table(cells, schema=schema), path)


WRITERS = {"csv": write_csv, "jsonl": write_jsonl, "parquet": write_parquet}


def incident_text(evidence: Evidence, form: str) -> str:
    """The incident file."""
    settings = evidence.settings
    lines = [
        "[incident]",
        'title = "A small world"',
        f"systems = {toml(settings.systems)}",
        *([f"timezone = {toml(settings.timezone)}"] if settings.timezone else []),
        "[window]",
        *([f"start = {text_of(settings.window_start)}"] if settings.window_start is not None else []),
        f"end = {text_of(settings.window_end)}",
        f"rule = {toml(settings.rule)}",
        "[purposes]",
        f"security = {toml(settings.security)}",
        f"permitted = {toml(settings.permitted)}",
        *matching_lines(settings),
    ]
    for name in evidence.inputs:
        lines += [f"[inputs.{name}]", f"path = {toml(f'{name}_*.{form}')}"]
        if name in settings.timestamps:
            lines.append(f"timestamps = {toml(settings.timestamps[name])}")
    return "\n".join(lines) + "\n"


def matching_lines(settings: Settings) -> list[str]:
    """The `[matching]` table."""
    lines = [
        "[matching]",
        f"hash = {toml(settings.hash)}",
        f"email = {toml(settings.email)}",
        f"phone = {toml(settings.phone)}",
        f"other_kinds = {toml(settings.other_kinds)}",
    ]
    if settings.default_region is not None:
        lines.append(f"default_region = {toml(settings.default_region)}")
    return lines


def toml(value: str | tuple[str, ...] | None) -> str:
    """A string or a list of strings; of these, JSON is TOML."""
    return json.dumps(list(value) if isinstance(value, tuple) else value)
