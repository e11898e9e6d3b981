"""What the rest of the loading sees of files: groups of files with the same columns, as relations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from offpurpose.inputs.files import InputFile
from offpurpose.inputs.reading.rejects import RejectLog

SOURCE_ROW = "source_row"
ROWS_PER_FILE = 1 << 40

OnProgress = Callable[[int, int], None]
"""Called with the rows and the bytes (as on disk) read since the last call."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was read of one file: its bytes on disk, their SHA-256, its records (rejected ones too)."""

    file: InputFile
    bytes: int
    sha256: str
    rows: int


@dataclass(slots=True)
class SourceTable:
    """One source while it is open: a relation that can be read once, and what reading it brings to light.

    `relation` can stand after FROM; it gives `source_row` (file_no * 2**40 + record number, from 1) and
    `columns`. `rejects`, `facts` and `floating` are complete when the source was closed. `floating` names
    the columns in which a number with a fraction or an exponent was seen (JSON has no other sign that
    the digits of an id are lost), each with the first file that has one.
    """

    relation: str
    columns: dict[str, str]
    rejects: RejectLog
    facts: list[FileFacts] = field(default_factory=list)
    floating: dict[str, InputFile] = field(default_factory=dict)


class Source(ABC):
    """Files of one input that have the same columns.

    `columns` are the columns of the files and those that folder names give, with their DuckDB types.
    Where they are `open_ended` (JSONL), `columns` are those of the first lines, and any other may be
    asked for: it is null where no line has it.
    """

    open_ended = False

    def __init__(self, files: Sequence[InputFile], columns: Mapping[str, str]) -> None:
        self.files = tuple(files)
        self.columns = dict(columns)

    @property
    def input(self) -> str:
        """Name of the input that the files belong to."""
        return self.files[0].input

    @property
    def size(self) -> int:
        """Bytes of the files on disk."""
        return sum(file.stamp.size for file in self.files if file.stamp)

    def rows_known(self) -> int | None:
        """Return how many rows there are, where reading them tells nothing until the end; else None."""
        return None

    @contextmanager
    def open(
        self,
        con: duckdb.DuckDBPyConnection,
        wanted: Iterable[str] | None = None,
        on_progress: OnProgress | None = None,
    ) -> Iterator[SourceTable]:
        """Give the rows as a relation on `con` that can be read once inside the `with` block.

        `wanted` are the columns needed (all that `columns` names when None). Raises FilesUnreadableError,
        at the end of the block, for files that are torn, damaged or were changed meanwhile.
        """
        names = list(self.columns if wanted is None else dict.fromkeys(wanted))
        yield from self._opened(con, self._known(names), on_progress or _no_progress)

    def is_counted(self, con: duckdb.DuckDBPyConnection, name: str, *, complete: bool) -> bool:  # noqa: ARG002
        """Whether it is known beforehand that a column holds whole numbers from 0 to 2**63 - 1 alone.

        With `complete` no value may be missing either.
        """
        return False

    def _known(self, names: list[str]) -> list[str]:
        unknown = [name for name in names if name not in self.columns]
        if unknown and not self.open_ended:
            raise KeyError(f"no columns {unknown}")
        return names

    @abstractmethod
    def _opened(
        self, con: duckdb.DuckDBPyConnection, wanted: list[str], on_progress: OnProgress
    ) -> Iterator[SourceTable]:
        """Yield the open table once, and clean up afterwards."""


def _no_progress(rows: int, size: int) -> None:
    """Tell nobody."""
