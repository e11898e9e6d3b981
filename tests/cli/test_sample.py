"""`offpurpose sample` and `offpurpose score`: what they say and how they end."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_incident

Run = Callable[..., Ran]

pytestmark = pytest.mark.usefixtures("without_typesetting")


@pytest.fixture
def case(offpurpose: Run, tmp_path: Path) -> Path:
    write_incident(tmp_path)
    assert offpurpose("audit", "incident.toml", "--out", "case", "--quiet", "--no-database").status == 0
    return tmp_path / "case"


def fill_in(sheet: Path) -> None:
    with sheet.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for place, row in enumerate(rows):
        row["reviewer_verdict"] = "cleared" if place == 0 else row["verdict"]
    with sheet.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_from_sample_to_score(offpurpose: Run, case: Path, tmp_path: Path) -> None:
    shown = offpurpose("sample", "case", "--n", "4", "--seed", "1")
    ran = [shown, offpurpose("sample", "case", "--n", "4", "--seed", "1", "--out", "sheet.csv")]
    sheet = tmp_path / "sheet.csv"
    assert sheet.read_text() == shown.out
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    fill_in(sheet)
    ran += [
        offpurpose("score", "case", "sheet.csv", "--out", "review.json"),
        offpurpose("score", "case", "sheet.csv", "--out", "review.json"),
        offpurpose("score", "case", "review.json"),
        offpurpose("sample", "case", "--blind"),
    ]
    agrees("sample", ran, {})
    assert [each.status for each in ran] == [0, 0, 0, 2, 1, 0]
    as_json = offpurpose("score", "case", "sheet.csv", "--json", "--quiet", "--confidence", "99%")
    assert json.loads(as_json.out)["confidence"] == 0.99
    assert json.loads((tmp_path / "review.json").read_bytes())["confidence"] == 0.95


@pytest.mark.parametrize(
    "arguments",
    [
        ("sample", "case", "--n", "0"),
        ("sample", "case", "--n", "many"),
        ("sample", "case", "--seed", "-1"),
        ("score", "case", "sheet.csv", "--confidence", "5%"),
        ("score", "case", "sheet.csv", "--confidence", "100%"),
        ("score", "case", "sheet.csv", "--confidence", ".%"),
        ("score", "case"),
    ],
)
def test_what_cannot_be_asked(offpurpose: Run, arguments: tuple[str, ...]) -> None:
    assert offpurpose(*arguments).status == 2
