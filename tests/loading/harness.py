"""Loading a small incident in a test: rows in, canonical tables out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from offpurpose.errors import InputError
from offpurpose.incident import load_incident
from offpurpose.inputs.files import find_files
from offpurpose.inputs.load import LoadReport, load_inputs
from offpurpose.inputs.tables import IDS

FILE = 2**40
Row = Mapping[str, Any]
Rows = Sequence[Row]

CONTACT = {"account_id": "1", "kind": "email", "identifier": "ann@example.org", "purpose": "two_factor"}
MATCH = {"matched_at": "2019-02-01T00:00:00Z", "account_id": "1", "upload_id": "u1"}
UPLOAD = {"upload_id": "u1", "advertiser_id": "adv"}
ENTRY = {"upload_id": "u1", "identifier": "ann@example.org"}
MAPPED = {
    "partner_id": "p", "partner_user_id": "r", "account_id": "1", "mapped_at": "2019-01-01T00:00:00Z"
}  # fmt: skip
SOUND = {"contacts": CONTACT, "uploads": UPLOAD, "entries": ENTRY, "matches": MATCH, "partner_map": MAPPED}


@dataclass
class Loaded:
    """The tables of one load, and its report."""

    con: duckdb.DuckDBPyConnection
    report: LoadReport

    def rows(self, table: str, *columns: str, order: str = "source_row") -> list[tuple[Any, ...]]:
        """Some columns of a canonical table; ids as text, whether they are kept as numbers or not."""
        texts = (f"cast({name} as varchar) as {name}" if name in IDS else name for name in columns)
        chosen = ", ".join(texts) or "*"
        return self.con.execute(f'select {chosen} from "{table}" order by {order}').fetchall()

    def column(self, table: str, column: str) -> list[Any]:
        """One column of a canonical table."""
        return [value for (value,) in self.rows(table, column)]

    def rejects(self) -> list[tuple[str, str, str]]:
        """Input, column and reason of every rejected row."""
        return self.rows("rejected_row", "input", "column_name", "reason")

    def count(self, name: str) -> tuple[int, int, int, int]:
        """Rows read, accepted, duplicates, rejected."""
        count = self.report.inputs[name].count
        return count.read, count.accepted, count.duplicates, count.rejected


def write(path: Path, rows: Rows | pa.Table | str | bytes) -> Path:
    """Write rows as the ending of the file says; text, bytes and Arrow tables as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(rows, bytes | str):
        path.write_bytes(rows.encode() if isinstance(rows, str) else rows)
    elif isinstance(rows, pa.Table):
        pq.write_table(rows, path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    elif path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            names = list(dict.fromkeys(name for row in rows for name in row))
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return path


def write_incident(
    folder: Path,
    inputs: Mapping[str, Any],
    *,
    timezone: str | None = "UTC",
    hashes: Sequence[str] = ("sha256",),
    **matching: Any,
) -> Path:
    """Write an incident file; an input is its path, or its whole table."""
    lines = [
        "[incident]",
        'title = "t"',
        'reference = "r"',
        'systems = ["tailored"]',
        *([f'timezone = "{timezone}"'] if timezone else []),
    ]
    lines += ["[window]", "end = 2019-09-17T00:00:00Z", "[purposes]", 'security = ["two_factor"]']
    lines += ['permitted = ["profile"]', "[matching]", f"hash = {json.dumps(list(hashes))}"]
    rules = {"email": "lowercase", "phone": "e164", **matching}
    lines += [f"{name} = {json.dumps(value)}" for name, value in rules.items()]
    for name, table in inputs.items():
        given = {"path": table} if isinstance(table, str) else table
        lines.append(f"[inputs.{name}]")
        for key, value in given.items():
            if isinstance(value, Mapping):
                pairs = ", ".join(f"{column} = {json.dumps(text)}" for column, text in value.items())
                lines.append(f"{key} = {{ {pairs} }}")
            else:
                lines.append(f"{key} = {json.dumps(value)}")
    path = folder / "incident.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@contextmanager
def loaded_incident(path: Path, **options: Any) -> Iterator[Loaded]:
    """Load an incident file into a database of its own; by default no share of rejects is too large."""
    incident = load_incident(path)
    files = find_files(incident.folder, incident.inputs.values())
    with duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as con:
        con.execute("set TimeZone = 'UTC'")
        yield Loaded(con, load_inputs(con, incident, files, **{"max_rejected": 1.0, **options}))


@contextmanager
def loaded(
    folder: Path,
    inputs: Mapping[str, Rows | pa.Table],
    *,
    form: str = "csv",
    tables: Mapping[str, Mapping[str, Any]] | None = None,
    options: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Iterator[Loaded]:
    """Write inputs and load them; contacts and matches that are not given have one good row each.

    `tables` adds keys to the table of an input in the incident file.
    """
    given = {"contacts": [CONTACT], "matches": [MATCH], **inputs}
    paths: dict[str, dict[str, Any]] = {}
    for name, rows in given.items():
        ending = "parquet" if isinstance(rows, pa.Table) else form
        path = write(folder / f"{name}.{ending}", rows)
        paths[name] = {"path": path.name, **(tables or {}).get(name, {})}
    with loaded_incident(write_incident(folder, paths, **settings), **(options or {})) as result:
        yield result


def problem_of(folder: Path, inputs: Mapping[str, Rows | pa.Table], **options: Any) -> InputError:
    """The error that loading these inputs must raise."""
    try:
        with loaded(folder, inputs, **options):
            pass
    except InputError as error:
        return error
    raise AssertionError("loading should have stopped")
