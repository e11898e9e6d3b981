"""Incidents of several packs, limits and keys: audited from files, and the same as a plain-Python world."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from tests.matching_rules.known import Rule, World
from tests.matching_rules.world import write_incident
from tests.oracle.evidence import Row, Settings
from tests.oracle.instants import read_iso

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.parameters import make_parameter_tables
from offpurpose.engine.run import run_queries
from offpurpose.identifiers.packs import load_pack
from offpurpose.incident import load_incident
from offpurpose.inputs.files import find_files
from offpurpose.inputs.load import load_inputs

VARIABLE = "OFFPURPOSE_TEST_UNION_KEY"
KEY = b"a key"
KEYS = f'[matching.keys]\nacme = {{ env = "{VARIABLE}" }}\n'
SETTINGS = Settings(
    window_end=read_iso("2019-01-01T00:00:00Z", "UTC") or 0,
    security=("two_factor",),
    permitted=("profile",),
    other_kinds=(),
)


@dataclass(frozen=True)
class Listed:
    """An item of `matching.rules`."""

    pack: str
    systems: tuple[str, ...] = ()
    start: str | None = None
    until: str | None = None

    @property
    def toml(self) -> str:
        parts = [f"pack = {json.dumps(self.pack + '.toml')}"]
        parts += [f"systems = {json.dumps(self.systems)}"] if self.systems else []
        parts += [f"from = {self.start}"] if self.start else []
        parts += [f"until = {self.until}"] if self.until else []
        return "{ " + ", ".join(parts) + " }"

    def rule(self, folder: Path) -> Rule:
        start, until = (each and read_iso(each, "UTC") for each in (self.start, self.until))
        return Rule(load_pack(f"{self.pack}.toml", folder=folder), self.systems, start or None, until or None)


def audit(
    con: duckdb.DuckDBPyConnection, rules: Iterable[Listed], inputs: dict[str, list[Row]], key: bytes | None
) -> World:
    """Write, load and audit an incident, its tables left in the connection; return it as a world."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        if key is not None:
            patch.setenv(VARIABLE, key.decode())
        listed = f"[{', '.join(each.toml for each in rules)}]"
        incident = load_incident(write_incident(folder, listed, inputs, keys=KEYS))
        load_inputs(con, incident, find_files(incident.folder, incident.inputs.values()), max_rejected=1)
        make_parameter_tables(con, incident)
        run_queries(con, CONTACT_MATCHING.queries, lambda *_: None)
        keys = {} if key is None else {"acme": key}
        return World(inputs, tuple(each.rule(folder) for each in rules), keys, SETTINGS)


def verdicts_found(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str, str]]:
    """The verdict, reason and kinds of each match in an audited connection, by its id."""
    rows = con.execute("select cast(match_id as varchar), verdict, reason, kind from verdict").fetchall()
    return {match_id: (str(verdict), str(reason), kind or "") for match_id, verdict, reason, kind in rows}
