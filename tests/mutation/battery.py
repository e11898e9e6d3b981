"""The incidents on which every mutant is run, those that kill most first.

What an incident costs is mostly the planning of the queries: those written by hand, whose accounts and lists
have nothing to do with one another, are one incident unless they are about a window or a whole log.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from tests.mutation.hand_lists import LISTS
from tests.mutation.hand_records import OF_A_WHOLE_LOG, RECORDS
from tests.mutation.hand_windows import BESIDE_OTHERS, WINDOWS
from tests.mutation.running import Known, known
from tests.mutation.seeded import seeded
from tests.mutation.several_packs import PACKS
from tests.oracle import known_cases, known_mapped
from tests.oracle.evidence import Evidence
from tests.oracle.making import JANUARY
from tests.oracle.together import together


def known_answers(*, incomplete: bool = False) -> Evidence:
    """The known case of every rule, each with accounts and lists of its own; or of incomplete accounts."""
    cases = [case.inputs() for case in [*known_cases.CASES, *known_mapped.CASES]]
    told = together(enumerate(cases))
    if incomplete:
        unreadable = [{**known_cases.UNREADABLE, "account_id": f"a.{number}"} for number in range(len(cases))]
        told["contacts"].extend(unreadable)
    return Evidence(replace(JANUARY, max_rejected=1), told)


def written_by_hand() -> Evidence:
    """The incidents written by hand of which the accounts and lists are what matters, as one."""
    made = [make() for make in (*BESIDE_OTHERS.values(), *LISTS.values(), *RECORDS.values())]
    settings = replace(JANUARY, max_rejected=1)
    assert all(each.settings == settings for each in made)
    return Evidence(settings, together(enumerate(each.inputs for each in made)))


INCIDENTS: dict[str, Callable[[], Evidence]] = {
    "known answers": known_answers,
    "written by hand": written_by_hand,
    "known answers, incomplete accounts": lambda: known_answers(incomplete=True),
    "matched": lambda: seeded(1, 150),
    "active": lambda: seeded(2, 150, rule="active"),
    "no start": lambda: seeded(3, 60, window_start=None),
    "no start, active": lambda: seeded(4, 60, window_start=None, rule="active"),
    **WINDOWS,
    **OF_A_WHOLE_LOG,
}
NAMES = (*INCIDENTS, *PACKS)


@cache
def incident(name: str) -> Known:
    """One incident of the battery, audited with the queries as they are."""
    return PACKS[name](name) if name in PACKS else known(name, INCIDENTS[name]())
