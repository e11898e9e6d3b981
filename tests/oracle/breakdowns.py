"""The breakdowns: accounts, matches and records by each thing that the contract names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.oracle.accounts import POSSIBLE, AccountVerdict, country_of
from tests.oracle.facts import Facts, Identifier
from tests.oracle.holding import SECURITY_ONLY, UNCLASSIFIED, at, class_of, holdings_of
from tests.oracle.instants import text_of
from tests.oracle.matches import Judged, Window
from tests.oracle.reading import Loaded
from tests.oracle.rules import LOWER_BOUND, Concerned

Table = list[dict[str, Any]]
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """All that the tables are counted from."""

    facts: Facts
    window: Window
    loaded: dict[str, Loaded]
    judged: list[Judged]
    verdicts: list[AccountVerdict]


# Under which keys a match of the lists is counted, and a record concerned.


def advertiser(result: Result, each: Judged) -> set[str]:
    upload = result.facts.uploads.get(each.match.upload_id)
    return {UNKNOWN if upload is None else upload.advertiser_id}


def partner(result: Result, each: Judged) -> set[str]:
    """The partner that sent the list, where its record names one."""
    upload = result.facts.uploads.get(each.match.upload_id)
    return {upload.partner_id} if upload is not None and upload.partner_id is not None else set()


def country(result: Result, each: Judged) -> set[str]:
    return {country_of(result.facts, each.match.account_id)[0] or UNKNOWN}


def purposes_at_issue(result: Result, each: Judged) -> set[str]:
    """What the identifiers without a permitted purpose, on which the verdict rests, were held for then."""
    account_id = each.match.account_id
    return {
        purpose
        for concerned in each.judgement.concerned
        if class_of(result.facts, account_id, concerned.identifier, concerned.t)
        in (SECURITY_ONLY, UNCLASSIFIED)
        for purpose in purposes_of(result, account_id, concerned)
    }


def purposes_of(result: Result, account_id: str, concerned: Concerned) -> set[str]:
    """The purposes of the holdings of an identifier at an instant."""
    holdings = holdings_of(result.facts, account_id, [concerned.identifier])
    return {holding.purpose for holding in at(holdings, concerned.t)}


MATCH_KEYS: dict[str, Callable[[Result, Judged], set[str]]] = {
    "country": country,
    "system": lambda _, each: {each.system},
    "advertiser": advertiser,
    "partner": partner,
    "kind": lambda _, each: set(each.judgement.kinds) or {UNKNOWN},
    "purpose": purposes_at_issue,
    "month": lambda _, each: {text_of(each.match.matched_at)[:7]},
    "reason": lambda _, each: {each.judgement.reason},
}
# A record has its own kind and purposes; for the rest it is counted where its matches are.
RECORD_KEYS: dict[str, Callable[[Result, str, Concerned], set[str]]] = {
    "kind": lambda _result, _account_id, concerned: {concerned.identifier.kind},
    "purpose": purposes_of,
}


def breakdown(result: Result, dimension: str) -> Table:
    """Accounts, matches and records by one thing, sorted by its bytes."""
    accounts: dict[tuple[str, bool], set[str]] = defaultdict(set)
    matches: Counter[tuple[str, bool]] = Counter()
    for each, affected in on_the_lists(result):
        for key in MATCH_KEYS[dimension](result, each):
            accounts[key, affected].add(each.match.account_id)
            matches[key, affected] += 1
    for key, account_id in named_by_rejected_rows(result, dimension):
        accounts[key, False].add(account_id)
    records = records_by(result, dimension)
    keys = {key for key, _ in accounts} | set(records)
    return [
        {
            dimension: key,
            "affected_accounts": len(accounts[key, True]),
            "possibly_affected_accounts": len(accounts[key, False]),
            "affected_matches": matches[key, True],
            "possibly_affected_matches": matches[key, False],
            "records": len(records[key]),
        }
        for key in sorted(keys, key=str.encode)
    ]


def on_the_lists(result: Result) -> list[tuple[Judged, bool]]:
    """The matches that the rows of the lists cover, and whether their account is affected."""
    affected = {each.account_id: each.verdict in LOWER_BOUND for each in result.verdicts}
    found = [(each, affected[each.match.account_id]) for each in result.judged]
    return [
        (each, sure) for each, sure in found if each.judgement.verdict in (LOWER_BOUND if sure else POSSIBLE)
    ]


def named_by_rejected_rows(result: Result, dimension: str) -> list[tuple[str, str]]:
    """The possibly affected accounts that a rejected row names, under its reason and their country."""
    named = [
        each.account_id for each in result.verdicts if each.row_rejected and each.verdict not in LOWER_BOUND
    ]
    if dimension == "reason":
        return [("row_rejected", account_id) for account_id in named]
    if dimension == "country":
        return [(country_of(result.facts, account_id)[0] or UNKNOWN, account_id) for account_id in named]
    return []


def records_by(result: Result, dimension: str) -> dict[str, set[tuple[str, Identifier]]]:
    """The records concerned under each key."""
    records: dict[str, set[tuple[str, Identifier]]] = defaultdict(set)
    for each in result.judged:
        if each.judgement.verdict not in LOWER_BOUND:
            continue
        account_id = each.match.account_id
        for concerned in each.judgement.concerned:
            own = RECORD_KEYS.get(dimension)
            keys = own(result, account_id, concerned) if own else MATCH_KEYS[dimension](result, each)
            for key in keys:
                records[key].add((account_id, concerned.identifier))
    return records
