"""report/summary.json: every number of the report, read from the tables of the audit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any

import duckdb

from offpurpose.case.rules import rules_of
from offpurpose.case.shown import masked_text
from offpurpose.incident import Incident, Purposes
from offpurpose.inputs.contract import INPUTS

SUMMARY_FILE = "summary.json"
SCHEMA_FILE = "summary.schema.json"

Json = dict[str, Any]

_PREFIX = "summary_"

# Sections that are lists, with their order. Every other section is one row, and so an object.
_LISTS = {
    "reasons": "list_position(['confirmed', 'inferred', 'ambiguous', 'undetermined', 'cleared'], verdict),"
    " matches desc, reason, rule",
    "containment_days": "day",
    "coverage_gaps": "first_day",
    "edges": "list_position(['start_earlier', 'start_later', 'end_earlier', 'end_later'], shift)",
    "unclassified_purposes": "holdings desc, purpose",
    "sensitivity": "list_position(['dual_purpose_as_security', 'unclassified_as_security',"
    " 'unclassified_as_permitted', 'held_1_hour_before', 'held_8_hours_before',"
    " 'held_48_hours_before'], reading)",
    "evidence": "list_position(['log', 'map', 'list', 'contacts'], evidence), list_position(['confirmed',"
    " 'inferred', 'ambiguous', 'undetermined', 'cleared'], verdict)",
    "country_groups": "list_position(['eu', 'eea', 'uk', 'switzerland', 'us', 'elsewhere', 'unknown'],"
    " country_group)",
    "us_states": "state = 'unknown', state",
    "statuses": "list_position(['active', 'suspended', 'deleted', 'unknown'], status)",
    "input_spans": "list_position(['contacts', 'uploads', 'entries', 'matches', 'partner_map'], input)",
}

# What is read first stands first; sections that are not named here follow by name.
_ORDER = (
    "accounts",
    "records",
    "matches",
    "reasons",
    "containment",
    "containment_days",
    "coverage",
    "coverage_gaps",
    "lag",
    "edges",
    "unclassified_purposes",
    "evidence",
    "country_groups",
    "us_states",
    "statuses",
    "input_spans",
)


def make_summary(
    con: duckdb.DuckDBPyConnection, incident: Incident, prefixed_cells: int, versions: Mapping[str, str]
) -> Json:
    """Gather the summary: what the case is, the tables `summary_<section>`, coverage, and the inputs."""
    sections = {section: _section(con, section) for section in _sections(con)}
    # Computed only where it was asked for.
    sensitivity = sections.pop("sensitivity", None)
    return {
        "incident": _incident(incident),
        "rules": rules_of(incident, versions),
        **sections,
        "coverage_by_input": _rows(con, "coverage", "input, system nulls first"),
        "inputs": _inputs(con),
        "sensitivity": sensitivity,
        "csv_prefixed_cells": prefixed_cells,
    }


def as_json(content: Json) -> bytes:
    """Write JSON with its keys in the order given: the same bytes for the same content."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def schema_bytes() -> bytes:
    """Return the JSON Schema of the summary."""
    return (files("offpurpose.case") / SCHEMA_FILE).read_bytes()


def instant_text(instant: datetime | None) -> str | None:
    """Return an instant as the outputs write it; one without an offset is UTC."""
    if instant is None:
        return None
    utc = instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant
    return utc.isoformat(timespec="microseconds") + "Z"


def _incident(incident: Incident) -> Json:
    window = incident.window
    return {
        "title": incident.title,
        "reference": incident.reference,
        "systems": list(incident.systems),
        "timezone": incident.timezone,
        "discovered_at": instant_text(incident.discovered_at),
        "window": {
            "start": instant_text(window.start),
            "end": instant_text(window.end),
            "rule": window.rule,
            "basis": window.basis,
        },
        "purposes": _as_object(incident.purposes),
        "days_and_months_are": "UTC",
    }


def _as_object(settings: Purposes) -> Json:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(settings).items()
    }


def _sections(con: duckdb.DuckDBPyConnection) -> list[str]:
    found = con.execute(
        "select table_name from information_schema.tables"
        " where table_catalog = current_database() and starts_with(table_name, ?)",
        [_PREFIX],
    ).fetchall()
    names = {name.removeprefix(_PREFIX) for (name,) in found}
    return [*(name for name in _ORDER if name in names), *sorted(names.difference(_ORDER))]


def _section(con: duckdb.DuckDBPyConnection, section: str) -> Json | list[Json]:
    rows = _rows(con, _PREFIX + section, _LISTS.get(section))
    if section in _LISTS:
        return rows
    if len(rows) != 1:
        raise RuntimeError(f"{_PREFIX}{section} has {len(rows)} rows where the summary needs one")
    return rows[0]


def _inputs(con: duckdb.DuckDBPyConnection) -> dict[str, Json]:
    counts = {row.pop("input"): row for row in _rows(con, "input_count")}
    return {name: counts[name] for name in INPUTS if name in counts}


def _rows(con: duckdb.DuckDBPyConnection, relation: str, order: str | None = None) -> list[Json]:
    whole = con.sql(f'select * from "{relation}"')
    kinds = zip(whole.columns, whole.types, strict=True)
    shown = {f'"{name}"': _shown(f'"{name}"', str(kind)) for name, kind in kinds}
    values = ", ".join(f"{value} as {name}" for name, value in shown.items())
    # The other columns break ties, so that the order is total.
    query = f'select {values} from "{relation}" order by {", ".join([*([order] if order else []), *shown])}'
    rows = con.sql(query).to_arrow_table().to_pylist()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _shown(column: str, kind: str) -> str:
    if kind.startswith("ENUM"):
        return f"cast({column} as varchar)"
    return masked_text(column) if kind == "VARCHAR" else column


def _plain(value: object) -> object:
    """Return a value of a table as JSON has it."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
