"""The known answer of every rule, asked of the oracle and of the real audit."""

from __future__ import annotations

import pytest
from tests.audits import audit_without_report
from tests.oracle import known_cases, known_mapped
from tests.oracle.audit import audit
from tests.oracle.comparing import read_case
from tests.oracle.evidence import Evidence
from tests.oracle.known_cases import Case
from tests.oracle.making import JANUARY, january
from tests.oracle.outcome import VerdictRow
from tests.oracle.together import alike
from tests.oracle.writing import write_evidence

from offpurpose.audit.run import AuditOptions

CASES = [*known_cases.CASES, *known_mapped.CASES]
each_case = pytest.mark.parametrize(
    ("number", "case"),
    list(enumerate(CASES)),
    ids=[f"{number}-rule_{case.rule}" for number, case in enumerate(CASES)],
)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, VerdictRow]:
    """What the real audit says of each match; the cases that give the same inputs are one incident."""
    found: dict[str | None, VerdictRow] = {}
    for inputs in alike([case.inputs() for case in CASES]):
        folder = tmp_path_factory.mktemp("known")
        written = write_evidence(Evidence(JANUARY, inputs), folder / "incident")
        options = AuditOptions(database=False, max_rejected=1)
        audit_without_report(written.incident, folder / "case", options)
        rows = read_case(folder / "case", written).verdicts
        assert len(rows) == len(inputs["matches"])
        found |= {row.match_id: row for row in rows}
    return found


def agrees(row: VerdictRow, case: Case) -> bool:
    return (row.verdict, row.reason, row.kind or "") == (*case.says_of_it, case.kind)


@each_case
def test_what_the_oracle_says(number: int, case: Case) -> None:
    outcome = audit(january(**case.inputs()))
    (row,) = outcome.verdicts
    assert agrees(row, case), row
    assert outcome.rules == [(0, case.rule)]


@each_case
def test_what_the_audit_says(number: int, case: Case, audited: dict[str | None, VerdictRow]) -> None:
    row = audited[f"m.{number}"]
    assert agrees(row, case), row


def test_every_rule_has_a_known_answer() -> None:
    plain = "1 1b 1c 2 3 3b 4 5 6 8 9 9b 10 11 12 13 14 14b 15 16 17 18"
    by_way_of_the_map = "1 1b 1c 1d 2 3 3b 4 5 6 14 14b 15 16 17 18"
    turned = "2! 9! 10! 14! 15! 7:2! 7:14! 7:15!"
    wanted = {*plain.split(), *(f"7:{rule}" for rule in by_way_of_the_map.split()), *turned.split()}
    assert wanted <= {case.rule for case in CASES}
