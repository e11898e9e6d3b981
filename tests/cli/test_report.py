"""`offpurpose report`: what it says and how it ends; what it writes has tests of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_incident

Run = Callable[..., Ran]

NARRATIVE = '[report]\nnotification = "initail"\n'


def test_a_report(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    offpurpose("audit", "incident.toml", "--out", "case", "--quiet", "--no-database")
    (tmp_path / "words.toml").write_text(NARRATIVE, encoding="utf-8")
    ran = [
        offpurpose("report", "case"),
        offpurpose("report", "case", "--out", "out", "--suppress-below", "3"),
        offpurpose("report", "case", "--out", "out"),
        offpurpose("report", "case", "--suppress-below", "3"),
        offpurpose("report", "case", "--narrative", "words.toml"),
        offpurpose("report", "nowhere"),
    ]
    agrees("report", ran, {"DIR": tmp_path})
    assert [each.status for each in ran] == [0, 0, 1, 2, 1, 1]
    told = json.loads(offpurpose("report", "case", "--out", "again", "--json", "--quiet").out)
    assert told["files"] == ["report.html", "report.pdf", "report.md"]
