"""The whole audit: evidence in, outcome out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.oracle.accounts import (
    AccountVerdict,
    account_verdicts,
    eligible_population,
    list_row,
    matches_within_48_hours,
    records_concerned,
)
from tests.oracle.beside import bounds, containment, coverage, coverage_by_system, edges, judged_matches
from tests.oracle.breakdowns import Result
from tests.oracle.evidence import Evidence
from tests.oracle.facts import Facts, gather
from tests.oracle.figures import tables
from tests.oracle.matches import Judged, Window, counted_as, name_of
from tests.oracle.outcome import Outcome, RejectedRow, VerdictRow
from tests.oracle.reading import Loaded, load
from tests.oracle.rules import LOWER_BOUND, STRENGTH


def audit(evidence: Evidence) -> Outcome:
    """Judge all that was given; raises AuditStopsError where the audit must stop."""
    loaded = load(evidence)
    facts, settings = gather(evidence, loaded), evidence.settings
    window = Window(settings.window_start, settings.window_end, settings.rule)
    judged = judged_matches(facts, window)
    verdicts = account_verdicts(facts, window, judged)
    return Outcome(
        verdicts=sorted((verdict_row(facts, each) for each in judged), key=sort_key),
        affected=[list_row(facts, each, judged) for each in verdicts if each.verdict in LOWER_BOUND],
        possibly_affected=[
            list_row(facts, each, judged)
            for each in verdicts
            if each.verdict in ("ambiguous", "undetermined")
        ],
        summary=summary(facts, window, loaded, judged, verdicts),
        rejected=[
            RejectedRow(name, row.number, tuple((fault.column, fault.reason) for fault in row.faults))
            for name, each in loaded.items()
            for row in each.rejected
        ],
        coverage_by_system=coverage_by_system(facts, window),
        edges=edges(facts, window),
        rules=[(each.match.number, rule_number(each)) for each in judged],
        tables=tables(Result(facts, window, loaded, judged, verdicts)),
    )


def rule_number(judged: Judged) -> str:
    """The number of the rule, marked where an incomplete account turned it."""
    turned = judged.judgement.reason.endswith("contacts_incomplete")
    return judged.judgement.rule + ("!" if turned else "")


def verdict_row(facts: Facts, judged: Judged) -> VerdictRow:
    """One row of verdicts.parquet."""
    match, upload = judged.match, facts.uploads.get(judged.match.upload_id)
    return VerdictRow(
        match_id=name_of(match),
        account_id=match.account_id,
        upload_id=match.upload_id,
        matched_at=match.matched_at,
        system=judged.system,
        advertiser_id=None if upload is None else upload.advertiser_id,
        partner_id=None if upload is None else upload.partner_id,
        kind="|".join(sorted(judged.judgement.kinds, key=str.encode)),
        verdict=judged.judgement.verdict,
        reason=judged.judgement.reason,
    )


def sort_key(row: VerdictRow) -> tuple[tuple[bool, int, bytes], ...]:
    """By account_id, matched_at, match_id, upload_id, then the other columns; nulls first, text by bytes."""
    order = (row.account_id, row.matched_at, row.match_id, row.upload_id, *row[4:])
    return tuple(
        (value is not None, value if isinstance(value, int) else 0, str(value or "").encode())
        for value in order
    )


def summary(
    facts: Facts,
    window: Window,
    loaded: dict[str, Loaded],
    judged: list[Judged],
    verdicts: list[AccountVerdict],
) -> dict[str, Any]:
    """The numbers of summary.json."""
    whole, records = bounds(verdicts), records_concerned(judged)
    by_verdict = Counter(each.verdict for each in verdicts)
    kinds = Counter(identifier.kind for _, identifier in records)
    return {
        "accounts": {
            "affected": whole.affected,
            "possibly_affected": whole.possibly_affected,
            "upper_bound": whole.upper_bound,
            "eligible": eligible_population(facts, window),
            **{verdict: by_verdict[verdict] for verdict in STRENGTH},
        },
        "records": {"affected": len(records), "email": kinds["email"], "phone": kinds["phone"]},
        "matches": match_counts(facts, window, loaded, judged),
        "containment": containment(facts, window, judged),
        "inputs": {
            name: {
                "read": each.read,
                "accepted": len(each.accepted),
                "duplicates": len(each.duplicates),
                "rejected": len(each.rejected),
                "unmatchable": each.unmatchable,
            }
            for name, each in loaded.items()
        },
        "coverage": coverage(facts, window),
        "lag": {"within_48_hours": matches_within_48_hours(facts, judged)},
    }


def match_counts(
    facts: Facts, window: Window, loaded: dict[str, Loaded], judged: list[Judged]
) -> dict[str, int]:
    """The matches: read, accepted, where each was counted, and the verdicts of the judged."""
    places = Counter(counted_as(facts, window, each) for each in facts.matches)
    verdicts = Counter(each.judgement.verdict for each in judged)
    return {
        "read": loaded["matches"].read,
        "accepted": len(loaded["matches"].accepted),
        **{name: places[name] for name in ("judged", "before_window", "after_window", "other_system")},
        **{verdict: verdicts[verdict] for verdict in STRENGTH},
    }
