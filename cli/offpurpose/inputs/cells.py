"""Cells as given to canonical values, by the type that they have and the type that they must have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from offpurpose.identifiers.white_space import trimmed
from offpurpose.inputs.column_types import NO_TYPE, base_type, can_be_text, is_floating, is_whole
from offpurpose.inputs.contract import ACCOUNT_STATUSES, CONTACT_KINDS, Column, InputContract
from offpurpose.inputs.mapping import MappedColumn
from offpurpose.inputs.problems import Problems

_NOT_TEXT = frozenset({"instant", "integer", "hash"})


def check_types(
    contract: InputContract, mapped: Mapping[str, MappedColumn], where: str, problems: Problems
) -> None:
    """Add a problem for every column that must be text and cannot: floating ids, booleans, nested values."""
    for column in contract.columns:
        if column.type in _NOT_TEXT or column.name not in mapped:
            continue
        given = mapped[column.name]
        if is_floating(given.type):
            problems.add(contract.name, *floating_column(given, where))
        elif not can_be_text(given.type):
            problems.add(
                contract.name,
                f"column {_shown(given)} of {where} is {base_type(given.type)}, and must be text",
                f'cast it in the incident file: columns = {{ {given.name} = "cast(... as varchar)" }}',
            )


def floating_column(given: MappedColumn, where: str) -> tuple[str, str]:
    """Say that a column is of floating type, so that the digits of its ids are lost, and what to do."""
    return (
        f"column {_shown(given)} of {where} is of floating type: the digits of its ids are already lost",
        "export the column again as text or as whole numbers",
    )


def _shown(given: MappedColumn) -> str:
    return given.name if given.column in {None, given.name} else f"{given.column} ({given.name})"


def given_cells(
    contract: InputContract, mapped: Mapping[str, MappedColumn], numbers: Collection[str]
) -> dict[str, str]:
    """The first layer, name -> expression over the columns of the files: every canonical column as given.

    Text where the column must be text, with empty text as NULL; ids that are `numbers` as such; else as it
    comes. Of an expression of the
    incident file it is `<name>_tried`: a struct of one value, NULL where the expression fails on the row.
    """
    given: dict[str, str] = {}
    for column in contract.columns:
        if _is_computed(mapped, column):
            given[f"{column.name}_tried"] = f"try(struct_pack(given := {mapped[column.name].sql}))"
        elif column.name in numbers and column.name in mapped:
            given[column.name] = f"cast({mapped[column.name].sql} as bigint)"
        else:
            given |= _cells(column, mapped.get(column.name))
    return given


def computed_cells(contract: InputContract, mapped: Mapping[str, MappedColumn]) -> dict[str, str]:
    """The second layer: the columns that expressions of the incident file give."""
    computed: dict[str, str] = {}
    for column in contract.columns:
        if _is_computed(mapped, column):
            result = replace(mapped[column.name], sql=f"struct_extract({column.name}_tried, 'given')")
            computed |= _cells(column, result)
    return computed


def _is_computed(mapped: Mapping[str, MappedColumn], column: Column) -> bool:
    return column.name in mapped and mapped[column.name].column is None


def _cells(column: Column, given: MappedColumn | None) -> dict[str, str]:
    if given is None:
        return {column.name: "cast(null as varchar)"}
    cell = {column.name: _as_given(column, given.type, given.sql)}
    if is_text_in_bytes(column, given):
        cell[f"{column.name}_bytes"] = f"octet_length({given.sql})"
    return cell


def must_be_text(column: Column) -> bool:
    """Whether the values of a canonical column are text."""
    return column.type not in _NOT_TEXT


def is_text_in_bytes(column: Column, given: MappedColumn | None) -> bool:
    """Whether the cells are bytes of which text must be made; `<name>_bytes` is then how many there are."""
    return given is not None and given.type == "BLOB" and must_be_text(column)


def _as_given(column: Column, column_type: str, sql: str) -> str:
    if column_type == NO_TYPE:
        return "cast(null as varchar)"
    if column_type == "VARCHAR":
        return f"nullif({sql}, '')"
    if column.type in {"instant", "integer"} or (column.type == "hash" and column_type == "BLOB"):
        return sql
    if column_type == "BLOB":
        return f"nullif(try(decode({sql})), '')"
    return f"nullif(cast({sql} as varchar), '')"


def lowered_kind(text: str) -> str:
    """Write SQL for the first step to a kind: trimmed and lower-cased."""
    return f"case when {text} in {CONTACT_KINDS} then {text} else lower({trimmed(text)}) end"


def kind(lowered: str) -> str:
    """Write SQL for the second step: `e-mail` is `email`; NULL where nothing is left."""
    return f"case {lowered} when 'e-mail' then 'email' when '' then null else {lowered} end"


def region(text: str) -> str:
    """Write SQL for a region: trimmed and upper-cased; NULL where nothing is left."""
    return f"nullif(upper({trimmed(text)}), '')"


def whole_number(column: str, column_type: str) -> str:
    """Write SQL for a count: digits alone, from 0 to 2**63 - 1; NULL for anything else."""
    if is_whole(column_type):
        return f"case when {column} >= 0 then try_cast({column} as bigint) end"
    text = column if column_type == "VARCHAR" else f"cast({column} as varchar)"
    return rf"case when regexp_full_match({text}, '\d+') then try_cast({text} as bigint) end"


def is_other_status(text: str) -> str:
    """Write SQL that asks whether a status is none that the contract lists."""
    return f"{text} not in {ACCOUNT_STATUSES}"
