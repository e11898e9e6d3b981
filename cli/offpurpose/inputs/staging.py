"""From the rows of one source to the stage of its canonical table, in one pass over the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import phonenumbers

from offpurpose.identifiers.masking import looks_like_identifier
from offpurpose.identifiers.sql import IdentifierSql
from offpurpose.incident import Timestamps
from offpurpose.inputs import cells
from offpurpose.inputs.column_types import NO_TYPE
from offpurpose.inputs.contract import INPUTS, Column, InputContract
from offpurpose.inputs.faults_of_rows import fault_number, fault_told
from offpurpose.inputs.identifier_columns import add_identifier, add_no_identifier
from offpurpose.inputs.instants import (
    FLAG_BITS,
    NOT_WRITTEN,
    WrittenInstant,
    instant_flags,
    settled_instant,
    written_instant,
)
from offpurpose.inputs.layers import Layers
from offpurpose.inputs.mapping import MappedColumn, MappedSource
from offpurpose.inputs.row_names import row_name
from offpurpose.inputs.stages import LIKE_IDENTIFIER, OTHER_BY_DIGEST, UNNAMED, Stage

_REGIONS = tuple(sorted(phonenumbers.SUPPORTED_REGIONS))


@dataclass(frozen=True, slots=True)
class Reading:
    """What of the incident the reading of an input's rows depends on.

    `with_refusals` tells for every identifier which step of a rule refuses it.
    """

    ids: IdentifierSql
    timezone: str | None
    timestamps: Timestamps
    with_refusals: bool = False


def stage_select(mapped: MappedSource, relation: str, stage: Stage, reading: Reading) -> str:
    """Write the SELECT that reads the rows of `relation`, which has the columns that the mapping wants."""
    contract, columns = INPUTS[stage.input], mapped.columns
    layers = Layers(
        relation, {"source_row": "source_row", **cells.given_cells(contract, columns, stage.numbers)}
    )
    layers.add(cells.computed_cells(contract, columns))
    _add_instants(layers, contract, columns, reading)
    _add_identifiers(layers, contract, columns, reading)
    layers.add(
        {
            f"{column.name}_read": cells.whole_number(column.name, _type(columns, column))
            for column in contract.columns
            if column.type == "integer"
        }
    )
    layers.add({"fault_number": fault_number(contract, columns)})
    layers.add({"fault": fault_told(contract, columns), "flags": _flags(contract, columns)})
    return _staged(layers, contract, stage)


def _add_instants(
    layers: Layers, contract: InputContract, columns: Mapping[str, MappedColumn], reading: Reading
) -> None:
    named: dict[str, WrittenInstant] = {}
    first: dict[str, str] = {}
    for column in contract.columns:
        if column.type == "instant":
            named[column.name], parts = _written(column, columns, reading).named(column.name)
            first |= parts
    zone = reading.timezone
    layers.add(first)
    layers.add({f"{name}_instant": settled_instant(written, zone) for name, written in named.items()})
    layers.add(
        {f"{name}_flags": instant_flags(f"{name}_instant", written, zone) for name, written in named.items()}
    )


def _written(column: Column, columns: Mapping[str, MappedColumn], reading: Reading) -> WrittenInstant:
    if column.name not in columns or columns[column.name].type == NO_TYPE:
        return NOT_WRITTEN
    return written_instant(column.name, columns[column.name].type, reading.timestamps)


def _add_identifiers(
    layers: Layers, contract: InputContract, columns: Mapping[str, MappedColumn], reading: Reading
) -> None:
    if "identifier" not in contract.column_names:
        return
    if "identifier" not in columns and "identifier_hash" not in columns:
        add_no_identifier(layers, reading.ids, with_refusals=reading.with_refusals)
        return
    add_identifier(
        layers,
        reading.ids,
        columns["identifier_hash"].type if "identifier_hash" in columns else "VARCHAR",
        has_raw="identifier" in columns,
        with_refusals=reading.with_refusals,
    )
    if contract.name == "contacts":
        _add_phone_country(layers, reading.ids)


def _type(columns: Mapping[str, MappedColumn], column: Column) -> str:
    if column.name not in columns or columns[column.name].type == NO_TYPE:
        return "VARCHAR"
    return columns[column.name].type


def _flags(contract: InputContract, columns: Mapping[str, MappedColumn]) -> str:
    instants = [column.name for column in contract.columns if column.type == "instant"]
    parts = [f"cast({name}_flags as usmallint) << {place * FLAG_BITS}" for place, name in enumerate(instants)]
    account = columns.get("account_id")
    if account is not None and account.type in {"VARCHAR", "BLOB"}:
        parts.append(f"case when {looks_like_identifier('account_id')} then {LIKE_IDENTIFIER} else 0 end")
    if contract.name == "matches":
        parts.append(f"case when match_id is null then {UNNAMED} else 0 end")
        by_digest = "identifier_state = 'other' and hash_read is not null"
        parts.append(f"case when {by_digest} then {OTHER_BY_DIGEST} else 0 end")
    return " | ".join(f"({part})" for part in parts) or "0"


def _staged(layers: Layers, contract: InputContract, stage: Stage) -> str:
    own = {column.name: _canonical(column) for column in contract.columns}
    made = {
        "copies": "1",
        "kind": "kind_read",
        "region": "region_read",
        "unmatchable": "identifier_state = 'unmatchable'",
        "phone_region": "phone_country",
    }
    rows = Layers(layers.sql, {name: made.get(name) or own.get(name) or name for name in stage.columns})
    if contract.name == "matches" and "match_id" not in stage.numbers:
        rows.replace({"match_id": f"case when match_id is null then {row_name(stage)} else match_id end"})
    return rows.select({name: name for name in stage.columns})


def _canonical(column: Column) -> str:
    if column.type == "instant":
        return f"{column.name}_instant"
    return f"{column.name}_read" if column.type == "integer" else column.name


def _add_phone_country(layers: Layers, ids: IdentifierSql) -> None:
    """Add the country of a phone number: a raw one's own, else the row's region if it is one."""
    international = ids.international("raw", "region_read")
    country = ids.phone_country(f"case when not given_as_digest then {international} end")
    # Only where no country is found is the region looked for, as the list of them is long.
    region = f"case when region_read in {_REGIONS} then region_read end"
    is_phone = "kind_read = 'phone' and identifier_state = 'digest'"
    layers.add({"phone_country": f"case when {is_phone} then coalesce({country}, {region}) end"})
