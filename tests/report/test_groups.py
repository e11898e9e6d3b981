"""The counts that the report adds, over evidence that has every group of countries."""

from __future__ import annotations

from pathlib import Path

from tests.oracle.audit import audit
from tests.oracle.evidence import Row
from tests.oracle.making import DAY, contact, january, match, upload
from tests.oracle.tables import run_over_tables

COUNTRIES = ("DE", "EL", "NO", "GB", "UK", "CH", "US", "US-CA", "US-NY", "JP", None)
STATUSES = ("active", "suspended", "deleted", None)


def test_groups_states_and_statuses_are_those_of_the_oracle() -> None:
    names = [f"{country}-{status}" for country in COUNTRIES for status in STATUSES]
    accounts: list[Row] = [
        {"account_id": f"{country}-{status}", "country": country, "status": status}
        for country in COUNTRIES
        for status in STATUSES
    ]
    contacts = [contact(name, f"{number}@example.org", "two_factor") for number, name in enumerate(names)]
    matches = [
        match(name, "u", DAY, kind="email", identifier=f"{number}@example.org" if number % 3 else None)
        for number, name in enumerate(names)
    ]
    evidence = january(contacts=contacts, accounts=accounts, matches=matches, uploads=[upload("u")])
    expected, found = audit(evidence).tables, run_over_tables(evidence).tables
    for name in ("country_groups", "us_states", "statuses", "input_spans", "evidence"):
        assert found[f"summary_{name}"] == expected[f"summary_{name}"]
    groups = {row["country_group"]: row["affected_accounts"] for row in found["summary_country_groups"]}
    assert groups == {"eu": 8, "eea": 12, "uk": 8, "switzerland": 4, "us": 12, "elsewhere": 4, "unknown": 4}
    assert [row["state"] for row in found["summary_us_states"]] == ["CA", "NY", "unknown"]


def test_every_file_that_the_report_reads_is_in_the_package() -> None:
    folder = Path(__file__).parents[2] / "cli" / "offpurpose" / "report"
    names = {path.name for path in folder.rglob("*") if path.suffix not in (".py", ".pyc") and path.is_file()}
    assert names == {"report.html", "blocks.html", "report.css", "report.typ", "countries.tsv", "glyphs.txt"}
