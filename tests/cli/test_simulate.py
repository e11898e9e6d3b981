"""`offpurpose simulate`: what it says and leaves, and how it ends; what it makes has tests of its own."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.golden import Ran, agrees

Run = Callable[..., Ran]
SMALL = ("--contacts", "200", "--matches", "1k", "--uploads", "30", "--seed", "7")


def test_a_simulation_is_audited_as_it_stands(offpurpose: Run, tmp_path: Path) -> None:
    ran = offpurpose("simulate", "--out", "drill", "--profile", "drill", *SMALL)
    again = offpurpose("simulate", "--out", "drill", *SMALL)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "kept").touch()
    other = offpurpose("simulate", "--out", "other", "--force", *SMALL)
    agrees("simulate", [ran, again, other], {"DIR": tmp_path})
    assert [ran.status, again.status, other.status] == [0, 1, 1]
    assert offpurpose("check", "drill/incident.toml", "--quiet").status == 0
    assert {path.name for path in tmp_path.rglob("*") if path.parent.name in {tmp_path.name, "other"}} == {
        "drill",
        "other",
        "kept",
    }
    assert offpurpose("simulate", "--out", "drill", "--force", *SMALL).status == 0
    assert not (tmp_path / "drill" / "partner_map").exists()


@pytest.mark.parametrize("form", ["csv", "jsonl.gz"])
def test_a_simulation_in_another_format(offpurpose: Run, tmp_path: Path, form: str) -> None:
    told = offpurpose("simulate", "--out", "made", *SMALL, "--format", form, "--json", "--quiet")
    rows = json.loads(told.out)["rows"]
    assert list(rows) == ["contacts", "uploads", "entries", "matches", "truth_matches", "truth"]
    assert [path.name for path in (tmp_path / "made" / "matches").iterdir()] == [f"part-0000.{form}"]
    checked = json.loads(offpurpose("check", "made/incident.toml", "--json", "--quiet").out)
    assert {name: checked["inputs"][name]["counts"]["read"] for name in checked["inputs"]} == {
        name: rows[name] for name in ("contacts", "uploads", "entries", "matches")
    }


def test_nobody_else_can_read_it(offpurpose: Run, tmp_path: Path) -> None:
    offpurpose("simulate", "--out", "made", *SMALL)
    for path in (tmp_path / "made", *(tmp_path / "made").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--contacts", "many"), "'many' is no number of rows; say one such as 50000, 50k or 5M"),
        (("--matches", "0"), "'0' is no number of rows; say one such as 50000, 50k or 5M"),
        (("--seed", "-1"), "'-1' is no seed; say a whole number below 1000000000000000000"),
        (
            ("--profile", "odd"),
            "'odd' is no profile; say even or skewed or gaps or partners or dirty or drill",
        ),
        (("--format", "xml"), "'xml' is no format; say parquet or csv or jsonl.gz"),
    ],
)
def test_what_cannot_be(offpurpose: Run, tmp_path: Path, arguments: tuple[str, str], said: str) -> None:
    ran = offpurpose("simulate", "--out", "made", *arguments)
    assert ran.status == 2
    assert said in ran.err
    assert not any(tmp_path.iterdir())


def test_the_smallest_incident_there_is(offpurpose: Run) -> None:
    one = ("--contacts", "1", "--matches", "1", "--entries", "1", "--uploads", "1")
    for profile in ("even", "skewed", "drill"):
        assert offpurpose("simulate", "--out", profile, *one, "--profile", profile, "--quiet").status == 0
