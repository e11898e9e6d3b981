"""Why a row is rejected: the first faulty column in the contract's order, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from offpurpose.identifiers.digests import BAD_DIGEST, DIGEST_OF_NOTHING, HASH_NOT_LISTED
from offpurpose.identifiers.masking import Holds, masked
from offpurpose.inputs import cells
from offpurpose.inputs.contract import CONTACT_KINDS, Column, InputContract
from offpurpose.inputs.mapping import MappedColumn

MISSING_VALUE = "missing_value"
BAD_TIMESTAMP = "bad_timestamp"
BAD_INTEGER = "bad_integer"
BAD_KIND = "bad_kind"
BAD_STATUS = "bad_status"
BAD_ENCODING = "bad_encoding"
BAD_EXPRESSION = "bad_expression"
CONFLICTING_RECORD = "conflicting_record"

_NOTHING_TO_SHOW = frozenset({MISSING_VALUE, BAD_EXPRESSION, BAD_ENCODING})
_HOLDS: dict[str, Holds] = {"identifier": "identifier", "hash": "digest"}


def numbered_faults(contract: InputContract) -> tuple[tuple[str, str], ...]:
    """Every fault that a row of an input can have, as (column, reason); of several the first one stands."""
    return tuple(
        (column.name, reason)
        for column in contract.columns
        for reason, _ in _faults_of(contract, column, None)
    )


def fault_number(contract: InputContract, mapped: Mapping[str, MappedColumn]) -> str:
    """Write SQL for the place of a row's fault in `numbered_faults`, from 1; NULL for a row without."""
    conditions = (
        condition
        for column in contract.columns
        for _, condition in _faults_of(contract, column, mapped.get(column.name))
    )
    whens = [f"when {sql} then {place}" for place, sql in enumerate(conditions, 1) if sql is not None]
    return f"cast(case {' '.join(whens)} end as utinyint)"


def fault_told(contract: InputContract, mapped: Mapping[str, MappedColumn]) -> str:
    """Write SQL for the text that `fault_column` and its like take apart again; NULL for a row without.

    `fault_number` is the column that the function of that name made.
    """
    return (
        f"case when fault_number is not null"
        f" then fault_number || ' ' || coalesce({_masked(contract, mapped)}, '') end"
    )


def fault_column(contract: InputContract) -> str:
    """Write SQL for the column that is at fault, of the `fault` of a row."""
    return f"{[column for column, _ in numbered_faults(contract)]}[{_NUMBER}]"


def fault_reason(contract: InputContract) -> str:
    """Write SQL for the reason code, of the `fault` of a row."""
    return f"{[reason for _, reason in numbered_faults(contract)]}[{_NUMBER}]"


def fault_masked() -> str:
    """Write SQL for the faulty value, masked, of the `fault` of a row."""
    return "substr(fault, strpos(fault, ' ') + 1)"


_NUMBER = "cast(split_part(fault, ' ', 1) as integer)"


def _masked(contract: InputContract, mapped: Mapping[str, MappedColumn]) -> str:
    whens = [
        f"when {place} then {_shown(contract.column(name))}"
        for place, (name, reason) in enumerate(numbered_faults(contract), 1)
        if name in mapped and reason not in _NOTHING_TO_SHOW
    ]
    return f"case fault_number {' '.join(whens)} end" if whens else "cast(null as varchar)"


def _shown(column: Column) -> str:
    return masked(f"cast({column.name} as varchar)", _HOLDS.get(column.type, "other"))


def _faults_of(
    contract: InputContract, column: Column, given: MappedColumn | None
) -> Iterator[tuple[str, str | None]]:
    """Yield (reason, condition as SQL); without a condition where the column `given` cannot be so."""
    name = column.name
    computed = given is not None and given.column is None
    yield BAD_EXPRESSION, f"{name}_tried is null" if computed else None
    if cells.must_be_text(column):
        in_bytes = cells.is_text_in_bytes(column, given)
        yield BAD_ENCODING, f"{name} is null and {name}_bytes > 0" if in_bytes else None
    if column.required:
        yield MISSING_VALUE, f"{'kind_read' if column.type == 'kind' else name} is null"
    elif name == "identifier" and contract.one_of:
        yield MISSING_VALUE, "identifier is null and identifier_hash is null"
    if column.type == "kind" and contract.name == "contacts":
        yield BAD_KIND, f"kind_read not in {CONTACT_KINDS}"
    yield from _bad_values(column)


def _bad_values(column: Column) -> Iterator[tuple[str, str]]:
    name = column.name
    if column.type == "instant":
        yield BAD_TIMESTAMP, f"{name} is not null and {name}_instant is null"
    elif column.type == "integer":
        yield BAD_INTEGER, f"{name} is not null and {name}_read is null"
    elif column.type == "status":
        yield BAD_STATUS, cells.is_other_status(name)
    elif column.type in _HOLDS:
        fault = "hash_fault" if column.type == "hash" else "identifier_fault"
        for reason in (BAD_DIGEST, HASH_NOT_LISTED, DIGEST_OF_NOTHING):
            yield reason, f"{fault} = '{reason}'"
