"""A whole case from a fixture, as an audit writes it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.parameters import make_parameter_tables
from offpurpose.case.folder import CaseFolder
from offpurpose.case.manifest import DATABASE, run_facts
from offpurpose.case.write import write_case
from offpurpose.engine.database import Limits, open_database
from offpurpose.engine.run import run_queries
from offpurpose.incident import load_incident
from offpurpose.inputs.files import find_files
from offpurpose.inputs.load import load_inputs

FIXTURES = Path(__file__).parents[2] / "fixtures"


def write_fixture_case(
    incident_file: Path, destination: Path, *, threads: int = 2, database: bool = True
) -> dict[str, Any]:
    """Audit an incident and return its summary."""
    incident = load_incident(incident_file)
    queries = CONTACT_MATCHING.queries
    with CaseFolder(destination) as folder:
        path = (folder.path if database else folder.spill) / DATABASE
        with open_database(path, folder.spill, Limits(threads=threads)) as con:
            load_inputs(con, incident, find_files(incident.folder, incident.inputs.values()))
            make_parameter_tables(con, incident)
            run_queries(con, queries, quietly)
            return write_case(
                con,
                incident,
                folder.path,
                queries={query.name: query.sha256 for query in queries},
                run=run_facts(incident, destination, datetime.now(UTC)),
                progress=quietly,
            )


def quietly(stage: str, done: int, total: int | None) -> None:
    """Take progress and say nothing."""
