"""The functions that SQL about identifiers calls, made known to a connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from offpurpose.identifiers import digests, masking
from offpurpose.identifiers.packs.domains import IDN_FUNCTION, with_ascii_domain
from offpurpose.identifiers.packs.sql import E164_FUNCTION
from offpurpose.identifiers.packs.texts import LOWER_FULL_FUNCTION, lower_full
from offpurpose.identifiers.phones.column import PhoneReader

COUNTRY_FUNCTION = "offpurpose_phone_country"


def register_functions(con: duckdb.DuckDBPyConnection, default_region: str | None) -> None:
    """Make the functions known to a connection and its cursors.

    `default_region` is the region of national numbers in rows without one, upper-case.
    """
    phones = PhoneReader(default_region)
    _function(con, E164_FUNCTION, phones.e164, ["varchar", "varchar"], "varchar")
    _function(con, COUNTRY_FUNCTION, phones.country, ["varchar"], "varchar")
    _function(con, digests.SHA512_FUNCTION, digests.sha512, ["varchar"], "blob")
    _function(con, masking.MASK_FUNCTION, _mask_column, ["varchar", "varchar"], "varchar")
    _function(con, LOWER_FULL_FUNCTION, lower_full, ["varchar"], "varchar")
    _function(con, IDN_FUNCTION, with_ascii_domain, ["varchar"], "varchar")


def _mask_column(texts: pa.ChunkedArray, holds: pa.ChunkedArray) -> pa.Array:
    rows = zip(texts.to_pylist(), holds.to_pylist(), strict=True)
    shown = [None if text is None else masking.masked_value(text, kind) for text, kind in rows]
    return pa.array(shown, pa.string())


def _function(
    con: duckdb.DuckDBPyConnection,
    name: str,
    function: Callable[..., Any],
    parameters: Sequence[str],
    result: str,
) -> None:
    # The function is told of NULLs, and may answer with them.
    con.create_function(
        name,
        function,
        [duckdb.sqltype(parameter) for parameter in parameters],
        duckdb.sqltype(result),
        type=PythonUDFType.ARROW,
        null_handling=FunctionNullHandling.SPECIAL,
    )
