"""The expected results of the sample incidents, computed by the oracle and not by the audit.

    python -m tests.fixture_expected fixtures/every_rule fixtures/twitter_2019

writes each folder's `expected/`. The oracle looks through all evidence for every match; here each account is
put to it with its own evidence alone, which is all that the rules let bear on it.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from tests.fixture_evidence import read_evidence
from tests.oracle import AccountRow, Edge, Evidence, Outcome, VerdictRow
from tests.oracle.accounts import (
    AccountVerdict,
    account_verdicts,
    is_eligible,
    list_row,
    matches_within_48_hours,
    records_concerned,
)
from tests.oracle.audit import rule_number, sort_key, verdict_row
from tests.oracle.beside import bounds, coverage, coverage_by_system, moved_windows, still_active
from tests.oracle.beside import instant_or_null as last_of
from tests.oracle.facts import Facts, gather
from tests.oracle.instants import text_of
from tests.oracle.matches import Judged, Window, counted_as, in_scope, judge_all
from tests.oracle.reading import Loaded, load
from tests.oracle.rules import LOWER_BOUND, STRENGTH

Each = TypeVar("Each")
# A list of matches is for the eye, and is written where it is short.
FEW = 1000
INSTANTS = {"matched_at", "first_matched_at", "last_matched_at"}


@dataclass(frozen=True)
class Case:
    """All that is known of an incident, with every accepted match judged, in the window or not."""

    facts: Facts
    loaded: dict[str, Loaded]
    window: Window
    own: dict[str, Facts]
    judged: list[Judged]

    def within(self, window: Window) -> list[Judged]:
        """The matches that a window has judged, in the order of the log."""
        return [each for each in self.judged if counted_as(self.facts, window, each.match) == "judged"]

    def verdicts(self, window: Window) -> list[AccountVerdict]:
        """The verdict of every account under a window."""
        own = grouped(self.within(window), lambda each: each.match.account_id)
        accounts = sorted(self.own, key=str.encode)
        return [
            verdict for each in accounts for verdict in account_verdicts(self.own[each], window, own[each])
        ]


def grouped(items: Iterable[Each], key: Callable[[Each], str]) -> dict[str, list[Each]]:
    """Items by their key, each group in its order."""
    groups: dict[str, list[Each]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def case_of(evidence: Evidence) -> Case:
    """Load the evidence, and judge every accepted match."""
    loaded = load(evidence)
    facts, settings = gather(evidence, loaded), evidence.settings
    own = facts_by_account(facts)
    judged = [each for narrow in own.values() for each in judge_all(narrow, narrow.matches)]
    judged.sort(key=lambda each: each.match.number)
    window = Window(settings.window_start, settings.window_end, settings.rule)
    return Case(facts, loaded, window, own, judged)


def facts_by_account(facts: Facts) -> dict[str, Facts]:
    """For each account its own holdings, matches, map rows and rejected rows, and the lists that it is on."""
    holdings = grouped(facts.holdings, lambda each: each.account_id)
    matches = grouped(facts.matches, lambda each: each.account_id)
    mapped = grouped(facts.partner_map, lambda each: each.account_id)
    entries = grouped(facts.entries, lambda each: each.upload_id)
    rejected = grouped(facts.rejected_matches, lambda each: each.text("account_id") or "")
    rejected.pop("", None)
    return {
        account: replace(
            facts,
            holdings=holdings[account],
            matches=matches[account],
            partner_map=mapped[account],
            rejected_matches=rejected[account],
            entries=[
                each for upload in sorted({m.upload_id for m in matches[account]}) for each in entries[upload]
            ],
        )
        for account in sorted({*holdings, *matches, *rejected}, key=str.encode)
    }


def expected_outcome(evidence: Evidence) -> Outcome:
    """What the audit must say of the evidence."""
    case = case_of(evidence)
    judged, verdicts = case.within(case.window), case.verdicts(case.window)
    own = grouped(judged, lambda each: each.match.account_id)

    def listed(*which: str) -> list[AccountRow]:
        return [
            list_row(case.own[each.account_id], each, own[each.account_id])
            for each in verdicts
            if each.verdict in which
        ]

    return Outcome(
        verdicts=sorted((verdict_row(case.facts, each) for each in judged), key=sort_key),
        affected=listed(*LOWER_BOUND),
        possibly_affected=listed("ambiguous", "undetermined"),
        summary=summary_of(case, judged, verdicts),
        rejected=[],
        coverage_by_system=coverage_by_system(case.facts, case.window),
        edges=edges_of(case),
        rules=[(each.match.number, rule_number(each)) for each in judged],
    )


def summary_of(case: Case, judged: list[Judged], verdicts: list[AccountVerdict]) -> dict[str, Any]:
    """The numbers of summary.json."""
    whole, records = bounds(verdicts), records_concerned(judged)
    by_verdict = Counter(each.verdict for each in verdicts)
    kinds = Counter(identifier.kind for _, identifier in records)
    own = grouped(judged, lambda each: each.match.account_id)
    return {
        "accounts": {
            "affected": whole.affected,
            "possibly_affected": whole.possibly_affected,
            "upper_bound": whole.upper_bound,
            "eligible": sum(is_eligible(facts, case.window, each) for each, facts in case.own.items()),
            **{verdict: by_verdict[verdict] for verdict in STRENGTH},
        },
        "records": {"affected": len(records), "email": kinds["email"], "phone": kinds["phone"]},
        "matches": counts_of_matches(case, judged),
        "containment": containment_of(case, judged),
        "inputs": {name: counts_of_input(each) for name, each in case.loaded.items()},
        "coverage": coverage(case.facts, case.window),
        "lag": {
            "within_48_hours": sum(
                matches_within_48_hours(case.own[each], rows) for each, rows in own.items()
            )
        },
    }


def counts_of_matches(case: Case, judged: list[Judged]) -> dict[str, int]:
    """The matches: read, accepted, where each was counted, and the verdicts of the judged."""
    places = Counter(counted_as(case.facts, case.window, each) for each in case.facts.matches)
    verdicts = Counter(each.judgement.verdict for each in judged)
    return {
        "read": case.loaded["matches"].read,
        "accepted": len(case.loaded["matches"].accepted),
        **{name: places[name] for name in ("judged", "before_window", "after_window", "other_system")},
        **{verdict: verdicts[verdict] for verdict in STRENGTH},
    }


def counts_of_input(loaded: Loaded) -> dict[str, int]:
    """What became of the rows of one input."""
    return {
        "read": loaded.read,
        "accepted": len(loaded.accepted),
        "duplicates": len(loaded.duplicates),
        "rejected": len(loaded.rejected),
        "unmatchable": loaded.unmatchable,
    }


def containment_of(case: Case, judged: list[Judged]) -> dict[str, Any]:
    """What the log says of the time after `end`; null where it says nothing."""
    log = [each for each in case.judged if in_scope(case.facts, each.match.upload_id)]
    after = [each for each in log if each.match.matched_at >= case.window.end]
    shown = [each for each in after if each.judgement.verdict in LOWER_BOUND]
    ambiguous = [each for each in after if each.judgement.verdict == "ambiguous"]
    return {
        "matches_after_window": len(after),
        "log_until": last_of([each.match.matched_at for each in log]),
        "after_window_security_only": len(shown) if after else None,
        "after_window_ambiguous": len(ambiguous) if after else None,
        "still_active_security_only": still_active(
            case.facts, case.window, [each.match for each in log], judged
        ),
        "last_at": last_of([each.match.matched_at for each in shown]),
    }


def edges_of(case: Case) -> dict[str, Edge]:
    """The bounds under each moved window."""
    return {name: bounds(case.verdicts(moved)) for name, moved in moved_windows(case.window).items()}


def text(name: str, value: object) -> str:
    """A cell as the contract writes it; no cell of the sample incidents needs an apostrophe before it."""
    if value is None:
        return ""
    return text_of(value) if name in INSTANTS and isinstance(value, int) else str(value)


def write_rows(path: Path, rows: list[VerdictRow] | list[AccountRow], columns: tuple[str, ...]) -> None:
    """Rows as CSV, in the contract's form."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(
            [text(name, value) for name, value in zip(columns, row, strict=True)] for row in rows
        )


def write_reasons(path: Path, rows: list[VerdictRow]) -> None:
    """The judged matches by verdict and reason."""
    counts = Counter((row.verdict, row.reason) for row in rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("verdict", "reason", "matches"))
        writer.writerows((*key, counts[key]) for key in sorted(counts))


def write_rules(path: Path, rules: list[tuple[int, str]]) -> None:
    """The judged matches by the rule that decided; `7:` goes before that of a map row, `!` marks an
    incomplete account."""
    counts = Counter(rule for _, rule in rules)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("rule", "matches"))
        writer.writerows(sorted(counts.items()))


def write_expected(outcome: Outcome, expected: Path) -> None:
    """Write the expected results of one sample incident into a folder."""
    expected.mkdir(exist_ok=True)
    write_rows(expected / "affected_accounts.csv", outcome.affected, AccountRow._fields)
    write_rows(expected / "possibly_affected_accounts.csv", outcome.possibly_affected, AccountRow._fields)
    if len(outcome.verdicts) < FEW:
        write_rows(expected / "verdicts.csv", outcome.verdicts, VerdictRow._fields)
    write_reasons(expected / "matches_by_reason.csv", outcome.verdicts)
    write_rules(expected / "matches_by_rule.csv", outcome.rules)
    edges = {name: vars(edge) for name, edge in outcome.edges.items()}
    systems = {name: row._asdict() for name, row in sorted(outcome.coverage_by_system.items())}
    numbers = {**outcome.summary, "edges": edges, "coverage_by_system": systems}
    (expected / "summary.json").write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        write_expected(expected_outcome(read_evidence(Path(argument))), Path(argument) / "expected")
