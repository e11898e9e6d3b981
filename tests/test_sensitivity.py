"""The bounds under other readings: the queries over altered tables against the oracle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

import duckdb
from tests.oracle.evidence import AuditStopsError, Evidence
from tests.oracle.outcome import Edge
from tests.oracle.sensitivity import sensitivity
from tests.oracle.tables import SCHEMAS, make_canonical_tables, records
from tests.worlds import world_of

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.audit.sensitivity import READINGS, Reading, add_sensitivity, sensitivity_queries
from offpurpose.engine.run import run_queries

WORLDS = 8


def quietly(_stage: str, _done: int, _total: int | None) -> None:
    """Take progress and say nothing."""


def by_the_queries(evidence: Evidence) -> dict[str, Edge]:
    with duckdb.connect(config={"threads": 1}) as con:
        make_canonical_tables(con, evidence)
        run_queries(con, CONTACT_MATCHING.queries, quietly)
        before = tables(con)
        add_sensitivity(con, CONTACT_MATCHING, quietly)
        assert tables(con) - before == {"reading", "reading_verdict", "summary_sensitivity"}
        return {row.pop("reading"): Edge(**row) for row in records(con, "from summary_sensitivity")}


def tables(con: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in con.execute("select table_name from information_schema.tables").fetchall()}


def worlds_that_move() -> Iterator[tuple[int, Evidence, dict[str, Edge]]]:
    """The first worlds in which the readings do not all give the same bounds."""
    for number in range(500):
        evidence = world_of(number)
        try:
            expected = sensitivity(evidence)
        except AuditStopsError:
            continue
        if len({(bounds.affected, bounds.upper_bound) for bounds in expected.values()}) > 1:
            yield number, evidence, expected


def test_readings_of_random_worlds() -> None:
    met = set[tuple[str, str]]()
    for number, evidence, expected in islice(worlds_that_move(), WORLDS):
        found = by_the_queries(evidence)
        assert found == expected, f"world {number}"
        met |= {(one, other) for one, other in combinations(READINGS, 2) if found[one] != found[other]}
    # All but the two longest lags were told apart: worlds draw their instants close together.
    assert {reading for pair in met for reading in pair} == set(READINGS)


def test_a_reading_says_what_it_stands_for_and_whom_it_concerns() -> None:
    by_name = {query.name: query for query in sensitivity_queries()}
    for name in READINGS:
        reading = Reading.of(name)
        assert reading.stands_for in {*SCHEMAS, *(query.name for query in CONTACT_MATCHING.queries)}
        assert reading.concerns.name in by_name
        assert reading.stands_for in reading.query.reads


def test_the_audits_own_tables_stay_as_they_are_and_it_can_be_done_again() -> None:
    _, evidence, _ = next(worlds_that_move())
    with duckdb.connect(config={"threads": 1}) as con:
        make_canonical_tables(con, evidence)
        run_queries(con, CONTACT_MATCHING.queries, quietly)
        before = records(con, "from verdict order by all")
        add_sensitivity(con, CONTACT_MATCHING, quietly)
        assert records(con, "from verdict order by all") == before
        found = records(con, "from summary_sensitivity")
        add_sensitivity(con, CONTACT_MATCHING, quietly)
        assert records(con, "from summary_sensitivity") == found
        assert [name for (name,) in con.execute("show databases").fetchall()] == ["memory"]
