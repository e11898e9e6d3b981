"""A stage: a canonical table while it is loaded, with columns that are dropped when loading is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import duckdb

from offpurpose.identifiers.sql import IdentifierSql, MadeDigest
from offpurpose.inputs.instants import FLAG_BITS
from offpurpose.inputs.tables import IDS, NUMBER, STATE_TYPE, TABLES, columns_of, create_table

LIKE_IDENTIFIER = 1 << (2 * FLAG_BITS)
UNNAMED = LIKE_IDENTIFIER << 1
OTHER_BY_DIGEST = UNNAMED << 1
"""Flags of a row: its account id looks like an address or a number; the log gives it no match id; it names a
thing of another kind by a digest. The bits below are those of its two timestamps."""

_MAY_BE_ABSENT = frozenset({"ended_at", "partner_user_id", "added_at", "removed_at"})
"""Columns that most files lack: they would cost as much to fill with nothing as with something."""

_LINKED = "linked_digest_"
_REFUSED = "refused_"

IS_UNNAMED = f"(flags & {UNNAMED} <> 0)"
IS_OTHER_BY_DIGEST = f"(flags & {OTHER_BY_DIGEST} <> 0)"


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage of one input: its columns, name -> DuckDB type, in order; the canonical ones come first.

    `fault` says of a rejected row why; `flags` what was noted of its values. `made_digests` says which
    digests of a raw value are kept beside, `refusal_columns` where the steps that refuse one are.
    `absent` has the canonical columns that no file gives, which only stand in the finished table.
    """

    input: str
    columns: dict[str, str]
    absent: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """Name of the table."""
        return TABLES[self.input].name

    @property
    def numbers(self) -> frozenset[str]:
        """The ids that are numbers."""
        return frozenset(name for name in IDS if self.columns.get(name) == NUMBER)

    @property
    def work_columns(self) -> list[str]:
        """The columns that are dropped in the end."""
        return [name for name in self.columns if name not in TABLES[self.input].columns]

    @property
    def compared(self) -> list[str]:
        """What tells a row as read, and nothing else, as SQL: two rows in which it is the same are equal.

        Two map rows under a key, one with a raw value and one with a digest, are not the same evidence.
        """
        beside = {"source_row", "copies", "phone_region", "unmatchable", "given_as_digest", "fault", "flags"}
        columns = [
            name for name in self.columns if name not in beside and not name.startswith((_LINKED, _REFUSED))
        ]
        if self.input == "partner_map":
            columns.append("(given_as_digest and key_id is not null)")
        if self.input == "matches":
            columns.append(IS_UNNAMED)
        return columns

    @property
    def record_id(self) -> str | None:
        """The id that a row bears, if it bears one, as SQL; None for inputs whose rows have none."""
        ids = {"uploads": "upload_id", "accounts": "account_id"}
        return ids.get(self.input) or (
            f"case when not {IS_UNNAMED} then match_id end" if self.input == "matches" else None
        )

    @property
    def likeness(self) -> str:
        """A number that is the same for equal rows, and NULL for rejected ones, as SQL.

        Where rows bear an id it is a number of the id, so that different rows of one id are found as well.
        """
        every = f"hash({', '.join(self.compared)})"
        if "match_id" in self.numbers:
            every = "match_id"
        elif self.input == "matches":
            every = f"case when {IS_UNNAMED} then {every} else hash(match_id) end"
        elif self.record_id:
            every = f"hash({self.record_id})"
        return f"case when fault is null then {every} end"


def stage_of(
    name: str, ids: IdentifierSql, *, given: Collection[str], with_refusals: bool, numbers: frozenset[str]
) -> Stage:
    """Describe the stage of an input.

    `given` are the canonical columns that any of its files gives: a region tells rows apart, and what none
    gives need not be stored; `numbers` are the ids that are numbers.
    """
    every = columns_of(TABLES[name].columns, numbers)
    absent = {column: kind for column, kind in every.items() if column in _MAY_BE_ABSENT - {*given}}
    columns = {column: kind for column, kind in every.items() if column not in absent}
    if "region" in given:
        columns["region"] = "VARCHAR"
    if name == "contacts":
        columns |= {"identifier_state": STATE_TYPE, "given_as_digest": "BOOLEAN"}
    columns |= {"fault": "VARCHAR", "flags": "USMALLINT"}
    if "digest" in columns:
        columns |= dict.fromkeys(made_digests(ids), "BLOB")
        if with_refusals:
            columns |= {"given_as_digest": "BOOLEAN"} | dict.fromkeys(refusal_columns(ids), "VARCHAR")
    return Stage(name, columns, absent)


def is_linked(ids: IdentifierSql) -> bool:
    """Whether digests of one raw value are told to be one identifier (see `linking`)."""
    return ids.is_one_identifier and len(ids.made) > 1


def made_digests(ids: IdentifierSql) -> dict[str, MadeDigest]:
    """Return what digests of a raw value are kept, by column.

    None where there is only the one that stands in `digest`. Where all of them are one identifier they are
    only to be looked up; else they tell two rows apart.
    """
    if is_linked(ids):
        return {f"{_LINKED}{place}": digest for place, digest in enumerate(ids.made)}
    if ids.is_one_identifier:
        return {}
    return {f"made_digest_{place}": digest for place, digest in enumerate(ids.made, 1)}


def refusal_columns(ids: IdentifierSql) -> list[str]:
    """Return the columns that tell which step of each rule refuses a raw value."""
    return [f"{_REFUSED}{rule_no}" for rule_no in range(1, len(ids.matching.rules) + 1)]


def create_stage(con: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    """Make the table of a stage, empty."""
    create_table(con, stage.table, stage.columns)


def finish_stage(con: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    """Leave the canonical table of a stage."""
    for column in stage.work_columns:
        con.execute(f'alter table "{stage.table}" drop column {column}').fetchall()
    for column, kind in stage.absent.items():
        con.execute(f'alter table "{stage.table}" add column {column} {kind}').fetchall()
