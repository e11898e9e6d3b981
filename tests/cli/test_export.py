"""`offpurpose export`: what it says and how it ends; what it writes has tests of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_incident

Run = Callable[..., Ran]

pytestmark = pytest.mark.usefixtures("without_typesetting")


def test_an_export(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    offpurpose("audit", "incident.toml", "--out", "case", "--quiet")
    everything = ("--xlsx", "--split", "country", "--timesketch")
    ran = [
        offpurpose("export", "case", "--out", "out", *everything),
        offpurpose("export", "case", "--out", "out", *everything),
        offpurpose("export", "nowhere", "--out", "more", "--xlsx"),
    ]
    agrees("export", ran, {"DIR": tmp_path})
    assert [each.status for each in ran] == [0, 1, 1]
    told = json.loads(offpurpose("export", "case", "--out", "again", "--xlsx", "--json", "--quiet").out)
    assert told["rows"] == {"accounts.xlsx": 5}
