"""The identifiers of an incident as SQL: what loading asks of this package.

Raw values must only pass through expressions over a scan: a join, a sort, a distinct or a table of them would
spill them to disk. So each step here is an expression; a query puts one above the other:

    select *, {ids.digest("normal")} as digest from (
        select *, {ids.normal("kind", "identifier", "region")} as normal from file)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import duckdb
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from offpurpose.identifiers import digests, email, masking
from offpurpose.identifiers.phones.column import PhoneReader
from offpurpose.identifiers.white_space import trimmed

E164_FUNCTION = "offpurpose_e164"
COUNTRY_FUNCTION = "offpurpose_phone_country"


class Matching(Protocol):
    """How the ad system normalised and hashed, as the incident file states it."""

    @property
    def hash(self) -> tuple[str, ...]:
        """Digest algorithms, the first of them canonical."""

    @property
    def email(self) -> email.EmailRule:
        """Rule for e-mail addresses."""

    @property
    def phone(self) -> str:
        """Form of phone numbers: `e164` or `e164_no_plus`."""

    @property
    def default_region(self) -> str | None:
        """Region of national numbers in rows without one, upper-case."""


@dataclass(frozen=True, slots=True)
class IdentifierSql:
    """Builds SQL expressions by the rules of one incident.

    Every argument is the name of a column, or an expression cheap enough to be named several times.
    """

    matching: Matching

    def normal(self, kind: str, value: str, region: str) -> str:
        """Write SQL for a raw value as the ad system normalised it; NULL where it is unmatchable.

        A value of another kind is NULL as well. Without a kind it is an address if it has an `@`.
        """
        return (
            f"case when {is_phone(kind, value)} then {self._phone(value, region)}"
            f" when {is_email(kind, value)} then {email.email_normal(value, self.matching.email)} end"
        )

    def phone_country(self, normal: str, region: str) -> str:
        """Write SQL for the ISO country of a phone number: by its normalised value, else the row's region.

        `normal` is the column that the method `normal` made of a phone number, or NULL for a digest.
        """
        return f"coalesce({COUNTRY_FUNCTION}({normal}), nullif(upper({trimmed(region)}), ''))"

    def digest(self, normal: str) -> str:
        """Write SQL for the canonical digest of a normalised value, under the first listed algorithm."""
        return digests.digest_of(normal, self.matching.hash[0])

    def other_digests(self, normal: str) -> tuple[str, ...]:
        """Write SQL for the digests of a normalised value under each of the other listed algorithms."""
        return tuple(digests.digest_of(normal, algorithm) for algorithm in self.matching.hash[1:])

    def digest_fault(self, digest: str) -> str:
        """Write SQL for the reason code of a rejected digest, of what `given_digest` made of the value."""
        return digests.digest_fault(digest, self.matching.hash)

    def _phone(self, value: str, region: str) -> str:
        digits = f"{E164_FUNCTION}({value}, {region})"
        return digits if self.matching.phone == "e164_no_plus" else f"'+' || {digits}"


def register(con: duckdb.DuckDBPyConnection, matching: Matching) -> IdentifierSql:
    """Make the functions that the expressions call known to a connection and its cursors."""
    phones = PhoneReader(matching.default_region)
    _function(con, E164_FUNCTION, phones.e164, ["varchar", "varchar"], "varchar")
    _function(con, COUNTRY_FUNCTION, phones.country, ["varchar"], "varchar")
    _function(con, digests.SHA512_FUNCTION, digests.sha512, ["varchar"], "blob")
    _function(con, masking.MASK_FUNCTION, _mask_column, ["varchar", "varchar"], "varchar")
    return IdentifierSql(matching)


def _mask_column(texts: pa.ChunkedArray, holds: pa.ChunkedArray) -> pa.Array:
    rows = zip(texts.to_pylist(), holds.to_pylist(), strict=True)
    shown = [None if text is None else masking.masked_value(text, kind) for text, kind in rows]
    return pa.array(shown, pa.string())


def is_email(kind: str, value: str) -> str:
    """Write SQL that asks whether a raw value is an address: by its kind, else by its `@`."""
    return f"({kind} = 'email' or {kind} is null and contains({value}, '@'))"


def is_phone(kind: str, value: str) -> str:
    """Write SQL that asks whether a raw value is a phone number: by its kind, else by having no `@`."""
    return f"({kind} = 'phone' or {kind} is null and not contains({value}, '@'))"


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
