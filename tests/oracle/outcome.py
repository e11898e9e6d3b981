"""What an audit says, in a form in which two audits can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class VerdictRow(NamedTuple):
    """One judged match, in the columns of verdicts.parquet; `matched_at` in microseconds."""

    match_id: str
    account_id: str
    upload_id: str
    matched_at: int
    system: str
    advertiser_id: str | None
    partner_id: str | None
    kind: str
    verdict: str
    reason: str


class AccountRow(NamedTuple):
    """One row of either account list."""

    account_id: str
    verdict: str
    reasons: str
    kinds: str
    systems: str
    first_matched_at: int | None
    last_matched_at: int | None
    matches: int
    uploads: int
    advertisers: int
    partners: int
    country: str | None
    country_source: str
    account_status: str | None


class RejectedRow(NamedTuple):
    """One rejected row: its place in the input from 0, and every fault that may be given for it."""

    input: str
    number: int
    faults: tuple[tuple[str, str], ...]


class CoverageRow(NamedTuple):
    """Coverage of the window by one system's matches."""

    days: int
    days_with_log: int


@dataclass(frozen=True)
class Edge:
    """The bounds under a window moved by a day."""

    affected: int
    possibly_affected: int
    upper_bound: int


@dataclass
class Outcome:
    """The result of an audit: rows in the contract's order, and the numbers of summary.json."""

    verdicts: list[VerdictRow]
    affected: list[AccountRow]
    possibly_affected: list[AccountRow]
    summary: dict[str, Any]
    rejected: list[RejectedRow]
    coverage_by_system: dict[str, CoverageRow] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    # By which rule each judged match was decided: (place of the row, rule number). For statistics only.
    rules: list[tuple[int, str]] = field(default_factory=list)
    # The tables beside the lists, by name; of a table that one side does not have, nothing is compared.
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
