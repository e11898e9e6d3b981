"""Tables in which a check must find something, since no audit that is right has any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
from tests.mutation.mutants import Mutant

Rows = list[tuple[Any, ...]]
Tables = dict[str, tuple[dict[str, pa.DataType], Rows]]
TEXT, WHOLE, TRUTH = pa.string(), pa.int64(), pa.bool_()


@dataclass(frozen=True)
class CheckCase:
    """The tables that a check reads, and the rows that it must find in them."""

    check: str
    tables: Tables
    finds: Rows


def accounts(*names: str) -> tuple[dict[str, pa.DataType], Rows]:
    return {"account_id": TEXT}, [(name,) for name in names]


def examined(*rows: tuple[int, bool]) -> tuple[dict[str, pa.DataType], Rows]:
    return {"source_row": WHOLE, "needs_verdict": TRUTH}, list(rows)


def given(*rows: int) -> tuple[dict[str, pa.DataType], Rows]:
    return {"source_row": WHOLE}, [(row,) for row in rows]


VERDICTS: Rows = [
    ("on its list", "confirmed"),
    ("on its list too", "undetermined"),
    ("cleared", "cleared"),
    ("confirmed, on none", "confirmed"),
    ("inferred, on none", "inferred"),
    ("ambiguous, on none", "ambiguous"),
    ("undetermined, on none", "undetermined"),
    ("on both", "ambiguous"),
    ("cleared, on one", "cleared"),
]
NUMBERS = {"read": WHOLE, "accepted": WHOLE, "duplicates": WHOLE, "rejected": WHOLE}
PLACES = {
    "accepted": WHOLE,
    "judged": WHOLE,
    "before_window": WHOLE,
    "after_window": WHOLE,
    "other_system": WHOLE,
}

CASES = [
    CheckCase(
        "row_not_indexed",
        {
            "contact": given(1, 2),
            "account": given(3),
            "partner_map": given(4),
            "match": given(5, 6),
            "account_row": given(1, 2, 3, 4, 5),
            "verdict_code": given(),
        },
        [(6, 5)],
    ),
    CheckCase(
        "account_on_no_list",
        {
            "account_verdict": ({"account_id": TEXT, "verdict": TEXT}, VERDICTS),
            "affected_account": accounts("on its list", "on both", "of nobody"),
            "possibly_affected_account": accounts("on its list too", "on both", "cleared, on one"),
        },
        [
            ("ambiguous, on none", "ambiguous", None),
            ("cleared, on one", "cleared", 1),
            ("confirmed, on none", "confirmed", None),
            ("inferred, on none", "inferred", None),
            ("of nobody", None, 1),
            ("on both", "ambiguous", 2),
            ("undetermined, on none", "undetermined", None),
        ],
    ),
    CheckCase(
        "affected_without_record",
        {"affected_account": accounts("with", "without"), "record_concerned": accounts("with", "other")},
        [("without",)],
    ),
    CheckCase(
        "input_not_reconciled",
        {"input_count": ({"input": TEXT, **NUMBERS}, [("contacts", 9, 4, 3, 2), ("matches", 9, 4, 3, 1)])},
        [("matches", 9, 4, 3, 1)],
    ),
    CheckCase(
        "match_not_reconciled",
        {"summary_matches": (PLACES, [(15, 8, 4, 2, 1), (15, 8, 4, 2, 2)])},
        [(15, 8, 4, 2, 2)],
    ),
    CheckCase("verdict_not_one", {"examined_match": examined(), "verdict_code": given()}, []),
    CheckCase("verdict_not_one", {"examined_match": examined((1, True)), "verdict_code": given()}, [(1, 0)]),
    CheckCase(
        "verdict_not_one",
        {"examined_match": examined((1, True), (2, True), (3, False)), "verdict_code": given(1, 2)},
        [],
    ),
    CheckCase(
        "verdict_not_one",
        {"examined_match": examined((1, True), (2, True)), "verdict_code": given(1, 3)},
        [(2, 2)],
    ),
    # Two rows more, the same twice, which an exclusive-or does not see.
    CheckCase(
        "verdict_not_one",
        {"examined_match": examined((1, True)), "verdict_code": given(1, 2, 2)},
        [(1, 3)],
    ),
]


def found(case: CheckCase, sql: str) -> Rows:
    """What a check finds, sorted."""
    with duckdb.connect(config={"threads": 1}) as con:
        for name, (columns, rows) in case.tables.items():
            cells = [dict(zip(columns, row, strict=True)) for row in rows]
            con.register("cells", pa.Table.from_pylist(cells, pa.schema(list(columns.items()))))
            con.execute(f'create table "{name}" as from cells').fetchall()
            con.unregister("cells")
        return sorted(con.execute(sql).fetchall(), key=str)


def killed_by_case(mutant: Mutant) -> bool:
    """Whether a mutant of a check finds other rows than it must in any of its cases."""
    for case in CASES:
        if case.check == mutant.query:
            try:
                if found(case, mutant.sql) != sorted(case.finds, key=str):
                    return True
            except duckdb.Error:
                return True
    return False
