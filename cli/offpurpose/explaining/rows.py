"""The rows behind an explanation as they are shown: text masked, digests as fingerprints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb

from offpurpose.case.shown import masked_text
from offpurpose.case.summary import instant_text
from offpurpose.explaining.fingerprint import FUNCTION

Json = dict[str, Any]

# Text of our own, and ids of accounts, which are shown as they are; other text is masked where need be.
_OWN = frozenset(
    {"account_id", "counted_as", "verdict", "reason", "reasons", "rule", "rests_on", "purpose_class", "input"}
)
_ROWS_PER_FILE = 40


class Sources:
    """From the number of a row to where it stands: the input, the file, and the record in it, from 1."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        found = con.execute("select file_no, input, name from input_file").fetchall()
        self._files = {number: (name, file) for number, name, file in found}

    def __call__(self, row: int | None) -> Json | None:
        """Return the source of a row; None where there is none."""
        if row is None:
            return None
        name, file = self._files[row >> _ROWS_PER_FILE]
        return {"input": name, "file": file, "record": row & ((1 << _ROWS_PER_FILE) - 1)}


def shown_rows(con: duckdb.DuckDBPyConnection, table: str, order: str) -> Iterator[Json]:
    """Yield the rows of a small table as they may be shown; a column `digest` becomes `fingerprint`."""
    described = con.execute(f'describe "{table}"').fetchall()
    columns = ", ".join(_shown(name, kind) for name, kind, *_ in described)
    rows = con.execute(f'select {columns} from "{table}" order by {order}')
    names = [name for name, *_ in rows.description]
    for row in rows.fetchall():
        yield dict(zip(names, map(plain, row), strict=True))


def _shown(name: str, kind: str) -> str:
    if name == "digest":
        return f"{FUNCTION}(digest) as fingerprint"
    text = f'cast("{name}" as varchar)'
    if name.endswith("_id") and name not in _OWN:
        return f'{masked_text(text)} as "{name}"'
    if kind.startswith("ENUM") or name in _OWN:
        return f'{text if kind.startswith("ENUM") or name == "account_id" else name} as "{name}"'
    if kind == "HUGEINT":
        return f'cast("{name}" as bigint) as "{name}"'
    return f'{masked_text(text)} as "{name}"' if kind == "VARCHAR" else f'"{name}"'


def plain(value: object) -> object:
    """Return a value with an instant as the outputs write it."""
    return instant_text(value) if isinstance(value, datetime) else value
