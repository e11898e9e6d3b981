"""The queries of calibrating: what they read, and that nothing else reads them."""

from __future__ import annotations

from tests.oracle.tables import SCHEMAS

from offpurpose.audit.catalogue import CALIBRATION, Catalogue

QUERIES = [query for query in Catalogue.load().queries if query.folder == CALIBRATION]
MADE_BY_CALIBRATING = {"rule_digest", "rule_bit"}


def test_they_read_loaded_tables_and_each_other() -> None:
    names = {query.name for query in QUERIES}
    assert len(names) == 8
    assert all(query.reads <= {*SCHEMAS, *names, *MADE_BY_CALIBRATING} for query in QUERIES)
    assert all(query.header["Grain"].startswith("one row") for query in QUERIES)


def test_no_other_query_reads_them() -> None:
    names = {query.name for query in QUERIES}
    assert all(not query.reads & names for query in Catalogue.load().queries if query.folder != CALIBRATION)
