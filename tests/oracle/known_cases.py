"""Known answers: at least one case for each rule and variant, with the verdict worked out by hand.

Every case has one match of account `a` on 10 January 2019, named `m`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.oracle.evidence import Row
from tests.oracle.making import contact, entry, match, upload

EMAIL, OTHER_EMAIL, PHONE = "ann@example.org", "ann@work.example.org", "+41446681800"
DAY = "2019-01-10T12:00:00Z"
BAD_HASH = "0123456789abcdef"

SECURITY = contact("a", EMAIL, "two_factor")
PERMITTED = contact("a", EMAIL, "profile")
UNCLASSIFIED = contact("a", EMAIL, "newsletter")
SECURITY_PHONE = contact("a", PHONE, "account_recovery")
PERMITTED_PHONE = contact("a", PHONE, "advertising")
UNCLASSIFIED_PHONE = contact("a", PHONE, "newsletter")
# A contact row that cannot be read, but names the account.
UNREADABLE: Row = {"account_id": "a", "kind": "email", "identifier_hash": BAD_HASH, "purpose": "profile"}


# What each rule says, once more by hand.
SAYS = {
    "1": ("cleared", "not_contact_data"),
    "1b": ("undetermined", "unknown_kind"),
    "1c": ("undetermined", "logged_unreadable"),
    "1d": ("undetermined", "key_missing"),
    "2": ("confirmed", "logged_security_only"),
    "3": ("cleared", "logged_dual_purpose"),
    "3b": ("cleared", "logged_permitted"),
    "4": ("undetermined", "logged_unclassified"),
    "5": ("undetermined", "logged_not_held_then"),
    "6": ("undetermined", "logged_never_held"),
    "8": ("undetermined", "map_missing"),
    "9": ("inferred", "only_security_only_listed"),
    "9b": ("ambiguous", "other_kinds_listed"),
    "10": ("cleared", "only_permitted_listed"),
    "11": ("ambiguous", "mixed_listed"),
    "12": ("undetermined", "unclassified_listed"),
    "13": ("undetermined", "nothing_listed"),
    "14": ("inferred", "only_security_only_held"),
    "14b": ("ambiguous", "only_security_only_held_kind_unknown"),
    "15": ("cleared", "only_permitted_held"),
    "16": ("ambiguous", "list_missing"),
    "17": ("undetermined", "unclassified_held"),
    "18": ("undetermined", "nothing_held"),
}


@dataclass(frozen=True)
class Case:
    """One rule, the kind that the verdict must show, and the evidence for it."""

    rule: str
    kind: str
    contacts: list[Row]
    says: Row = field(default_factory=dict)
    entries: list[Row] = field(default_factory=list)
    upload: Row | None = field(default_factory=lambda: upload("u"))
    partner_map: list[Row] = field(default_factory=list)

    @property
    def says_of_it(self) -> tuple[str, str]:
        """Verdict and reason; `!` marks an account whose contacts are incomplete."""
        rule = self.rule.removeprefix("7:")
        verdict, reason = ("ambiguous", "contacts_incomplete") if rule.endswith("!") else SAYS[rule]
        return verdict, f"mapped:{reason}" if self.rule != rule else reason

    def inputs(self) -> dict[str, list[Row]]:
        """The inputs; those without a row are not given."""
        # Someone else's rows let every input have an accepted row.
        given = {
            "contacts": [*self.contacts, contact("z", "zoe@example.org", "profile")],
            "uploads": [self.upload] if self.upload else [],
            "entries": [*self.entries, entry("elsewhere", "zoe@example.org")] if self.entries else [],
            "matches": [match("a", "u", DAY, match_id="m", **self.says)],
            "partner_map": self.partner_map,
        }
        return {name: rows for name, rows in given.items() if rows}


def logged(value: str, **more: str | None) -> Row:
    """A match that names an identifier."""
    return {"identifier": value, **more}


NAMED = [
    Case("1", "device_id", [SECURITY], {"kind": "device_id"}),
    Case("1", "device_id", [], {"kind": " Device_ID ", "identifier": "x"}),
    Case("1b", "handle", [SECURITY], {"kind": "handle"}),
    Case("1c", "email", [SECURITY], logged("n/a", kind="email")),
    Case("1c", "", [SECURITY], logged("n/a")),
    Case("2", "email", [SECURITY], logged(EMAIL)),
    Case("2", "email", [SECURITY], logged(" Ann@Example.ORG ")),
    Case("2", "phone", [SECURITY_PHONE], logged("+41 44 668 18 00")),
    Case("2", "email", [SECURITY], logged(EMAIL, partner_user_id="r")),
    # A purpose added later does not cure; the match is at the very last microsecond before it.
    Case(
        "2", "email", [SECURITY, contact("a", EMAIL, "profile", "2019-01-10T12:00:00.000001Z")], logged(EMAIL)
    ),
    # The same identifier on another account is judged by that account's own holdings.
    Case("2", "email", [SECURITY, contact("b", EMAIL, "profile")], logged(EMAIL)),
    Case("2!", "email", [SECURITY, UNREADABLE], logged(EMAIL)),
    Case("3", "email", [SECURITY, PERMITTED], logged(EMAIL)),
    Case("3", "email", [SECURITY, PERMITTED, UNCLASSIFIED], logged(EMAIL)),
    Case("3", "email", [SECURITY, PERMITTED, UNREADABLE], logged(EMAIL)),
    Case("3", "email", [SECURITY, contact("a", EMAIL, "profile", DAY)], logged(EMAIL)),
    Case("3b", "email", [PERMITTED], logged(EMAIL)),
    Case("3b", "email", [PERMITTED, UNCLASSIFIED], logged(EMAIL)),
    Case("3b", "email", [PERMITTED, UNREADABLE], logged(EMAIL)),
    # A purpose removed later does not taint.
    Case(
        "3b", "email", [contact("a", EMAIL, "profile", valid_to="2019-01-10T12:00:00.000001Z")], logged(EMAIL)
    ),
    Case("4", "email", [UNCLASSIFIED], logged(EMAIL)),
    Case("4", "email", [SECURITY, UNCLASSIFIED], logged(EMAIL)),
    Case("5", "email", [contact("a", EMAIL, "two_factor", valid_to=DAY)], logged(EMAIL)),
    Case(
        "5", "email", [contact("a", EMAIL, "two_factor", DAY, valid_to="2019-01-01T00:00:00Z")], logged(EMAIL)
    ),
    Case("6", "", [SECURITY], logged(OTHER_EMAIL)),
    Case("6", "", [contact("b", EMAIL, "two_factor")], logged(EMAIL)),
    # The kind is half of the identifier.
    Case("6", "phone", [SECURITY], {"identifier_hash": "e" * 64, "kind": "phone"}),
]

TWO_KINDS = [entry("u", EMAIL), entry("u", PHONE)]
LISTED = [
    Case("9", "email", [SECURITY, PERMITTED_PHONE], {}, [entry("u", EMAIL)]),
    Case(
        "9", "email", [SECURITY], {"kind": "E-Mail"}, [entry("u", EMAIL), entry("u", "x-1", kind="device_id")]
    ),
    Case("9!", "email", [SECURITY, UNREADABLE], {}, [entry("u", EMAIL)]),
    Case(
        "9b",
        "email",
        [SECURITY],
        {},
        [entry("u", EMAIL), entry("u", "x-1", kind="device_id", removed_at="2018-01-01T00:00:00Z")],
    ),
    Case("10", "phone", [SECURITY, PERMITTED_PHONE], {}, [entry("u", PHONE)]),
    Case("10", "email", [SECURITY, PERMITTED], {}, [entry("u", EMAIL)]),
    Case("10!", "email", [PERMITTED, UNREADABLE], {}, [entry("u", EMAIL)]),
    Case("11", "email|phone", [SECURITY, PERMITTED_PHONE], {}, TWO_KINDS),
    Case("11", "email|phone", [SECURITY, UNCLASSIFIED_PHONE], {}, TWO_KINDS),
    Case("11", "email|phone", [SECURITY, PERMITTED_PHONE, UNREADABLE], {}, TWO_KINDS),
    Case("12", "email|phone", [PERMITTED, UNCLASSIFIED_PHONE], {}, TWO_KINDS),
    Case("13", "", [SECURITY], {}, [entry("u", PHONE)]),
    Case("13", "phone", [SECURITY], {"kind": "phone"}, [entry("u", EMAIL)]),
    # The entry had left the list at that very microsecond.
    Case("13", "", [SECURITY], {}, [entry("u", EMAIL, removed_at=DAY)]),
    Case("13", "", [SECURITY], {}, [entry("u", EMAIL, kind="phone")]),
]

TWO_HELD = [SECURITY, PERMITTED_PHONE]
HELD = [
    Case("14", "email", TWO_HELD, {"kind": "email"}),
    Case("14!", "email", [SECURITY, UNREADABLE], {"kind": "email"}),
    Case("14b", "email", [SECURITY]),
    Case("14b", "email", [SECURITY, UNREADABLE]),
    Case("15", "phone", TWO_HELD, {"kind": "phone"}),
    Case("15", "email", [PERMITTED, SECURITY]),
    Case("15!", "email", [PERMITTED, UNREADABLE]),
    Case("16", "email|phone", TWO_HELD),
    Case("16", "email|phone", [SECURITY, UNCLASSIFIED_PHONE]),
    Case("17", "email|phone", [PERMITTED, UNCLASSIFIED_PHONE]),
    Case("18", "phone", [SECURITY], {"kind": "phone"}),
    Case("18", "", [contact("a", "n/a", "two_factor")]),
    # An unknown upload is judged too.
    Case("14", "email", [SECURITY], {"kind": "email"}, upload=None),
]

INCOMPLETE_LISTS = [
    Case(
        "16",
        "email|phone",
        TWO_HELD,
        entries=[entry("u", EMAIL), {"upload_id": "u", "identifier_hash": BAD_HASH}],
    ),
    Case("16", "email|phone", TWO_HELD, entries=[entry("u", EMAIL)], upload=upload("u", entry_count="2")),
    Case(
        "9",
        "email",
        TWO_HELD,
        entries=[entry("u", EMAIL), entry("u", "unreadable")],
        upload=upload("u", entry_count="2"),
    ),
    Case(
        "16",
        "email|phone",
        TWO_HELD,
        entries=[entry("u", EMAIL), entry("u", PHONE, added_at=DAY)],
        upload=upload("u", uploaded_at="2019-01-10T12:00:00.000001Z"),
    ),
    Case("9", "email", TWO_HELD, entries=[entry("u", EMAIL)], upload=upload("u", uploaded_at=DAY)),
    Case("16", "email|phone", TWO_HELD, entries=[entry("u", EMAIL)], upload=upload("u", key_id="k")),
]

CASES = [*NAMED, *LISTED, *HELD, *INCOMPLETE_LISTS]
