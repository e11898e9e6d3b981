"""What `check` counts, held to numbers counted by hand; and the form of the queries that count it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.incidents import INCIDENT, digest

from offpurpose.audit.catalogue import INSPECTION, Catalogue
from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.checking import CheckReport, check_incident
from offpurpose.checking.report import DayFound, GapFound, InputFound
from offpurpose.engine.query_files import QueryFile

FILES = {
    "contacts.csv": f"""\
account_id,kind,identifier_hash,identifier,purpose,valid_from,valid_to
a1,email,{digest("ann@example.org")},,two_factor,2018-01-01T00:00:00Z,2018-07-01T00:00:00Z
a1,email,{digest("ann@example.org")},,profile,2018-03-01T00:00:00Z,2018-09-01T00:00:00Z
a2,phone,,n/a,two_factor,2018-02-01T00:00:00Z,2018-02-01T00:00:00Z
a2,email,,bob@example.org,newsletter,2018-05-01T00:00:00Z,2018-04-01T00:00:00Z
a3,email,,eve@example.org,newsletter,,
a3,email,,eve@example.org,events,2018-06-01T00:00:00Z,
""",
    "uploads.csv": """\
upload_id,advertiser_id,partner_id,system,uploaded_at
u1,brand,,,2018-12-03T00:00:00Z
u2,brand,q1,,2018-12-01T00:00:00Z
u3,brand,q2,web,2018-12-02T00:00:00Z
""",
    "entries.csv": f"""\
upload_id,kind,identifier_hash,identifier,added_at,removed_at
u1,email,{digest("ann@example.org")},,2018-12-04T00:00:00Z,2019-01-03T00:00:00Z
u1,email,,nobody,2018-12-03T00:00:00Z,2019-01-02T00:00:00Z
u1,handle,,@ann,,
u8,,{digest("bob@example.org")},,2018-12-05T00:00:00Z,2019-01-04T00:00:00Z
u9,,{digest("bob@example.org")},,,
""",
    "matches.csv": """\
matched_at,account_id,upload_id,kind,identifier,ended_at
2018-12-31T23:59:59Z,a1,u1,email,,2019-01-02T00:00:00Z
2019-01-01T00:00:00Z,a1,u1,email,,2019-01-03T00:00:00Z
2019-01-02T01:00:00Z,a2,u2,email,nobody,2019-01-04T00:00:00Z
2019-01-02T02:00:00Z,a8,u3,,,
2019-01-02T03:00:00Z,a8,u7,,,
2019-01-04T00:00:00Z,a9,u7,phone,,
2019-01-05T00:00:00Z,a1,u6,phone,,
x,a1,u6,phone,,
y,a1,u6,phone,,
z,a1,u6,phone,,
w,a1,u6,phone,,
2019-01-01T00:00:00Z,,u6,phone,,
""",
    "map.csv": f"""\
partner_id,partner_user_id,account_id,mapped_at,kind,identifier_hash,identifier
q1,r1,a1,2018-11-02T00:00:00Z,email,{digest("ann@example.org")},
q1,r2,a2,2018-11-01T00:00:00Z,email,,nobody
q8,r3,a2,2018-11-03T00:00:00Z,,,
q8,r4,a2,2018-11-03T00:00:00Z,,,
q9,r4,a2,2018-11-03T00:00:00Z,,,
""",
}
INPUTS = INCIDENT.replace("matches-*.csv", "matches.csv") + '[inputs.partner_map]\npath = "map.csv"\n'


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> CheckReport:
    folder = tmp_path_factory.mktemp("inspected")
    for name, text in {**FILES, "incident.toml": INPUTS}.items():
        (folder / name).write_text(text, encoding="utf-8")
    found = check_incident(folder / "incident.toml")
    assert found.ok
    return found


def of(report: CheckReport, name: str) -> InputFound:
    [found] = (each for each in report.inputs if each.name == name)
    return found


def test_orphans(report: CheckReport) -> None:
    assert {each.orphan: (each.rows, each.ids) for each in report.orphans} == {
        "matches_without_upload": (3, 2),
        "matches_without_contacts": (3, 2),
        "entries_without_upload": (2, 2),
        "uploads_without_entries": (2, 2),
        "map_rows_without_partner": (3, 2),
    }


def test_systems(report: CheckReport) -> None:
    assert [(each.system, each.in_incident, each.uploads, each.matches) for each in report.systems] == [
        ("tailored", True, 1, 2),
        ("partner", False, 1, 1),
        ("unknown", False, 0, 3),
        ("web", False, 1, 1),
    ]


def test_purposes_unclassified_first(report: CheckReport) -> None:
    assert [(each.purpose, each.purpose_class, each.holdings, each.accounts) for each in report.purposes] == [
        ("newsletter", "unclassified", 2, 2),
        ("events", "unclassified", 1, 1),
        ("two_factor", "security", 2, 2),
        ("profile", "permitted", 1, 1),
    ]


@pytest.mark.parametrize(
    ("name", "kinds"),
    {
        "contacts": [("email", 5, 0), ("phone", 1, 1)],
        "uploads": [],
        "entries": [("email", 2, 1), (None, 2, 0), ("handle", 1, 0)],
        "matches": [("email", 3, 1), ("phone", 2, 0), (None, 2, 0)],
        "partner_map": [(None, 3, 0), ("email", 2, 1)],
    }.items(),
)
def test_kinds(report: CheckReport, name: str, kinds: list[tuple[str | None, int, int]]) -> None:
    assert [(each.kind, each.rows, each.unmatchable) for each in of(report, name).kinds] == kinds


@pytest.mark.parametrize(
    ("column", "expected"),
    {
        "contacts.valid_from": ((5, 1), ("2018-01-01", "2018-06-01")),
        "contacts.valid_to": ((4, 2), ("2018-02-01", "2018-09-01")),
        "uploads.uploaded_at": ((3, 0), ("2018-12-01", "2018-12-03")),
        "entries.added_at": ((3, 2), ("2018-12-03", "2018-12-05")),
        "entries.removed_at": ((3, 2), ("2019-01-02", "2019-01-04")),
        "matches.ended_at": ((3, 4), ("2019-01-02", "2019-01-04")),
        "partner_map.mapped_at": ((5, 0), ("2018-11-01", "2018-11-03")),
    }.items(),
)
def test_instants(
    report: CheckReport, column: str, expected: tuple[tuple[int, int], tuple[str, str]]
) -> None:
    name, _, column = column.partition(".")
    [found] = (each for each in of(report, name).instants if each.column == column)
    counts, days = expected
    assert (found.instants, found.missing) == counts
    assert (found.first, found.last) == tuple(f"{day}T00:00:00.000000Z" for day in days)


def test_instants_of_matches(report: CheckReport) -> None:
    found = of(report, "matches").instants[0]
    assert (found.first, found.last) == ("2018-12-31T23:59:59.000000Z", "2019-01-05T00:00:00.000000Z")


def test_rejects_by_reason_with_the_first_three(report: CheckReport) -> None:
    timestamps, missing = of(report, "matches").rejected
    assert (timestamps.reason, timestamps.column, timestamps.rows) == ("bad_timestamp", "matched_at", 4)
    assert [(each.file, each.record, each.value) for each in timestamps.examples] == [
        ("matches.csv", 8, "x"),
        ("matches.csv", 9, "y"),
        ("matches.csv", 10, "z"),
    ]
    assert (missing.reason, missing.column, missing.rows) == ("missing_value", "account_id", 1)


def test_days_and_gaps(report: CheckReport) -> None:
    assert report.matches_by_day == (
        DayFound("2018-12-31", in_window=False, matches=1),
        DayFound("2019-01-01", in_window=True, matches=1),
        DayFound("2019-01-02", in_window=True, matches=3),
        DayFound("2019-01-04", in_window=True, matches=1),
        DayFound("2019-01-05", in_window=False, matches=1),
    )
    assert report.gaps == (GapFound("2019-01-03", "2019-01-03", 1),)


def test_counts(report: CheckReport) -> None:
    counts = of(report, "contacts").counts
    assert (counts.intervals_empty, counts.intervals_inverted, counts.unmatchable) == (1, 1, 1)


QUERIES = [each for each in Catalogue.load().queries if each.folder == INSPECTION]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_the_form_of_a_query(query: QueryFile) -> None:
    assert query.header["Grain"].startswith("one row")
    assert "section" in query.header["Rules"]
    assert not query.is_view
    assert all(query.name not in each.reads for each in CONTACT_MATCHING.queries)


def test_every_query_is_read() -> None:
    findings = Path(__file__).parents[2] / "cli/offpurpose/checking/findings.py"
    text = findings.read_text(encoding="utf-8")
    assert all(query.name in text for query in QUERIES)
