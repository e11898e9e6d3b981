"""Incidents written by hand for what the seeded ones do not meet: maps, lists, and the reasons for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from tests.mutation.hand_windows import SHARED, START, evidence
from tests.oracle.evidence import Evidence, Row
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


LISTS: dict[str, Callable[[], Evidence]] = {
    "neighbouring maps": neighbouring_maps,
    "two reasons": two_reasons,
    "two verdicts": two_verdicts,
    "lists": lists,
    "mixed lists": mixed_lists,
}
