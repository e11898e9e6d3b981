"""The forms of an answer: text for a table, CSV, JSON, Parquet; all with the same care for what is shown.

Text that looks like an address or a number is masked, but in a column named account_id, as in the lists of a
case. Digests are hex, instants are as in the outputs, ids are text in JSON, whose numbers lose digits.
Of columns with one name, the later ones are numbered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count
from typing import BinaryIO

import duckdb
import pyarrow as pa

from offpurpose.case.layout import OutputColumn
from offpurpose.case.shown import INSTANT_FORMAT, csv_line, masked_text
from offpurpose.engine.database import Limits, open_memory
from offpurpose.engine.sql_text import quoted_text
from offpurpose.identifiers.masking import looks_like_identifier

_AS_THEY_ARE = frozenset({"account_id"})
_NUMBERS = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
)
_BATCH = "batch"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of an answer: its name, where it stands, and its DuckDB type."""

    name: str
    place: int
    kind: str

    @property
    def sql(self) -> str:
        return f"c{self.place}"

    @property
    def is_number(self) -> bool:
        return self.kind in _NUMBERS or self.kind.startswith(("DECIMAL", "DOUBLE", "FLOAT"))

    @property
    def text(self) -> str:
        """SQL for its value as text, as it may be shown; NULL where there is none."""
        if self.kind == "BLOB":
            return f"lower(hex({self.sql}))"
        if self.kind.startswith("TIMESTAMP"):
            return f"strftime(cast({self.sql} as timestamp), '{INSTANT_FORMAT}')"
        text = f"cast({self.sql} as varchar)"
        if self.is_number or self.name in _AS_THEY_ARE or self.kind in {"BOOLEAN", "DATE"}:
            return text
        return f"case when {looks_like_identifier(text)} then {masked_text(text)} else {text} end"

    @property
    def json(self) -> str:
        """SQL for its value as JSON."""
        is_plain = self.is_number or self.kind == "BOOLEAN"
        if not is_plain or self.name.endswith("_id"):
            return f"coalesce(cast(to_json({self.text}) as varchar), 'null')"
        if self.kind in {"DOUBLE", "FLOAT"}:
            return f"case when isfinite({self.sql}) then cast({self.sql} as varchar) else 'null' end"
        return f"coalesce(cast({self.sql} as varchar), 'null')"

    @property
    def parquet(self) -> str:
        """SQL for its value in its own type, masked where it is text."""
        is_text = self.kind == "VARCHAR" or self.kind.startswith("ENUM") or "VARCHAR" in self.kind
        return f"{self.text if is_text else self.sql} as {self.sql}"


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first rows of an answer as text, which columns are numbers, and whether there are more rows."""

    names: list[str]
    numbers: list[bool]
    rows: list[tuple[str | None, ...]]
    more: bool


def first_rows(answer: pa.RecordBatchReader, most: int) -> FirstRows:
    """Return as many rows as a screen bears."""
    with _converting(answer.schema) as (con, columns):
        select = ", ".join(f"{column.text}" for column in columns)
        rows: list[tuple[str | None, ...]] = []
        for _ in _registered(con, answer):
            rows += con.execute(f"select {select} from {_BATCH} limit {most + 1 - len(rows)}").fetchall()
            if len(rows) > most:
                break
        names, numbers = [c.name for c in columns], [c.is_number for c in columns]
    return FirstRows(names, numbers, rows[:most], len(rows) > most)


def csv_parts(answer: pa.RecordBatchReader) -> Iterator[str]:
    """Yield an answer as the parts of a CSV file like those of a case."""
    with _converting(answer.schema) as (con, columns):
        cells = tuple(OutputColumn(column.sql, "code") for column in columns)
        head = ", ".join(f"{quoted_text(column.name)} as {column.sql}" for column in columns)
        yield _joined(con, f"select {csv_line(cells)} from (select {head})")
        shown = ", ".join(f"{column.text} as {column.sql}" for column in columns)
        for _ in _registered(con, answer):
            yield _joined(con, f"select {csv_line(cells)} from (select {shown} from {_BATCH})")


def json_parts(answer: pa.RecordBatchReader) -> Iterator[str]:
    """Yield an answer as the parts of a JSON list of objects, one a line."""
    with _converting(answer.schema) as (con, columns):
        members = " || ', ' || ".join(
            f"{quoted_text(json.dumps(column.name, ensure_ascii=False) + ': ')} || {column.json}"
            for column in columns
        )
        between = "["
        for _ in _registered(con, answer):
            text = _joined(con, f"select ',\n  {{' || {members} || '}}' from {_BATCH}")
            if text:
                yield between + text.removeprefix("," if between else "")
                between = ""
        yield "[]\n" if between else "\n]\n"


def write_parquet(answer: pa.RecordBatchReader, file: BinaryIO) -> None:
    """Write an answer as Parquet, each column in its own type but masked text."""
    # It loads much that no other form needs.
    import pyarrow.parquet as pq  # noqa: PLC0415

    with _converting(answer.schema) as (con, columns):
        select = f"select {', '.join(column.parquet for column in columns)} from {_BATCH}"
        names = [column.name for column in columns]
        con.register(_BATCH, _renamed(answer.schema.empty_table()))
        schema = con.sql(select).to_arrow_table().rename_columns(names).schema
        with pq.ParquetWriter(file, schema, compression="zstd", store_schema=False) as writer:
            for _ in _registered(con, answer):
                table = con.sql(select).to_arrow_table().rename_columns(names)
                writer.write_table(table.cast(schema))


@contextmanager
def _converting(schema: pa.Schema) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[_Column]]]:
    """Give a database in which batches are turned into a form; one thread keeps their rows in order."""
    with open_memory(Limits(threads=1)) as con:
        con.register(_BATCH, _renamed(schema.empty_table()))
        described = con.execute(f"describe {_BATCH}").fetchall()
        yield (
            con,
            [
                _Column(name, place, kind)
                for place, (name, (_, kind, *_)) in enumerate(
                    zip(_unique(schema.names), described, strict=True)
                )
            ],
        )


def _unique(names: list[str]) -> list[str]:
    unique: list[str] = []
    for name in names:
        numbered = chain([name], (f"{name}_{number}" for number in count(1)))
        unique.append(next(each for each in numbered if each not in unique))
    return unique


def _registered(con: duckdb.DuckDBPyConnection, answer: pa.RecordBatchReader) -> Iterator[None]:
    for batch in answer:
        con.register(_BATCH, _renamed(pa.Table.from_batches([batch])))
        yield


def _renamed(table: pa.Table) -> pa.Table:
    """Name columns by their place: those of an answer may bear one name twice, or any character."""
    return table.rename_columns([f"c{place}" for place in range(table.num_columns)])


def _joined(con: duckdb.DuckDBPyConnection, select: str) -> str:
    return "".join(line for (line,) in con.execute(select).fetchall())


__all__: Sequence[str] = ("FirstRows", "csv_parts", "first_rows", "json_parts", "write_parquet")
