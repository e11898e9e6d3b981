"""The identifiers of an incident as SQL: what loading asks of this package.

Raw values must only pass through expressions over a scan: a join, a sort, a distinct or a table of them would
spill them to disk. So each step here is an expression; a query puts them one above the other:

    select *, {ids.digest("normal")} as digest from (
        select *, {ids.normal("kind", "identifier", "phone")} as normal from (
            select *, {ids.phone("kind", "identifier", "region")} as phone from file))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import duckdb
from duckdb.func import FunctionNullHandling, PythonUDFType

from offpurpose.identifiers import digests, email, masking
from offpurpose.identifiers.phones.column import PHONE_FUNCTION, PhoneReader
from offpurpose.identifiers.white_space import trimmed


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

    def phone(self, kind: str, value: str, region: str) -> str:
        """Write SQL for struct(e164, country) of the phone number in a raw value; NULLs where unmatchable.

        The whole is NULL for what is no phone: a value of another kind, or with an `@` and without a kind.
        """
        dialled_in = self.region(region)
        return f"case when {is_phone(kind, value)} then {PHONE_FUNCTION}({value}, {dialled_in}) end"

    def region(self, region: str) -> str:
        """Write SQL for the region that a number is read in: the row's, else the incident's."""
        given = f"nullif({trimmed(region)}, '')"
        default = self.matching.default_region
        return given if default is None else f"coalesce({given}, {_quoted(default)})"

    def normal(self, kind: str, value: str, phone: str) -> str:
        """Write SQL for the raw value as the ad system normalised it, NULL where it is unmatchable.

        `phone` is the column that the method `phone` made of it. A value of another kind is NULL as well.
        """
        start = 2 if self.matching.phone == "e164_no_plus" else 1
        address = email.email_normal(value, self.matching.email)
        return (
            f"case when {is_phone(kind, value)} then substr(struct_extract({phone}, 'e164'), {start})"
            f" when {is_email(kind, value)} then {address} end"
        )

    def digest(self, normal: str) -> str:
        """Write SQL for the canonical digest of a normalised value, under the first listed algorithm."""
        return digests.digest_of(normal, self.matching.hash[0])

    def other_digests(self, normal: str) -> tuple[str, ...]:
        """Write SQL for the digests of a normalised value under each of the other listed algorithms."""
        return tuple(digests.digest_of(normal, algorithm) for algorithm in self.matching.hash[1:])

    def digest_fault(self, digest: str) -> str:
        """Write SQL for the reason code of a rejected digest, of what `given_digest` made of the value."""
        return digests.digest_fault(digest, self.matching.hash)


def register(con: duckdb.DuckDBPyConnection, matching: Matching) -> IdentifierSql:
    """Make the functions that the expressions call known to a connection and its cursors."""
    _function(
        con,
        PHONE_FUNCTION,
        PhoneReader().read,
        ["varchar", "varchar"],
        "struct(e164 varchar, country varchar)",
    )
    _function(con, digests.SHA512_FUNCTION, digests.sha512, ["varchar"], "blob")
    _function(con, masking.MASK_FUNCTION, masking.mask_column, ["varchar", "varchar"], "varchar")
    return IdentifierSql(matching)


def is_email(kind: str, value: str) -> str:
    """Write SQL that asks whether a raw value is an address: by its kind, else by its `@`."""
    return f"({kind} = 'email' or {kind} is null and contains({value}, '@'))"


def is_phone(kind: str, value: str) -> str:
    """Write SQL that asks whether a raw value is a phone number: by its kind, else by having no `@`."""
    return f"({kind} = 'phone' or {kind} is null and not contains({value}, '@'))"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


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
