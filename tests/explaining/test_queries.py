"""The queries of explanations: what they read, and that nothing else reads them."""

from __future__ import annotations

import pytest
from tests.oracle.tables import SCHEMAS

from offpurpose.audit.catalogue import EXPLANATION, Catalogue
from offpurpose.engine.query_files import QueryFile
from offpurpose.explaining.evidence import queries_of_explanation

QUERIES = [query for query in Catalogue.load().queries if query.folder == EXPLANATION]
each_query = pytest.mark.parametrize("query", QUERIES, ids=[query.name for query in QUERIES])


@each_query
def test_a_query_reads_what_explain_runs_before_it(query: QueryFile) -> None:
    before = {each.name for each in queries_of_explanation()}
    assert query.name in before
    assert query.reads <= {*SCHEMAS, *before}
    assert query.header["Grain"].startswith("one row")
    assert "Stored" not in query.header


def test_no_other_query_reads_them() -> None:
    names = {query.name for query in QUERIES}
    assert all(not query.reads & names for query in Catalogue.load().queries if query.folder != EXPLANATION)
