"""What a report is made of: the figures of a case, and the SQL that made them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from offpurpose.case.opening import open_case
from offpurpose.engine.checksum import sha256_of
from offpurpose.engine.query_files import QueryFile
from offpurpose.errors import CaseError
from offpurpose.report.figures import Figures, read_figures

QUERIES_FILE = "queries.sql"

_MARK = re.compile(r"^-- =+ (?P<folder>[a-z_]+)/(?P<name>[a-z_0-9]+)\.sql\n", re.MULTILINE)
_TITLE = re.compile(r"^-- Title: (?P<title>.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PrintedQuery:
    """One query that ran, as the annex prints it."""

    name: str
    folder: str
    text: str

    @property
    def title(self) -> str:
        """What the query says of itself."""
        found = _TITLE.search(self.text)
        return found["title"] if found else self.name

    @property
    def sha256(self) -> str:
        """Digest of the text, as hex."""
        return sha256_of(self.text)


@dataclass(frozen=True, slots=True)
class CaseSource:
    """A case to report on; `computed_at` is when the audit ran, None where its report is not to say."""

    folder: Path
    figures: Figures
    queries: tuple[PrintedQuery, ...]
    computed_at: str | None = None


def write_queries(folder: Path, queries: Iterable[QueryFile]) -> None:
    """Write the SQL that ran, in running order, into one file of a case."""
    parts = (f"-- ======== {query.folder}/{query.name}.sql\n{query.text}\n" for query in queries)
    (folder / "report" / QUERIES_FILE).write_text("".join(parts), encoding="utf-8", newline="\n")


def read_case(folder: Path) -> CaseSource:
    """Read what a report on a case is made of.

    Raises:
        CaseError: when the folder is no case, or lacks a file.
    """
    manifest = open_case(folder).manifest
    return CaseSource(folder, read_figures(folder), read_queries(folder), manifest["run"].get("started_at"))


def read_queries(folder: Path) -> tuple[PrintedQuery, ...]:
    """Read the queries that a case keeps, in running order.

    Raises:
        CaseError: when it keeps none.
    """
    try:
        text = (folder / "report" / QUERIES_FILE).read_text(encoding="utf-8")
    except OSError as error:
        raise CaseError(
            f"{folder} lacks report/{QUERIES_FILE}: {error.strerror or error}",
            hint="audit again: the case was written by an earlier version",
        ) from error
    marks = list(_MARK.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return tuple(
        PrintedQuery(mark["name"], mark["folder"], text[mark.end() : end].removesuffix("\n"))
        for mark, end in zip(marks, ends, strict=True)
    )
