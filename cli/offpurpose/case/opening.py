"""Opening a finished case folder: its manifest, its summary, and its database, read-only and locked."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from offpurpose.case.destination import CASE_FORMAT, FORMAT_VERSION, MANIFEST
from offpurpose.case.manifest import DATABASE
from offpurpose.case.summary import SUMMARY_FILE
from offpurpose.engine.database import EVIDENCE, Limits, attach, open_beside, open_read_only
from offpurpose.errors import CaseError

Json = dict[str, Any]

_SECTIONS = {
    "versions": dict,
    "incident": dict,
    "inputs": list,
    "queries": list,
    "rows": dict,
    "outputs": list,
    "run": dict,
}
_DAMAGED = "`offpurpose verify` tells what is whole; the audit can be run again from the inputs"
_NO_LIMITS = Limits()

# What DuckDB raises where a file is not, or no longer, what it should be.
_UNREADABLE = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException)


@dataclass(frozen=True)
class Case:
    """A finished case folder whose manifest has been read; nothing of it is ever written."""

    folder: Path
    manifest: Json

    @cached_property
    def summary(self) -> Json:
        """The content of report/summary.json; raises CaseError where it cannot be read."""
        return _read_json(self.folder / "report" / SUMMARY_FILE)

    @property
    def has_database(self) -> bool:
        """Whether the case was written with its database (not with `--no-database`)."""
        return self.manifest["run"].get("database") is not None

    @property
    def database_path(self) -> Path:
        """The path of case.duckdb.

        Raises:
            CaseError: when the case was written without one, or it is gone.
        """
        if not self.has_database:
            raise CaseError(
                f"{self.folder} has no database: it was audited with --no-database",
                hint="explain and sql read it; audit again without --no-database",
            )
        path = self.folder / DATABASE
        if not _is_file(path):
            raise CaseError(f"{self.folder} has lost its {DATABASE}", hint=_DAMAGED)
        return path

    @contextmanager
    def database(self, limits: Limits = _NO_LIMITS) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the database itself: it can be read, nothing else can be read or written.

        Raises:
            CaseError: when there is none, or it is damaged or newer; also for damage found inside the block.
        """
        path = self.database_path
        with _telling_damage(path), open_read_only(path, limits) as con:
            yield con

    @contextmanager
    def workspace(self, limits: Limits = _NO_LIMITS) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open an empty database in memory; the tables of the case are beside it, as `evidence.<table>`.

        Raises:
            CaseError: as `database`.
        """
        path = self.database_path
        with _telling_damage(path), open_beside(path, limits) as con:
            yield con

    @contextmanager
    def beside(self, con: duckdb.DuckDBPyConnection, name: str = EVIDENCE) -> Iterator[None]:
        """Let a connection of ours read the tables of the case while the block runs, as `evidence.<table>`.

        It is not locked: it must not run what a case brings, such as the text of a view.

        Raises:
            CaseError: as `database`.
        """
        path = self.database_path
        with _telling_damage(path):
            attach(con, path, name)
            yield

    def file(self, name: str) -> Path:
        """Return the path of a file of the case, such as `accounts/verdicts.parquet`.

        Raises:
            CaseError: when it is gone, or is no plain file.
        """
        path = self.folder / name
        if not _is_file(path):
            raise CaseError(f"{self.folder} has lost its {name}", hint=_DAMAGED)
        return path


def open_case(folder: Path) -> Case:
    """Return the case in a folder, once its manifest is read and known to be of a format that is read here.

    Raises:
        CaseError: when there is none, it is damaged, or a newer version wrote it.
    """
    _require_folder(folder)
    manifest = _read_json(folder / MANIFEST)
    if manifest.get("format") != CASE_FORMAT:
        raise CaseError(f"{folder} is not a case folder: its {MANIFEST} is of something else", hint=_AUDIT)
    _require_version(folder, manifest)
    wrong = [name for name, kind in _SECTIONS.items() if not isinstance(manifest.get(name), kind)]
    if wrong:
        raise CaseError(f"{folder / MANIFEST} is damaged: it lacks {', '.join(wrong)}", hint=_DAMAGED)
    return Case(folder, manifest)


def as_stored(
    con: duckdb.DuckDBPyConnection, text: str, column: str = "account_id", table: str = "match"
) -> str | int | None:
    """Return an id as a table stores it, text or a whole number; None where it can be none of that column.

    `007` is not 7: only the way in which a number is written out is its id. The result is for a predicate of
    that column; `table` may be qualified (`evidence.match`), and is quoted by nobody.
    """
    [(_, kind, *_)] = con.execute(f"describe select {column} from {table}").fetchall()
    if kind == "VARCHAR":
        return text
    try:
        number = int(text)
    except ValueError:
        return None
    return number if str(number) == text and -(2**63) <= number < 2**63 else None


_AUDIT = "`offpurpose audit INCIDENT.toml --out DIR` writes one"


def _require_folder(folder: Path) -> None:
    if folder.is_dir():
        if not (folder / MANIFEST).exists():
            raise CaseError(f"{folder} is not a case folder: it has no {MANIFEST}", hint=_AUDIT)
    elif folder.exists():
        hint = f"name the folder that holds it: {folder.parent}" if folder.name in _OF_A_CASE else _AUDIT
        raise CaseError(f"{folder} is a file, not a case folder", hint=hint)
    else:
        raise CaseError(f"there is no case folder {folder}", hint=_AUDIT)


_OF_A_CASE = (DATABASE, MANIFEST)


def _require_version(folder: Path, manifest: Json) -> None:
    version = manifest.get("format_version")
    if not isinstance(version, int) or version < 1:
        raise CaseError(f"{folder / MANIFEST} is damaged: it lacks format_version", hint=_DAMAGED)
    if version > FORMAT_VERSION:
        raise CaseError(
            f"{folder} was written by a newer offpurpose: its format is {version}, and this one reads"
            f" up to {FORMAT_VERSION}",
            hint="install the version that the manifest names, or a later one",
        )


def _read_json(path: Path) -> Json:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise CaseError(f"{path} is no plain file", hint=_DAMAGED)
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise CaseError(f"{path} cannot be read: {error.strerror or error}", hint=_DAMAGED) from error
    except (ValueError, RecursionError):
        raise CaseError(f"{path} is damaged: it is not JSON", hint=_DAMAGED) from None
    if not isinstance(content, dict):
        raise CaseError(f"{path} is damaged: it is no JSON object", hint=_DAMAGED)
    return content


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


@contextmanager
def _telling_damage(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        if isinstance(error, _UNREADABLE) or "Corrupt" in str(error):
            raise _unreadable(path, str(error)) from None
        raise


def _unreadable(path: Path, said: str) -> CaseError:
    if "newer version" in said or "version number" in said:
        return CaseError(f"{path} was written by a newer version of DuckDB", hint="upgrade duckdb")
    if "Could not set lock" in said:
        return CaseError(f"{path} is held by another program", hint="close what has it open for writing")
    if "Permission denied" in said:
        return CaseError(f"{path} may not be read by this user", hint="its owner alone may read a case")
    return CaseError(f"{path} is damaged", hint=_DAMAGED)


__all__ = ["EVIDENCE", "Case", "as_stored", "open_case"]
