"""Rows that cannot be told apart into values, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

_CHUNK = 4096

Fault = tuple[str, str, str | None]
"""Why a record is no row: the reason code, in words of ours, and the column where it can be told."""


@dataclass(frozen=True, slots=True)
class StructuralReject:
    """One record that is torn or undecodable.

    `text` says what is wrong in words of ours and never holds text of the input. `values` are the cells
    that can be read all the same, by column name; they are raw and may be personal data.
    """

    source_row: int
    column: str | None
    reason: str
    text: str
    values: Mapping[str, str | None] = field(default_factory=dict, repr=False)


class RejectLog:
    """The rejects of one source, in the order read; kept in columns, since there may be millions.

    Of the values only those of the `columns` asked for are kept.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self._recent: list[StructuralReject] = []
        self._chunks: list[pa.RecordBatch] = []
        self._length = 0
        self._schema = pa.schema(
            [
                ("source_row", pa.int64()),
                ("column_name", pa.string()),
                ("reason", pa.string()),
                ("text", pa.string()),
                ("values", pa.list_(pa.string())),
            ]
        )

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[StructuralReject]:
        for chunk in [*self._chunks, self._batch(self._recent)]:
            for row in chunk.to_pylist():
                pairs = zip(self.columns, row["values"], strict=True)
                values = {name: value for name, value in pairs if value is not None}
                yield StructuralReject(
                    row["source_row"], row["column_name"], row["reason"], row["text"], values
                )

    def add(self, reject: StructuralReject) -> None:
        """Keep one more reject."""
        self._recent.append(reject)
        self._length += 1
        if len(self._recent) == _CHUNK:
            self._chunks.append(self._batch(self._recent))
            self._recent = []

    def to_arrow(self) -> pa.Table:
        """Return source_row, column_name, reason, text and `values`, a struct of the columns kept."""
        table = pa.Table.from_batches([*self._chunks, self._batch(self._recent)], self._schema)
        lists = table.column("values").combine_chunks()
        if not self.columns:
            return table.drop_columns("values")
        width = len(self.columns)
        flat = lists.flatten()
        fields = [flat.take(pa.arange(place, len(flat), width)) for place in range(width)]
        structs = pa.StructArray.from_arrays(fields, names=list(self.columns))
        return table.set_column(4, "values", structs)

    def _batch(self, rejects: list[StructuralReject]) -> pa.RecordBatch:
        columns = [
            [reject.source_row for reject in rejects],
            [reject.column for reject in rejects],
            [reject.reason for reject in rejects],
            [reject.text for reject in rejects],
            [[reject.values.get(name) for name in self.columns] for reject in rejects],
        ]
        arrays = [pa.array(column, kind.type) for column, kind in zip(columns, self._schema, strict=True)]
        return pa.record_batch(arrays, schema=self._schema)
