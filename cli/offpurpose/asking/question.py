"""Asking the database of a case one SELECT, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from offpurpose.errors import UsageFaultError
from offpurpose.identifiers.masking import mask_text

_ROWS = 20_000
_SCHEMA_HINT = "`offpurpose sql CASE --schema` describes every table"

# These say something of the machine or of the file, not of the question.
_NOT_ITS_FAULT = (
    duckdb.OutOfMemoryException,
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.InternalException,
)


@contextmanager
def asked(con: duckdb.DuckDBPyConnection, text: str) -> Iterator[pa.RecordBatchReader]:
    """Ask a question, and give its answer as batches of rows while the block runs.

    Raises:
        UsageFaultError: when it is not one SELECT, or the database refuses it, on the way too.
        KeyboardInterrupt: when it was stopped by Ctrl-C, whatever the libraries make of that.
    """
    with _wording_faults():
        _require_select(con, text)
        yield con.sql(text).to_arrow_reader(_ROWS)


def _require_select(con: duckdb.DuckDBPyConnection, text: str) -> None:
    statements = con.extract_statements(text)
    if len(statements) != 1:
        what = "there is no question" if not statements else "ask one question at a time"
        raise UsageFaultError(what, hint=_SCHEMA_HINT)
    if statements[0].type != duckdb.StatementType.SELECT:
        raise UsageFaultError(
            f"a case can only be read: {statements[0].type.name} is refused",
            hint="begin with select, from, with, describe, show or summarize",
        )


@contextmanager
def _wording_faults() -> Iterator[None]:
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except _NOT_ITS_FAULT:
        raise
    except (duckdb.Error, pa.ArrowException, RuntimeError) as error:
        if "nterrupted" in str(error):
            raise KeyboardInterrupt from None
        if "Corrupt" in str(error) or type(error) is RuntimeError:
            raise
        raise UsageFaultError(mask_text(str(error)), hint=_SCHEMA_HINT) from None
