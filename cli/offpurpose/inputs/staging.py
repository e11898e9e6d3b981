"""From the rows of one source to the stage of its canonical table, in one pass over the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import phonenumbers

from offpurpose.identifiers.masking import looks_like_identifier
from offpurpose.identifiers.sql import IdentifierSql
from offpurpose.incident import InputSpec
from offpurpose.inputs import cells
from offpurpose.inputs.column_types import NO_TYPE
from offpurpose.inputs.contract import INPUTS, Column, InputContract
from offpurpose.inputs.faults_of_rows import fault_number, fault_told
from offpurpose.inputs.identifier_columns import add_identifier, add_no_identifier
from offpurpose.inputs.instants import (
    FLAG_BITS,
    WrittenInstant,
    instant_flags,
    settled_instant,
    written_instant,
)
from offpurpose.inputs.layers import Layers
from offpurpose.inputs.mapping import MappedColumn, MappedSource
from offpurpose.inputs.row_names import row_name
from offpurpose.inputs.stages import LIKE_IDENTIFIER, UNNAMED, Stage

_REGIONS = tuple(sorted(phonenumbers.SUPPORTED_REGIONS))


@dataclass(frozen=True, slots=True)
class Settings:
    """What of the incident the reading of a row depends on."""

    ids: IdentifierSql
    timezone: str | None

    @property
    def other_digests(self) -> int:
        """How many algorithms are listed beside the first."""
        return len(self.ids.matching.hash) - 1


def stage_select(
    spec: InputSpec, mapped: MappedSource, relation: str, stage: Stage, settings: Settings
) -> str:
    """Write the SELECT that reads the rows of `relation`, which has the columns that the mapping wants."""
    contract, columns = INPUTS[spec.name], mapped.columns
    layers = Layers(relation, {"source_row": "source_row", **cells.given_cells(contract, columns)})
    layers.add(cells.computed_cells(contract, columns))
    _add_instants(layers, contract, columns, spec, settings)
    _add_identifiers(layers, contract, columns, settings)
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
    layers: Layers,
    contract: InputContract,
    columns: Mapping[str, MappedColumn],
    spec: InputSpec,
    settings: Settings,
) -> None:
    instants = [column for column in contract.columns if column.type == "instant"]
    moments: dict[str, str] = {}
    for column in instants:
        written = written_instant(column.name, _type(columns, column), spec.timestamps)
        moments |= {
            f"{column.name}_moment": written.moment,
            f"{column.name}_zoneless": written.zoneless,
            f"{column.name}_cut": written.cut,
        }
    layers.add(moments)
    layers.add(
        {f"{column.name}_instant": settled_instant(_moment(column), settings.timezone) for column in instants}
    )
    layers.add(
        {
            f"{column.name}_flags": instant_flags(
                f"{column.name}_instant", _moment(column), settings.timezone
            )
            for column in instants
        }
    )


def _moment(column: Column) -> WrittenInstant:
    return WrittenInstant(f"{column.name}_moment", f"{column.name}_zoneless", f"{column.name}_cut")


def _add_identifiers(
    layers: Layers, contract: InputContract, columns: Mapping[str, MappedColumn], settings: Settings
) -> None:
    if "identifier" not in contract.column_names:
        return
    if "identifier" not in columns and "identifier_hash" not in columns:
        add_no_identifier(layers, settings.other_digests)
        return
    add_identifier(
        layers,
        settings.ids,
        columns["identifier_hash"].type if "identifier_hash" in columns else "VARCHAR",
        has_raw="identifier" in columns,
        linked=settings.other_digests > 0,
    )
    if contract.name == "contacts":
        _add_phone_country(layers, settings.ids)


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
    return " | ".join(f"({part})" for part in parts) or "0"


def _staged(layers: Layers, contract: InputContract, stage: Stage) -> str:
    own = {column.name: _canonical(column) for column in contract.columns}
    made = {
        "copies": "1",
        "kind": "kind_read",
        "region": "region_read",
        "unmatchable": "identifier_state = 'unmatchable'",
        "phone_region": "phone_country",
        "likeness": "cast(null as ubigint)",
    }
    rows = Layers(layers.sql, {name: made.get(name) or own.get(name) or name for name in stage.columns})
    if contract.name == "matches":
        rows.replace({"match_id": f"case when match_id is null then {row_name(stage)} else match_id end"})
    rows.replace({"likeness": stage.likeness})
    return rows.select({name: name for name in stage.columns})


def _canonical(column: Column) -> str:
    if column.type == "instant":
        return f"{column.name}_instant"
    return f"{column.name}_read" if column.type == "integer" else column.name


def _add_phone_country(layers: Layers, ids: IdentifierSql) -> None:
    """Add the country of a phone number: a raw one's own, else the row's region if it is one."""
    is_phone = "kind_read = 'phone' and identifier_state = 'digest'"
    layers.add(
        {
            "raw_phone": f"case when {is_phone} and not given_as_digest then normal end",
            "phone_region_read": f"case when {is_phone} and region_read in {_REGIONS} then region_read end",
        }
    )
    layers.add({"phone_country": ids.phone_country("raw_phone", "phone_region_read")})
