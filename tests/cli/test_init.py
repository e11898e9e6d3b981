"""`offpurpose init`: what it says; what it proposes has tests of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_incident

Run = Callable[..., Ran]


def test_an_incident_file_to_start_from(offpurpose: Run, tmp_path: Path) -> None:
    ran = offpurpose("init", "case")
    agrees("init", ran, {})
    assert ran.status == 0
    assert (tmp_path / "case/incident.toml").is_file()


def test_from_exports(offpurpose: Run, tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    write_incident(tmp_path / "exports").unlink()
    agrees("init_from", offpurpose("init", "case", "--from", "exports"), {})


def test_an_incident_file_is_not_written_over(offpurpose: Run) -> None:
    offpurpose("init")
    ran = offpurpose("init")
    agrees("init_in_the_way", ran, {})
    assert ran.status != 0
    assert offpurpose("init", "--force").status == 0


def test_no_such_exports(offpurpose: Run) -> None:
    ran = offpurpose("init", "case", "--from", "gone")
    agrees("init_no_such_exports", ran, {})
    assert ran.status != 0
