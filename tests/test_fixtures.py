"""The sample incidents: what the audit says of them, what is expected of it, and how they were made."""

from __future__ import annotations

import csv
import filecmp
import gzip
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.fixture_evidence import read_evidence
from tests.fixture_expected import expected_outcome, write_expected
from tests.oracle import Evidence, Outcome, VerdictRow, audit
from tests.oracle.comparing import account_rows, cells_of, compare, coverage_rows, differing_numbers, edge
from tests.oracle.comparing import rows_of as case_rows
from tests.oracle.known_cases import SAYS
from tests.oracle.rules import HELD_RULES, NAMED_RULES, TURNED_BY_A_MISSING_ROW

from offpurpose.audit.run import run_audit

FIXTURES = Path(__file__).parent.parent / "fixtures"
EVERY_RULE, TWITTER = FIXTURES / "every_rule", FIXTURES / "twitter_2019"
NAMES = ("every_rule", "twitter_2019")
INPUTS = ("accounts.parquet", "contacts", "entries", "match_log", "partner_map.csv.gz", "uploads.csv")
VERDICTS = {"confirmed", "inferred", "ambiguous", "undetermined", "cleared"}


@cache
def evidence_of(name: str) -> Evidence:
    return read_evidence(FIXTURES / name)


@cache
def expected_of(name: str) -> Outcome:
    return expected_outcome(evidence_of(name))


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The case folders of the sample incidents, by name."""
    folder = tmp_path_factory.mktemp("cases")
    for name in NAMES:
        run_audit(FIXTURES / name / "incident.toml", folder / name)
    return {name: folder / name for name in NAMES}


def actual_of(case: Path) -> Outcome:
    """What a case says, its rejected rows aside."""
    summary = summary_of(case)
    return Outcome(
        verdicts=[VerdictRow(**row) for row in case_rows(case / "accounts" / "verdicts.parquet", VerdictRow)],
        affected=account_rows(case / "accounts" / "affected_accounts.parquet"),
        possibly_affected=account_rows(case / "accounts" / "possibly_affected_accounts.parquet"),
        summary=summary,
        rejected=[],
        coverage_by_system=coverage_rows(case / "report" / "coverage.csv"),
        edges={row["shift"]: edge(row) for row in summary["edges"]},
    )


def summary_of(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((case / "report" / "summary.json").read_text(encoding="utf-8"))
    return found


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# What the audit says, against what is committed.


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("which", ["affected_accounts.csv", "possibly_affected_accounts.csv"])
def test_the_account_lists_are_as_committed(cases: dict[str, Path], name: str, which: str) -> None:
    expected = rows_of(FIXTURES / name / "expected" / which)
    assert expected
    assert list(cells_of(cases[name] / "accounts" / which)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_are_as_committed(cases: dict[str, Path], name: str) -> None:
    expected = json.loads((FIXTURES / name / "expected" / "summary.json").read_text(encoding="utf-8"))
    actual = summary_of(cases[name])
    edges = {row["shift"]: row for row in actual["edges"]}
    systems = {
        system: row._asdict()
        for system, row in coverage_rows(cases[name] / "report" / "coverage.csv").items()
    }
    found = {**actual, "edges": edges, "coverage_by_system": systems}
    assert list(differing_numbers("summary", expected, found)) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_verdicts_by_reason_are_as_committed(cases: dict[str, Path], name: str) -> None:
    table = pq.read_table(cases[name] / "accounts" / "verdicts.parquet", columns=["verdict", "reason"])
    counts = Counter((row["verdict"], row["reason"]) for row in table.to_pylist())
    committed = rows_of(FIXTURES / name / "expected" / "matches_by_reason.csv")
    assert counts == {(row["verdict"], row["reason"]): int(row["matches"]) for row in committed}


@pytest.mark.parametrize("name", NAMES)
def test_every_match_and_account_is_as_the_oracle_has_it(cases: dict[str, Path], name: str) -> None:
    assert compare(expected_of(name), actual_of(cases[name])) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_committed_is_what_the_oracle_says(name: str, tmp_path: Path) -> None:
    write_expected(expected_of(name), tmp_path)
    committed = FIXTURES / name / "expected"
    names = sorted(each.name for each in committed.iterdir())
    assert sorted(each.name for each in tmp_path.iterdir()) == names
    assert filecmp.cmpfiles(committed, tmp_path, names, shallow=False) == (names, [], [])


def test_judging_by_account_is_judging_all_at_once() -> None:
    evidence = evidence_of("every_rule")
    assert compare(replace(audit(evidence), rejected=[]), expected_of("every_rule")) == []


# One account for every rule: the table of the README.


@cache
def readme_table() -> dict[str, tuple[str, str, str]]:
    text = (EVERY_RULE / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `([^`]+)` \|[^|]+\|([^|]*)\|([^|]*)\|([^|]+)\|$", text, re.MULTILINE)
    return {
        account: (rule.strip(), verdict.strip(), reason.strip()) for account, rule, verdict, reason in found
    }


def accounts_of(case: Path) -> dict[str, str]:
    """The verdict of each account of a case that is on a list."""
    lists = ("affected_accounts.csv", "possibly_affected_accounts.csv")
    return {row["account_id"]: row["verdict"] for each in lists for row in cells_of(case / "accounts" / each)}


def test_the_table_names_every_account() -> None:
    assert set(readme_table()) == {row["account_id"] for row in evidence_of("every_rule").inputs["matches"]}


@pytest.mark.parametrize("account", sorted(readme_table()))
def test_the_table_is_right(cases: dict[str, Path], account: str) -> None:
    rule, verdict, reason = readme_table()[account]
    case = cases["every_rule"]
    table = pq.read_table(case / "accounts" / "verdicts.parquet").to_pylist()
    own = [row for row in table if row["account_id"] == account]
    listed = accounts_of(case).get(account)
    reasons = set(re.findall(r"`([^`]+)`", reason))
    if not verdict:
        assert not own
        assert listed is None
        return
    assert listed == (None if verdict == "cleared" else verdict)
    assert {row["reason"] for row in own} == reasons - {"row_rejected"}
    assert set(numbers_of(account)) == {each.removesuffix("!") for each in split_rules(rule, verdict)}


def split_rules(rule: str, verdict: str) -> Iterator[str]:
    """The rules of a cell, as the oracle names them: `7, 2` is one, `1, 14b, 14` are three."""
    if rule.startswith("7, "):
        yield "7:" + rule.removeprefix("7, ")
    else:
        yield from filter(None, rule.split(", "))


def numbers_of(account: str) -> Iterator[str]:
    """The rules by which the oracle decides an account's matches."""
    rows = evidence_of("every_rule").inputs["matches"]
    for number, rule in expected_of("every_rule").rules:
        if rows[number]["account_id"] == account:
            yield rule.removesuffix("!")


def test_matches_that_are_not_judged_are_counted_where_the_table_says(cases: dict[str, Path]) -> None:
    places = Counter(reason for rule, verdict, reason in readme_table().values() if not verdict)
    summary = summary_of(cases["every_rule"])
    for place in ("before_window", "after_window", "other_system"):
        assert summary["matches"][place] == places[f"`{place}`"] == 1


def test_one_use_after_the_window_is_shown(cases: dict[str, Path]) -> None:
    summary = summary_of(cases["every_rule"])
    assert summary["containment"]["after_window_security_only"] == 1


# The incident modelled on the real one.


def all_rules() -> set[str]:
    """Every rule number that a match can have; `!` marks an incomplete account."""
    turned = {f"{number}!" for number in TURNED_BY_A_MISSING_ROW}
    map_rows = {number for number, *_ in [*NAMED_RULES, *HELD_RULES]}
    mapped = {f"7:{number}" for number in {*map_rows, *(f"{each}!" for each in ("2", "14", "15"))}}
    return (set(SAYS) - {"1d"}) | turned | mapped


def test_every_rule_is_hit_ten_times() -> None:
    committed = rows_of(TWITTER / "expected" / "matches_by_rule.csv")
    hits = {row["rule"]: int(row["matches"]) for row in committed}
    assert set(hits) == all_rules()
    assert {rule: count for rule, count in hits.items() if count < 10} == {}


def test_every_place_is_hit_ten_times() -> None:
    outcome = expected_of("twitter_2019")
    places = [outcome.summary["matches"][each] for each in ("before_window", "after_window", "other_system")]
    unknown = sum(row.system == "unknown" for row in outcome.verdicts)
    rejected = sum("row_rejected" in row.reasons for row in outcome.possibly_affected)
    assert min(*places, unknown, rejected, outcome.summary["lag"]["within_48_hours"]) >= 10


def test_its_size() -> None:
    inputs = expected_of("twitter_2019").summary["inputs"]
    assert 1900 <= inputs["accounts"]["read"] <= 2000
    assert 9500 <= inputs["matches"]["read"] <= 11000
    assert inputs["matches"]["duplicates"] > 100
    assert all(each["rejected"] < 0.01 * each["read"] or each["rejected"] <= 10 for each in inputs.values())


def test_it_is_contained(cases: dict[str, Path]) -> None:
    containment = summary_of(cases["twitter_2019"])["containment"]
    assert containment["matches_after_window"] > 0
    assert containment["after_window_security_only"] == containment["after_window_ambiguous"] == 0
    assert containment["still_active_security_only"] == 0


def test_its_people_are_invented() -> None:
    reserved = re.compile(
        r"[a-z]+\.[a-z]+\d+@(?:mail\.example\.org|example\.org|example\.com|post\.example\.net|letters\.test)"
        r"|\+1\d{3}55501\d\d|\+447700900\d{3}|\+3363998\d{4}|\+493023125\d{3}|\+353209[1]\d{5}"
        r"|\(\d{3}\)55501\d\d|07700900\d{3}|063998\d{4}|03023125\d{3}|0209[1]\d{5}"
    )
    for row in evidence_of("twitter_2019").inputs["contacts"]:
        written = re.sub(r"[ -]", "", row.get("identifier") or "").lower()
        # No value is shown: what was found wrong might be somebody's.
        fine = written in ("", "n/a") or reserved.fullmatch(written) is not None
        assert fine, f"a {row['kind']} of account {row['account_id']} is of no reserved range"


def test_unmatchable_contacts_are_the_unreadable_ones() -> None:
    rows = evidence_of("twitter_2019").inputs["contacts"]
    unreadable = len({tuple(sorted(row.items())) for row in rows if row.get("identifier") == "n/a"})
    assert expected_of("twitter_2019").summary["inputs"]["contacts"]["unmatchable"] == unreadable


def test_it_can_be_made_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-I", TWITTER / "generate.py", tmp_path], check=True)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert made == committed_inputs()
    assert sorted(path for path in made if not same_file(TWITTER / path, tmp_path / path)) == []


def committed_inputs() -> set[Path]:
    """The input files of the sample incident."""
    found = [path for name in INPUTS for path in (TWITTER / name, *(TWITTER / name).rglob("*"))]
    return {path.relative_to(TWITTER) for path in found if path.is_file()}


def same_file(committed: Path, made: Path) -> bool:
    """Equal byte for byte, or in all they say where another version of a library has packed them."""
    if committed.read_bytes() == made.read_bytes():
        return True
    if made.suffix == ".gz":
        return gzip.decompress(committed.read_bytes()) == gzip.decompress(made.read_bytes())
    if made.suffix == ".parquet":
        return versions(committed) != versions(made) and bool(
            pq.read_table(committed).equals(pq.read_table(made))
        )
    return False


def versions(path: Path) -> str:
    """What wrote a Parquet file."""
    return str(pq.read_metadata(path).created_by)


def test_the_numbers_of_its_readme_are_right() -> None:
    text = (TWITTER / "README.md").read_text(encoding="utf-8")
    table = text.partition("## What comes out")[2].partition("`expected/`")[0]
    summary = json.loads((TWITTER / "expected" / "summary.json").read_text(encoding="utf-8"))
    accounts, records, matches = summary["accounts"], summary["records"], summary["matches"]
    order = ("affected", "confirmed", "inferred", "possibly_affected", "ambiguous", "undetermined")
    assert [int(each.replace(",", "")) for each in re.findall(r"\b\d[\d,]*", table)] == [
        *(accounts[each] for each in (*order, "upper_bound", "eligible")),
        *(records[each] for each in ("affected", "email", "phone")),
        *(matches[each] for each in ("read", "accepted", "judged")),
        *(summary["coverage"][each] for each in ("days_with_log", "days")),
        *(summary["containment"]["matches_after_window"], 0),
    ]
