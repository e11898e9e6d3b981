"""What can be put to the same test: the oracle, and the real audit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.audits import audit_without_report
from tests.oracle.audit import audit
from tests.oracle.comparing import read_case
from tests.oracle.evidence import Evidence
from tests.oracle.outcome import Outcome
from tests.oracle.writing import write_evidence

from offpurpose.audit.run import AuditOptions

Implementation = Callable[[Evidence, Path], Outcome]


def oracle(evidence: Evidence, folder: Path) -> Outcome:
    """The oracle needs no files."""
    return audit(evidence)


def run_audit(incident: Path, case: Path) -> object:
    """The real audit's entry point; no database is kept and no report written, as nothing here reads them."""
    return audit_without_report(incident, case, AuditOptions(database=False))


def offpurpose(evidence: Evidence, folder: Path) -> Outcome:
    """The real audit, through files and a case folder."""
    written = write_evidence(evidence, folder / "incident")
    run_audit(written.incident, folder / "case")
    return read_case(folder / "case", written)


IMPLEMENTATIONS: dict[str, Implementation] = {"oracle": oracle, "offpurpose": offpurpose}
