"""The incidents on which every mutant is run, those that kill most first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from tests.mutation.hand_lists import LISTS
from tests.mutation.hand_windows import WINDOWS
from tests.mutation.running import Known, known
from tests.mutation.seeded import seeded
from tests.mutation.several_packs import PACKS
from tests.oracle import known_cases, known_mapped
from tests.oracle.evidence import Evidence, Row
from tests.oracle.known_cases import Case
from tests.oracle.making import JANUARY

IDS = ("account_id", "upload_id", "partner_id", "match_id")


def known_answers(*, incomplete: bool = False) -> Evidence:
    """The known case of every rule, each with accounts and lists of its own; or of incomplete accounts."""
    inputs: dict[str, list[Row]] = {}
    for number, case in enumerate([*known_cases.CASES, *known_mapped.CASES]):
        for name, rows in own_ids(case, number).items():
            inputs.setdefault(name, []).extend(rows)
        if incomplete:
            inputs["contacts"].append({**known_cases.UNREADABLE, "account_id": f"a.{number}"})
    return Evidence(replace(JANUARY, max_rejected=1), inputs)


def own_ids(case: Case, number: int) -> dict[str, list[Row]]:
    """The rows of a case, its ids numbered so that they are nobody else's."""

    def numbered(row: Row) -> Row:
        return {
            column: f"{text}.{number}" if column in IDS and text is not None else text
            for column, text in row.items()
        }

    return {name: [numbered(row) for row in rows] for name, rows in case.inputs().items()}


INCIDENTS: dict[str, Callable[[], Evidence]] = {
    "known answers": known_answers,
    "known answers, incomplete accounts": lambda: known_answers(incomplete=True),
    "matched": lambda: seeded(1, 150),
    "active": lambda: seeded(2, 150, rule="active"),
    "no start": lambda: seeded(3, 60, window_start=None),
    "no start, active": lambda: seeded(4, 60, window_start=None, rule="active"),
    **WINDOWS,
    **LISTS,
}
NAMES = (*INCIDENTS, *PACKS)


@cache
def incident(name: str) -> Known:
    """One incident of the battery, audited with the queries as they are."""
    return PACKS[name](name) if name in PACKS else known(name, INCIDENTS[name]())


def incidents() -> Iterator[Known]:
    """All of them, each audited when it is first asked for."""
    return (incident(name) for name in NAMES)
