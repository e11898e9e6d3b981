"""Incidents written by hand for what the seeded ones do not meet: maps, lists, countries, reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from tests.mutation.hand_windows import SHARED, START, evidence
from tests.oracle.evidence import Evidence, Row
from tests.oracle.known_cases import UNREADABLE
from tests.oracle.making import DAY, EMAIL, PHONE, contact, entry, mapped, match, upload

BY_PARTNERS = [upload("p", partner_id="par"), upload("q", partner_id="tner")]


def neighbouring_maps() -> Evidence:
    """Maps of two partners, two users and two accounts, alike but for one of the three."""
    t, earlier = "2019-01-05T00:00:00Z", "2019-01-02T00:00:00Z"
    contacts, maps, matches = [], [], []

    def row(key: tuple[str, str, str], at: str, value: str, version: str | None = None) -> None:
        account, user, partner = key
        named = mapped(user, account, at, identifier=value, map_version=version)
        maps.append({**named, "partner_id": partner})

    for name in ("partner", "user", "account", "partner version", "user version", "account version"):
        others = [f"other of {name}"] if name.startswith("account") else []
        for account in (name, *others):
            contacts += [contact(account, EMAIL, "two_factor"), contact(account, PHONE, "profile")]
        matches.append(match(name, "p", DAY, partner_user_id="r"))
        other_account = others[0] if others else name
        other_user = "s" if name.startswith("user") else "r"
        other_partner = "tner" if name.startswith("partner") else "par"
        if not name.endswith("version"):
            row((name, "r", "par"), t, PHONE)
            row((other_account, other_user, other_partner), t, EMAIL)
        else:
            row((name, "r", "par"), t, PHONE, "v1")
            row((name, "r", "par"), earlier, EMAIL, "v2")
            row((other_account, other_user, other_partner), t, PHONE, "v2")
    return evidence({"contacts": contacts, "uploads": BY_PARTNERS, "matches": matches, "partner_map": maps})


def two_reasons() -> Evidence:
    """Maps of two rows with one verdict and two reasons, for each pair of rules that may be neighbours."""
    t = "2019-01-05T00:00:00Z"
    says: dict[str, Row] = {
        "1b": {"kind": "handle"},
        "1c": {"identifier": "n/a"},
        "1d": {"identifier_hash": "f" * 64, "kind": "email", "key_id": "k"},
        "named": {"identifier": EMAIL},
        "never": {"identifier": "else@example.org"},
        "nothing": {},
        "phone": {"kind": "phone"},
        "1": {"kind": "device_id"},
    }
    past = {"valid_to": "2019-01-02T00:00:00Z"}
    phone_later = {"valid_from": "2019-01-06T00:00:00Z"}
    unread: Row = {"kind": "email", "identifier_hash": "abc", "purpose": "profile"}
    # What is held, what the two rows say, and whether the second is two days later.
    pairs: dict[str, tuple[list[Row], str, str, bool]] = {
        "1b 1c": ([], "1b", "1c", False),
        "1c 1d": ([], "1c", "1d", False),
        "1d 4": ([contact("", EMAIL, "newsletter")], "1d", "named", False),
        "4 5": (
            [contact("", EMAIL, "newsletter"), contact("", "else@example.org", "survey", **past)],
            "named",
            "never",
            False,
        ),
        "4 6": ([contact("", EMAIL, "newsletter")], "named", "never", False),
        "5 6": ([contact("", EMAIL, "newsletter", **past)], "named", "never", False),
        "6 17": ([contact("", EMAIL, "newsletter")], "never", "nothing", False),
        "6 18": ([], "never", "nothing", False),
        "17 18": ([contact("", EMAIL, "newsletter")], "nothing", "phone", False),
        "1 3b": ([contact("", EMAIL, "profile")], "1", "named", False),
        "3 3b": (
            [contact("", EMAIL, "profile"), contact("", EMAIL, "two_factor", **past)],
            "named",
            "named",
            True,
        ),
        "3b 15": ([contact("", EMAIL, "profile")], "named", "nothing", False),
        "14b 16": (
            [contact("", EMAIL, "two_factor"), {**contact("", PHONE, "profile"), **phone_later}],
            "nothing",
            "nothing",
            True,
        ),
        "14! 14b": ([contact("", PHONE, "two_factor"), unread], "phone", "nothing", False),
        "14b 15!": (
            [contact("", PHONE, "two_factor"), {**contact("", PHONE, "profile"), **phone_later}, unread],
            "nothing",
            "nothing",
            True,
        ),
        "15! 16": (
            [contact("", EMAIL, "profile"), {**contact("", PHONE, "two_factor"), **phone_later}, unread],
            "nothing",
            "nothing",
            True,
        ),
        "2! 14b": ([contact("", EMAIL, "two_factor"), unread], "named", "nothing", False),
    }
    contacts, maps, matches = [], [], []
    for name, (held, one, other, later) in pairs.items():
        contacts += [{**row, "account_id": name} for row in held]
        for at, said in ((t, one), ("2019-01-07T00:00:00Z" if later else t, other)):
            maps.append(mapped("r", name, at, **{"map_version": "v1", **says[said]}))
        matches.append(match(name, "p", DAY, partner_user_id="r"))
    maps.append(mapped("r", "3 3b", "2019-01-01T00:00:00Z", map_version="v1", identifier=EMAIL))
    return evidence({"contacts": contacts, "uploads": BY_PARTNERS, "matches": matches, "partner_map": maps})


def two_verdicts() -> Evidence:
    """Maps of two rows whose verdicts are neighbours, of which the stronger stands."""
    named: Row = {"identifier": EMAIL}
    unreadable: Row = {"identifier": "n/a"}
    of_kind: Row = {"kind": "email"}
    nothing: Row = {}
    # What the address is held for, and what the two rows say.
    pairs: dict[str, tuple[str, Row, Row]] = {
        "cleared undetermined": ("profile", named, unreadable),
        "undetermined ambiguous": ("two_factor", unreadable, nothing),
        "ambiguous inferred": ("two_factor", nothing, of_kind),
        "inferred confirmed": ("two_factor", of_kind, named),
    }
    return evidence(
        {
            "contacts": [contact(name, EMAIL, purpose) for name, (purpose, *_) in pairs.items()],
            "uploads": BY_PARTNERS,
            "matches": [match(name, "p", DAY, partner_user_id="r") for name in pairs],
            "partner_map": [
                mapped("r", name, "2019-01-05T00:00:00Z", **said)
                for name, (_, *both) in pairs.items()
                for said in both
            ],
        }
    )


def lists() -> Evidence:
    """Lists that are complete though sent later, without a record, or with a row for each counted."""
    names = (
        "dated",
        "no record",
        "counted twice",
        "counted short",
        "unread record",
        "gone empty",
        "other kind",
        "said by none",
    )
    contacts = [
        row for each in names for row in (contact(each, EMAIL, "two_factor"), contact(each, PHONE, "profile"))
    ]
    return evidence(
        {
            "contacts": [
                *contacts,
                {**contact("other kind", EMAIL, "two_factor"), "identifier": None, "identifier_hash": SHARED},
                # What no ad system would have taken is not the digest of its text.
                {
                    **contact("said by none", EMAIL, "two_factor"),
                    "identifier": None,
                    "identifier_hash": hashlib.sha256(b"n/a").hexdigest(),
                },
            ],
            "uploads": [
                upload("dated", uploaded_at="2019-01-20T00:00:00Z"),
                upload("counted twice", entry_count="2"),
                upload("counted short", entry_count="3"),
                upload("unread record", entry_count="many"),
                upload("gone empty"),
                upload("said by none"),
                upload("other kind"),
            ],
            "entries": [
                entry("said by none", "n/a"),
                entry("dated", EMAIL, added_at=START),
                entry("no record", EMAIL),
                entry("counted twice", EMAIL),
                entry("counted twice", EMAIL),
                entry("counted short", EMAIL),
                entry("counted short", EMAIL),
                entry("unread record", EMAIL),
                {"upload_id": None, "identifier": EMAIL},
                # The kind is half of an identifier: the holding is of an address.
                {"upload_id": "other kind", "identifier_hash": SHARED, "kind": "phone"},
                {"upload_id": "gone empty", "identifier_hash": "abc"},
            ],
            "matches": [match(each, each, DAY) for each in names],
        }
    )


def mixed_lists() -> Evidence:
    """A dual-purpose number beside a security-only address; device ids on lists of nothing security-only."""
    security, device = contact("", EMAIL, "two_factor"), {"identifier": "x-1", "kind": "device_id"}
    dual = [contact("", PHONE, "two_factor"), contact("", PHONE, "profile")]
    held: dict[str, list[Row]] = {
        "dual beside": [security, *dual],
        "dual beside, no list": [security, *dual],
        "permitted": [contact("", EMAIL, "profile")],
        "unclassified": [contact("", EMAIL, "newsletter")],
    }
    entries = [entry(name, value) for name in held if "no list" not in name for value in (EMAIL, PHONE)]
    entries += [{"upload_id": name, **device} for name in ("permitted", "unclassified")]
    return evidence(
        {
            "contacts": [{**row, "account_id": name} for name, rows in held.items() for row in rows],
            "uploads": [upload(name) for name in held],
            "entries": entries,
            "matches": [match(name, name, DAY) for name in held],
        }
    )


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
LISTS: dict[str, Callable[[], Evidence]] = {
    "neighbouring maps": neighbouring_maps,
    "two reasons": two_reasons,
    "two verdicts": two_verdicts,
    "lists": lists,
    "mixed lists": mixed_lists,
    "both kinds": both_kinds,
    "records of maps": records_of_maps,
    "countries": countries,
    "countries of records": countries_of_records,
    "one reason by two rules": one_reason_by_two_rules,
}
