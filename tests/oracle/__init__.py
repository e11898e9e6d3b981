"""A slow, plain re-computation of the audit, made from the audit rules alone, to test the SQL against.

`audit(Evidence) -> Outcome`. To be read beside the rules, in this order: columns, instants, identifiers,
reading (section 4), facts, holding, listing (section 1), rules, judging, mapping, matches (section 2),
accounts (section 3), beside (section 5). `READINGS` says how open places were read.
"""

from __future__ import annotations

from tests.oracle.audit import audit
from tests.oracle.evidence import AuditStopsError, Evidence, Row, Settings
from tests.oracle.outcome import AccountRow, CoverageRow, Edge, Outcome, RejectedRow, VerdictRow
from tests.oracle.readings import READINGS

__all__ = [
    "READINGS",
    "AccountRow",
    "AuditStopsError",
    "CoverageRow",
    "Edge",
    "Evidence",
    "Outcome",
    "RejectedRow",
    "Row",
    "Settings",
    "VerdictRow",
    "audit",
]
