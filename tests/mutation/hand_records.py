"""Incidents written by hand for what is counted of a match: its kinds, records, countries and reasons."""

from __future__ import annotations

from collections.abc import Callable

from tests.mutation.hand_lists import BY_PARTNERS
from tests.mutation.hand_windows import SHARED, evidence
from tests.oracle.evidence import Evidence, Row
from tests.oracle.known_cases import UNREADABLE
from tests.oracle.making import DAY, EMAIL, PHONE, contact, mapped, match, upload


def shared(account: str, kind: str, purpose: str, since: str | None = None) -> Row:
    """A holding of the digest that may be of an address or of a number."""
    row: Row = {"account_id": account, "kind": kind, "identifier_hash": SHARED, "purpose": purpose}
    return {**row, "valid_from": since}


def both_kinds() -> Evidence:
    """A digest that is an address for one purpose and a number for another; the log names one, or neither."""
    after, lately = "2019-01-11T00:00:00Z", "2019-01-10T00:00:00Z"
    contacts = [
        shared("a", "email", "two_factor"),
        shared("a", "phone", "account_recovery"),
        shared("b", "email", "newsletter"),
        shared("b", "phone", "survey"),
        shared("c", "email", "two_factor"),
        shared("c", "phone", "account_recovery"),
        # Nothing of this account's digest changed lately, but it did later, as did another one of it before.
        shared("d", "email", "two_factor"),
        shared("d", "phone", "account_recovery"),
        shared("d", "email", "profile", after),
        contact("d", EMAIL, "two_factor", lately),
        contact("d", PHONE, "two_factor", lately),
        shared("e", "email", "two_factor", DAY),
        shared("e", "phone", "account_recovery"),
        shared("f", "email", "two_factor", lately),
        shared("f", "phone", "two_factor", lately),
        shared("g", "email", "newsletter"),
        shared("g", "phone", "survey"),
    ]
    matches = [match(each, "u", DAY, identifier_hash=SHARED, kind="email") for each in "ab"]
    matches += [match(each, "u", DAY, identifier_hash=SHARED) for each in "cdefg"]
    return evidence({"contacts": contacts, "matches": matches})


def records_of_maps() -> Evidence:
    """Maps whose records are of one partner, one user, one instant and one verdict; one is used twice.

    One is replaced by a later map, and one is of a match that names an identifier itself.
    """
    earlier, t, later = "2019-01-02T00:00:00Z", "2019-01-05T00:00:00Z", "2019-01-20T00:00:00Z"
    names = ("partner", "user", "instant", "replaced", "verdict")
    contacts = [
        contact(name, value, "two_factor") for name in (*names[:4], "named") for value in (EMAIL, PHONE)
    ]
    contacts += [contact("verdict", EMAIL, "two_factor"), contact("verdict", PHONE, "survey")]
    maps = [mapped("r", name, t, identifier=EMAIL) for name in names]
    maps += [
        {**mapped("r", "partner", t, identifier=PHONE), "partner_id": "tner"},
        mapped("s", "user", t, identifier=PHONE),
        mapped("r", "instant", later, identifier=PHONE),
        mapped("r", "replaced", earlier, identifier=PHONE),
        mapped("r", "verdict", t, identifier=PHONE),
        mapped("r", "named", t, identifier=PHONE),
        mapped("s", "other", t, identifier=PHONE),
    ]
    matches = [match(name, "p", DAY, partner_user_id="r") for name in names]
    matches += [match("user", "p", "2019-01-11T12:00:00Z", partner_user_id="r")]
    matches += [match("replaced", "p", t, partner_user_id="r")]
    matches += [match("named", "p", DAY, identifier=EMAIL, partner_user_id="r")]
    matches += [match("other", "p", DAY, partner_user_id="s"), match("other", "q", DAY, partner_user_id="s")]
    return evidence({"contacts": contacts, "uploads": BY_PARTNERS, "matches": matches, "partner_map": maps})


def countries() -> Evidence:
    """Phone numbers in two countries: of one number, and of two; and one that is unmatchable."""
    digests: list[Row] = [{"identifier": None, "identifier_hash": letter * 64} for letter in "ef"]

    def phone(account: str, which: int, region: str, purpose: str = "two_factor") -> Row:
        return {**contact(account, "x", purpose, region=region), **digests[which]}

    contacts: list[Row] = [
        phone("one number", 0, "DE"),
        phone("one number", 0, "CH", "account_recovery"),
        phone("two numbers", 0, "DE"),
        phone("two numbers", 1, "CH"),
        phone("same", 0, "DE"),
        phone("same", 1, "DE"),
        phone("unmatchable", 0, "DE"),
        {
            "account_id": "unmatchable",
            "kind": "phone",
            "identifier": "n/a",
            "purpose": "two_factor",
            "region": "FR",
        },
    ]
    names = sorted({str(row["account_id"]) for row in contacts})
    return evidence(
        {"contacts": contacts, "matches": [match(each, "u", DAY, kind="handle") for each in names]}
    )


def matches_that_do_not_count() -> Evidence:
    """An affected account has a weaker match too, with a purpose, reason and month that nobody else has."""
    matches = [
        match("a", "u", DAY, identifier=EMAIL),
        match("a", "v", "2019-01-20T00:00:00Z", identifier=PHONE),
        match("b", "w", DAY, identifier=PHONE),
    ]
    contacts = [
        contact("a", EMAIL, "two_factor"),
        contact("a", PHONE, "survey"),
        contact("b", PHONE, "profile"),
    ]
    return evidence(
        {
            "contacts": contacts,
            "uploads": [upload("u"), upload("v", advertiser_id="other")],
            "matches": matches,
        }
    )


def one_reason_by_two_rules() -> Evidence:
    """An account whose contacts are not all known, with matches that two rules would decide."""
    contacts = [contact("a", EMAIL, "two_factor"), {**UNREADABLE, "account_id": "a"}]
    matches = [match("a", "u", DAY, identifier=EMAIL), match("a", "u", DAY, kind="email")]
    return evidence({"contacts": contacts, "matches": matches})


def countries_of_records() -> Evidence:
    """An affected account in countries of every group, and in states of the United States."""
    places = [
        "AT",
        "GR",
        "EL",
        "SK",
        "IS",
        "LI",
        "NO",
        "GB",
        "UK",
        "CH",
        "US",
        "US-CA",
        "US-NY",
        "JP",
        "CA-QC",
    ]
    # More in one place than in its neighbour, so that the two are not taken for each other.
    of = {f"{n} of {place}": place for i, place in enumerate(places) for n in range(i % 4 + 1)}
    return evidence(
        {
            "contacts": [contact(name, EMAIL, "two_factor") for name in of],
            "accounts": [{"account_id": name, "country": place} for name, place in of.items()],
            "matches": [match(name, "u", DAY, identifier=EMAIL) for name in of],
            # No state, though it looks like one.
            "uploads": [upload("u", advertiser_id="US-TX")],
        }
    )


OF_A_WHOLE_LOG: dict[str, Callable[[], Evidence]] = {
    "matches that do not count": matches_that_do_not_count,
}
RECORDS: dict[str, Callable[[], Evidence]] = {
    "both kinds": both_kinds,
    "records of maps": records_of_maps,
    "countries": countries,
    "countries of records": countries_of_records,
    "one reason by two rules": one_reason_by_two_rules,
}
