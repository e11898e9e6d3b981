"""The account lists and the summary against the verdicts, with nothing but the files of the case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv

from offpurpose.audit.catalogue import VERIFICATION
from offpurpose.case.layout import OUTPUTS, Output
from offpurpose.case.summary import SUMMARY_FILE
from offpurpose.case.tables import write_csv
from offpurpose.engine.database import open_database
from offpurpose.engine.query_files import load_queries
from offpurpose.engine.run import rows_of, run_queries
from offpurpose.identifiers.masking import mask_value, printable
from offpurpose.verifying.contents import Compared
from offpurpose.verifying.options import Means
from offpurpose.verifying.report import Difference

_VERDICTS_FILE = "accounts/verdicts.parquet"
_REJECTED_FILE = "accounts/rejected_rows.csv"
_SUMMARY = f"report/{SUMMARY_FILE}"
_LISTS = {output.relation: output for output in OUTPUTS if output.csv and output.parquet}
LIST_FILES = (
    _VERDICTS_FILE,
    _REJECTED_FILE,
    *(f"{output.name}{ending}" for output in _LISTS.values() for ending in (".csv", ".parquet")),
)
"""The files that are compared with each other."""

_EXAMPLES = 3
_GIVES = "the verdicts give"


def list_differences(case: Path, summary: Any, means: Means) -> Iterator[Difference]:
    """Tell in what lists, verdicts and summary of a case contradict each other.

    Args:
        case: the folder.
        summary: the content of report/summary.json.
        means: what to work with.
    """
    with open_database(means.work / "lists.duckdb", means.work / "spill-lists", means.limits) as con:
        try:
            _take_files(con, case)
            run_queries(con, load_queries((VERIFICATION,)), means.progress)
        except (duckdb.Error, pa.ArrowException) as error:
            what = type(error).__name__.removesuffix("Exception")
            yield Difference("accounts", f"the lists and verdicts cannot be read together ({what})")
            return
        yield from _rows_apart(con)
        for output in _LISTS.values():
            yield from _csv_of_parquet(con, case, output, means)
        yield from _figures_apart(con, summary)
    yield from _rejected_apart(case, summary)


def _take_files(con: duckdb.DuckDBPyConnection, case: Path) -> None:
    con.read_parquet(str(case / _VERDICTS_FILE)).create_view("stored_verdict")
    for relation, output in _LISTS.items():
        con.read_parquet(str(case / f"{output.name}.parquet")).create_view(f"stored_{relation}")
    con.execute(
        "create view stored_list as select *, true as is_affected from stored_affected_account"
        " union all select *, false as is_affected from stored_possibly_affected_account"
    ).fetchall()


def _rows_apart(con: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    [(number,)] = con.execute("select count(*) from list_row_apart").fetchall()
    found = con.execute(
        "select account_id, is_listed, is_given, listed_verdict, given_verdict from list_row_apart"
        f" order by account_id, is_listed limit {_EXAMPLES}"
    ).fetchall()
    for account_id, *rest in found:
        yield Difference("accounts", f"account {printable(mask_value(str(account_id)))} {_apart(*rest)}")
    if number > _EXAMPLES:
        yield Difference("accounts", f"and {number - _EXAMPLES:,} more accounts are not as {_GIVES} them")


def _apart(is_listed: bool, is_given: bool, listed: str, given: str) -> str:
    if not is_given:
        return f"is listed as {listed}, and no verdict puts it there"
    if not is_listed:
        return f"is {given} by its verdicts, and on no list"
    if listed != given:
        return f"is listed as {listed}, where {_GIVES} {given}"
    return f"has other figures on the list than {_GIVES}"


def _csv_of_parquet(
    con: duckdb.DuckDBPyConnection, case: Path, output: Output, means: Means
) -> Iterator[Difference]:
    """Tell in what a list as CSV differs from the same list as Parquet."""
    path = means.work / f"{output.name}.csv"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_csv(con, Output(output.name, f"stored_{output.relation}", output.columns), path, means.progress)
    compared = Compared(case, means.work, f"{Path(output.name).name}.parquet has")
    yield from compared.differences(f"{output.name}.csv")


def _figures_apart(con: duckdb.DuckDBPyConnection, summary: Any) -> Iterator[Difference]:
    if not isinstance(summary, dict):
        return
    compared = Compared(Path(), Path(), "the lists and verdicts give")
    for section in ("accounts", "matches"):
        [figures] = rows_of(con, f"{section}_of_files")
        stated = summary.get(section)
        found = {key: stated.get(key) for key in figures} if isinstance(stated, dict) else None
        for told in compared.of_values(found, figures, section):
            yield Difference(_SUMMARY, told)


def _rejected_apart(case: Path, summary: Any) -> Iterator[Difference]:
    columns = pa_csv.ConvertOptions(column_types={"input": pa.string()}, include_columns=["input"])
    try:
        parsing = pa_csv.ParseOptions(newlines_in_values=True)
        listed = pa_csv.read_csv(case / _REJECTED_FILE, parse_options=parsing, convert_options=columns)
        stated = {name: each["rejected"] for name, each in summary["inputs"].items()}
    except (pa.ArrowException, OSError, KeyError, TypeError, AttributeError):
        yield Difference(_REJECTED_FILE, f"cannot be counted beside {_SUMMARY}")
        return
    counts = {each["values"]: each["counts"] for each in listed["input"].value_counts().to_pylist()}
    compared = Compared(Path(), Path(), f"{_REJECTED_FILE} has")
    expected = {name: counts.get(name, 0) for name in dict.fromkeys((*stated, *counts))}
    for told in compared.of_values(stated, expected, "rejected rows of inputs"):
        yield Difference(_SUMMARY, told)
