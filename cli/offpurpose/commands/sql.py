"""`offpurpose sql`: questions of one's own to the tables of a case."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from offpurpose.commands.boundary import tell
from offpurpose.commands.options import CaseArgument, Json, Memory, Threads, Written, force_over
from offpurpose.errors import OffpurposeError, UsageFaultError

if TYPE_CHECKING:
    import duckdb

    from offpurpose.screen.output import Output


class Format(StrEnum):
    """The forms of an answer."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


_PROMPT_HELP = """\
A question ends with a semicolon. Tab completes; Ctrl-C stops a question, Ctrl-D leaves.
.tables        the tables, with their titles
.schema        every table with its grain and columns; .schema TABLE for one
.quit          leave"""


def sql(
    case: CaseArgument,
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY",
            help="One SELECT. Without it: read from stdin, or a prompt where stdin is a terminal.",
            show_default=False,
        ),
    ] = None,
    *,
    schema: Annotated[
        bool, typer.Option("--schema", help="Describe every table: what a row of it is, and its columns.")
    ] = False,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="table, csv, json or parquet.",
            show_default="table, or as FILE ends",
        ),
    ] = None,
    out: Written = None,
    force: Annotated[bool, force_over()] = False,
    history: Annotated[
        Path | None,
        typer.Option(
            "--history",
            metavar="FILE",
            help="Keep what is asked at the prompt in this file, for its owner alone.",
            show_default="in memory, until the prompt ends",
        ),
    ] = None,
    memory: Memory = None,
    threads: Threads = None,
    as_json: Json = False,
) -> None:
    """Ask the tables of a case in SQL; they can only be read.

    The database is opened read-only, can reach no other file and no network, and is locked so. Text that
    looks like an address or a number is shown masked. A table shows the first 100 rows, other formats all.
    At the prompt nothing that is asked is kept, as it names people, unless --history says where.

    \b
    Examples:
      offpurpose sql case "select verdict, count(*) from verdict group by all"
      offpurpose sql case --schema | less
      offpurpose sql case "from affected_account" --out affected.parquet
      offpurpose sql case < question.sql
    """  # noqa: D301
    from offpurpose.case.opening import open_case
    from offpurpose.engine.database import Limits

    chosen = _format(form, out, as_json=as_json)
    opened = open_case(case)
    with opened.database(Limits(memory, threads)) as con:
        if schema:
            _tell_schema(con, as_json=chosen is Format.JSON)
        elif query is None and sys.stdin.isatty():
            _prompt(con, history)
        else:
            _answer(con, sys.stdin.read() if query is None else query, chosen, out, force=force)


def _format(form: Format | None, out: Path | None, *, as_json: bool) -> Format:
    """Return the format that was asked for, or that the name of the file tells."""
    if as_json:
        if form not in {None, Format.JSON}:
            raise UsageFaultError(
                f"--json and --format {form} contradict each other", hint="ask for one of them"
            )
        return Format.JSON
    if form is None and out is not None:
        suffix = out.suffix.removeprefix(".")
        if suffix not in set(Format) - {Format.TABLE}:
            raise UsageFaultError(
                f"the format of {out.name} is not told", hint="add --format csv, json or parquet"
            )
        form = Format(suffix)
    if form in {None, Format.TABLE} and out is not None:
        raise UsageFaultError("a table is for the screen", hint="add --format csv, json or parquet")
    if form is Format.PARQUET and out is None:
        raise UsageFaultError("Parquet is not for the screen", hint="add --out FILE")
    return form or Format.TABLE


def _answer(
    con: duckdb.DuckDBPyConnection, query: str, form: Format, out: Path | None, *, force: bool
) -> None:
    from offpurpose.asking.forms import csv_parts, json_parts, write_parquet
    from offpurpose.asking.question import asked
    from offpurpose.case.one_file import whole_file
    from offpurpose.commands.writing import text_output

    if form is Format.TABLE:
        _show(con, query, _output())
        return
    with asked(con, query) as answer:
        if form is Format.PARQUET and out is not None:
            with whole_file(out, force=force) as file:
                write_parquet(answer, file)
        else:
            parts = csv_parts(answer) if form is Format.CSV else json_parts(answer)
            text_output(parts, out, force=force)


def _show(con: duckdb.DuckDBPyConnection, query: str, output: Output) -> None:
    from offpurpose.asking.forms import first_rows
    from offpurpose.asking.question import asked
    from offpurpose.screen.answer_view import ROWS_SHOWN, answer_view

    with asked(con, query) as answer:
        rows = first_rows(answer, ROWS_SHOWN)
    output.result(answer_view(rows), None)


def _tell_schema(con: duckdb.DuckDBPyConnection, *, as_json: bool) -> None:
    from offpurpose.asking.schema import describe_tables
    from offpurpose.screen.schema_view import schema_view

    tables = describe_tables(con)
    _output(as_json=as_json).result(schema_view(tables), tables)


def _prompt(con: duckdb.DuckDBPyConnection, history: Path | None) -> None:
    from offpurpose.asking.schema import describe_tables
    from offpurpose.screen.prompt import PROMPT, ask_until_quit, prompt_session

    tables = describe_tables(con)
    session = prompt_session(tables, history)
    output = _output()
    typer.echo("Questions end with a semicolon; .help tells the rest.", err=True)

    def answer(text: str) -> None:
        try:
            _answer_at_prompt(con, text, tables, output)
        except OffpurposeError as error:
            tell(error.message, error.hint)
        output.flush()

    ask_until_quit(lambda: session.prompt(PROMPT), answer)


def _answer_at_prompt(
    con: duckdb.DuckDBPyConnection, text: str, tables: list[dict[str, Any]], output: Output
) -> None:
    from offpurpose.screen.schema_view import schema_view

    word, _, rest = text.partition(" ")
    if word == ".tables":
        output.data("\n".join(f"{table['name']:32} {table['title']}".rstrip() for table in tables))
    elif word == ".schema":
        chosen = [table for table in tables if rest.strip(" ;") in {"", table["name"]}]
        if not chosen:
            raise UsageFaultError(f"there is no table {rest.strip()}", hint=".tables lists them")
        output.result(schema_view(chosen), None)
    elif text.startswith("."):
        output.data(_PROMPT_HELP)
    else:
        _show(con, text, output)


def _output(*, as_json: bool = False) -> Output:
    from offpurpose.screen.printer import Printer

    return Printer.of_process(as_json=as_json).output
