"""Every number of the summary stands in the HTML, in the PDF and in the Markdown, in its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.report.faces import Page, Rows, markdown_rows, pdf_text, plain

from offpurpose.case.reasons import sentence_of
from offpurpose.report.countries import country_label
from offpurpose.report.figures import read_table

COLUMNS = (
    "affected_accounts",
    "possibly_affected_accounts",
    "affected_matches",
    "possibly_affected_matches",
    "records",
)
LABELS: dict[str, Callable[[str], str]] = {
    "by_country": country_label,
    "by_month": str,
    "by_system": str,
    "by_partner": str,
    "by_purpose": str,
}


@pytest.fixture(scope="module")
def summary(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((case / "report" / "summary.json").read_bytes())
    return found


@pytest.fixture(scope="module")
def faces(case: Path) -> dict[str, Rows]:
    folder = case / "report"
    return {
        "html": Page((folder / "report.html").read_bytes()).rows,
        "md": markdown_rows((folder / "report.md").read_bytes()),
    }


@pytest.fixture(scope="module")
def pdf(case: Path) -> str:
    return pdf_text((case / "report" / "report.pdf").read_bytes())


def expected_rows(case: Path, summary: dict[str, Any]) -> list[list[str]]:
    """The rows that must be there, made from the summary and the CSV files, and from nothing else."""
    accounts, matches = summary["accounts"], summary["matches"]
    rows = [
        *(
            [name.capitalize(), accounts[name], matches[name]]
            for name in ("confirmed", "inferred", "cleared")
        ),
        ["At least affected", accounts["affected"]],
        ["At most affected", accounts["upper_bound"]],
        ["Eligible", accounts["eligible"]],
        ["Records concerned, at least", summary["records"]["affected"]],
        ["E-mail addresses", summary["records"]["email"]],
        ["lines read", matches["read"]],
        ["before the window", matches["before_window"]],
        ["judged", matches["judged"]],
        *(
            [row["day"], row["matches"], row["security_only"], row["ambiguous"]]
            for row in summary["containment_days"]
        ),
        *(
            [row["purpose"], row["holdings"], row["judged_accounts"]]
            for row in summary["unclassified_purposes"]
        ),
        *(
            [name, *(counts[key] for key in ("read", "accepted", "duplicates", "rejected", "unmatchable"))]
            for name, counts in summary["inputs"].items()
        ),
    ]
    for name, label in LABELS.items():
        for row in read_table(case / "report" / f"{name}.csv"):
            key = str(row[name.removeprefix("by_")])
            rows.append(
                [label(key) if key != "unknown" else "not known", *(row[column] for column in COLUMNS)]
            )
    bounds = ("affected", "possibly_affected", "upper_bound")
    rows.append(["The window ended a day earlier", *(summary["edges"][2][key] for key in bounds)])
    rows.append(
        ["Purposes of no class count as security", *(summary["sensitivity"][1][key] for key in bounds)]
    )
    return [[cell if isinstance(cell, str) else f"{cell:,}" for cell in row] for row in rows]


@pytest.mark.parametrize("face", ["html", "md"])
def test_the_rows_are_those_of_the_summary(
    case: Path, summary: dict[str, Any], faces: dict[str, Rows], face: str
) -> None:
    found = {tuple(row[:size]) for row in faces[face] for size in range(2, len(row) + 1)}
    expected = expected_rows(case, summary)
    assert [row for row in expected if tuple(row) not in found] == []
    assert len(expected) > 120


def test_the_rows_stand_in_the_pdf(case: Path, summary: dict[str, Any], pdf: str) -> None:
    missing = [row for row in expected_rows(case, summary) if " ".join(row) not in pdf]
    assert missing == []


@pytest.mark.parametrize("face", ["html", "md"])
def test_every_reason_has_its_numbers(summary: dict[str, Any], faces: dict[str, Rows], face: str) -> None:
    found = {(row[0], row[2], row[3]) for row in faces[face] if len(row) == 4}
    expected = {
        (sentence_of(row["reason"]), f"{row['matches']:,}", f"{row['accounts']:,}")
        for row in summary["reasons"]
    }
    assert expected - found == set()


def test_what_is_read_first_is_the_same_everywhere(case: Path, summary: dict[str, Any], pdf: str) -> None:
    accounts = summary["accounts"]
    first = (
        f"At least {accounts['affected']:,} accounts can be shown to have been matched to an advertiser's"
        " list through an e-mail address or phone number given only for security."
        f" Another {accounts['possibly_affected']:,} accounts cannot be ruled out, so that at most"
        f" {accounts['upper_bound']:,} accounts may be affected"
    )
    folder = case / "report"
    assert first in Page((folder / "report.html").read_bytes()).text
    assert first in plain((folder / "report.md").read_text(encoding="utf-8"))
    assert first in pdf.replace("\u2019", "'")
