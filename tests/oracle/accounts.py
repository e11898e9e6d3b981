"""The verdict of an account, the two lists, and the figures beside them: rules, section 3."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.facts import Facts, Holding, Identifier
from tests.oracle.holding import (
    SECURITY_ONLY,
    boundaries_of,
    class_of,
    holdings_of,
    purpose_class,
)
from tests.oracle.instants import HOUR
from tests.oracle.matches import Judged, Window, in_scope, place
from tests.oracle.outcome import AccountRow
from tests.oracle.reading import Typed
from tests.oracle.rules import LOWER_BOUND, STRENGTH, Concerned

POSSIBLE = ("ambiguous", "undetermined")
BEFORE_ALL_RECORDS = -(10**18)


@dataclass(frozen=True)
class AccountVerdict:
    """The verdict of an account, and whether a rejected row joined its reasons."""

    account_id: str
    verdict: str
    row_rejected: bool


def known_outside(facts: Facts, window: Window, row: Typed) -> bool:
    """Whether a rejected matches row is known to lie outside the window or in another system."""
    upload_id = row.text("upload_id")
    if upload_id is not None and not in_scope(facts, upload_id):
        return True
    matched_at, ended_at = row.whole("matched_at"), row.whole("ended_at")
    if matched_at is None:
        return False
    end_unreadable = ended_at is None and row.row.get("ended_at") is not None
    if window.rule == "active" and end_unreadable:
        # It may have lasted into the window, unless it only began after it.
        return matched_at >= window.end
    return place(window, matched_at, ended_at) != "inside"


def touched_by_rejected(facts: Facts, window: Window) -> set[str]:
    """The accounts that a rejected matches row may concern."""
    rows = [row for row in facts.rejected_matches if not known_outside(facts, window, row)]
    return {row.must("account_id") for row in rows if row.values["account_id"] is not None}


def account_verdicts(facts: Facts, window: Window, judged: list[Judged]) -> list[AccountVerdict]:
    """The strongest verdict of each account's matches; undetermined at least where a rejected row is."""
    rejected = touched_by_rejected(facts, window)
    accounts = {each.match.account_id for each in judged} | rejected
    verdicts = []
    for account_id in sorted(accounts, key=str.encode):
        own = [each.judgement.verdict for each in judged if each.match.account_id == account_id]
        floor = ["undetermined"] if account_id in rejected else []
        strongest = max([*own, *floor], key=STRENGTH.index)
        verdicts.append(AccountVerdict(account_id, strongest, account_id in rejected))
    return verdicts


def list_row(facts: Facts, account: AccountVerdict, judged: list[Judged]) -> AccountRow:
    """One row of the affected or of the possibly-affected list."""
    affected = account.verdict in LOWER_BOUND
    covered = LOWER_BOUND if affected else POSSIBLE
    own = [
        each
        for each in judged
        if each.match.account_id == account.account_id and each.judgement.verdict in covered
    ]
    reasons = {each.judgement.reason for each in own}
    if account.row_rejected and not affected:
        reasons.add("row_rejected")
    uploads = {each.match.upload_id for each in own}
    records = [facts.uploads[upload_id] for upload_id in uploads if upload_id in facts.uploads]
    instants = [each.match.matched_at for each in own]
    country, source = country_of(facts, account.account_id)
    record = facts.accounts.get(account.account_id)
    return AccountRow(
        account_id=account.account_id,
        verdict=account.verdict,
        reasons=joined(reasons),
        kinds=joined({kind for each in own for kind in each.judgement.kinds}),
        systems=joined({each.system for each in own}),
        first_matched_at=min(instants, default=None),
        last_matched_at=max(instants, default=None),
        matches=len(own),
        uploads=len(uploads),
        advertisers=len({record.advertiser_id for record in records}),
        partners=len({record.partner_id for record in records} - {None}),
        country=country,
        country_source=source,
        account_status=None if record is None else record.status,
    )


def joined(values: set[str]) -> str:
    """A list in one cell: sorted by bytes, `|`-separated."""
    return "|".join(sorted(values, key=str.encode))


def country_of(facts: Facts, account_id: str) -> tuple[str | None, str]:
    """The country of an account, and where it is from."""
    record = facts.accounts.get(account_id)
    if record is not None and record.country is not None:
        return record.country, "account"
    countries = {holding.country for holding in security_phones(facts, account_id)} - {None}
    return (countries.pop(), "phone") if len(countries) == 1 else (None, "unknown")


def security_phones(facts: Facts, account_id: str) -> list[Holding]:
    """The holdings of those phone numbers of an account that it only ever gave for security."""
    found = []
    for identifier in identifiers_held(facts, account_id):
        holdings = holdings_of(facts, account_id, [identifier])
        if all(purpose_class(facts, holding.purpose) == "security" for holding in holdings):
            found += holdings if identifier.kind == "phone" else []
    return found


def identifiers_held(facts: Facts, account_id: str) -> set[Identifier]:
    """All that an account ever held, unmatchable identifiers aside."""
    own = {holding.identifier for holding in facts.holdings if holding.account_id == account_id}
    return {identifier for identifier in own if identifier is not None}


def is_eligible(facts: Facts, window: Window, account_id: str) -> bool:
    """Whether any identifier of the account was security-only at any instant of the window."""
    first = BEFORE_ALL_RECORDS if window.start is None else window.start
    for identifier in identifiers_held(facts, account_id):
        # The class changes at boundaries alone, so these instants show every class that it had.
        changes = boundaries_of(holdings_of(facts, account_id, [identifier]))
        instants = {first, *changes}
        for t in instants:
            inside = first <= t < window.end
            if inside and class_of(facts, account_id, identifier, t) == SECURITY_ONLY:
                return True
    return False


def eligible_population(facts: Facts, window: Window) -> int:
    """The figure that is not an impact count."""
    accounts = {holding.account_id for holding in facts.holdings}
    return sum(is_eligible(facts, window, account_id) for account_id in accounts)


def records_concerned(judged: list[Judged]) -> set[tuple[str, Identifier]]:
    """Distinct (account, kind, digest) that were security-only in a confirmed or inferred match."""
    return {
        (each.match.account_id, concerned.identifier)
        for each in judged
        if each.judgement.verdict in LOWER_BOUND
        for concerned in each.judgement.concerned
    }


def changed_lately(facts: Facts, account_id: str, concerned: Concerned) -> bool:
    """Whether the class of a record changed at an instant c with `u - 48 h <= c <= u`."""
    holdings = holdings_of(facts, account_id, [concerned.identifier])
    return any(
        class_of(facts, account_id, concerned.identifier, c - 1)
        != class_of(facts, account_id, concerned.identifier, c)
        for c in boundaries_of(holdings)
        if concerned.t - 48 * HOUR <= c <= concerned.t
    )


def matches_within_48_hours(facts: Facts, judged: list[Judged]) -> int:
    """The matches of the lower bound that the lag of the ad system's index could touch."""
    return sum(
        any(changed_lately(facts, each.match.account_id, concerned) for concerned in each.judgement.concerned)
        for each in judged
        if each.judgement.verdict in LOWER_BOUND
    )
