"""Rules 1 to 6 and 9 to 18, one function a rule, in the order of the table in section 2.

What a match says, and what a map row says, are judged by the same rules; `Said` is either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tests.oracle.facts import Identifier
from tests.oracle.holding import NOT_HELD, PERMITTED, SECURITY_ONLY, UNCLASSIFIED
from tests.oracle.identifiers import CONTACT_KINDS, Named

STRENGTH = ["cleared", "undetermined", "ambiguous", "inferred", "confirmed"]
LOWER_BOUND = ("confirmed", "inferred")
# A missing holding could turn these either way.
TURNED_BY_A_MISSING_ROW = ("2", "9", "10", "14", "15")


@dataclass(frozen=True)
class Said:
    """What a match or a map row says: account, instant, and kind, identifier and partner user id if named."""

    account_id: str
    t: int
    kind: str | None
    named: Named | None
    partner_user_id: str | None = None
    key_missing: bool = False

    @property
    def names_other_kind(self) -> bool:
        """Whether it names a kind that is neither e-mail nor phone."""
        return self.kind is not None and self.kind not in CONTACT_KINDS

    @property
    def names_identifier(self) -> bool:
        """Whether it names an e-mail address or phone number, readable or not."""
        return self.named is not None and self.named.state != "other"


@dataclass(frozen=True)
class Concerned:
    """An identifier that a verdict rests on, and the instant at which it was judged."""

    identifier: Identifier
    t: int


@dataclass(frozen=True)
class Judgement:
    """A verdict, the rule that gave it, its reason, and the identifiers and kinds that it rests on."""

    rule: str
    verdict: str
    reason: str
    kinds: frozenset[str] = frozenset()
    concerned: frozenset[Concerned] = frozenset()


Evidence = TypeVar("Evidence")
Rule = tuple[str, Callable[[Evidence], bool], str, str]


def first_that_applies(rules: list[Rule[Evidence]], evidence: Evidence) -> Judgement:
    """The first rule of the table whose condition holds decides."""
    for number, condition, verdict, reason in rules:
        if condition(evidence):
            return Judgement(number, verdict, reason)
    raise AssertionError("no rule applies")


# Rules 1 to 6: the log names a kind of another sort, or an identifier.


@dataclass(frozen=True)
class NamedEvidence:
    """What rules 1 to 6 look at; `cls` is the class of the named identifier at t."""

    said: Said
    other_kinds: tuple[str, ...]
    cls: str
    dual_purpose: bool
    ever_held: bool


def rule_1(e: NamedEvidence) -> bool:
    return e.said.kind in e.other_kinds and e.said.names_other_kind and e.said.partner_user_id is None


def rule_1b(e: NamedEvidence) -> bool:
    return e.said.names_other_kind and e.said.partner_user_id is None


def rule_1c(e: NamedEvidence) -> bool:
    return e.said.named is not None and e.said.named.state == "unmatchable"


def rule_1d(e: NamedEvidence) -> bool:
    return e.said.key_missing and e.said.named is not None and e.said.named.given_as_digest


def rule_2(e: NamedEvidence) -> bool:
    return e.cls == SECURITY_ONLY


def rule_3(e: NamedEvidence) -> bool:
    return e.cls == PERMITTED and e.dual_purpose


def rule_3b(e: NamedEvidence) -> bool:
    return e.cls == PERMITTED and not e.dual_purpose


def rule_4(e: NamedEvidence) -> bool:
    return e.cls == UNCLASSIFIED


def rule_5(e: NamedEvidence) -> bool:
    return e.cls == NOT_HELD and e.ever_held


def rule_6(e: NamedEvidence) -> bool:
    return not e.ever_held


NAMED_RULES: list[Rule[NamedEvidence]] = [
    ("1", rule_1, "cleared", "not_contact_data"),
    ("1b", rule_1b, "undetermined", "unknown_kind"),
    ("1c", rule_1c, "undetermined", "logged_unreadable"),
    ("1d", rule_1d, "undetermined", "key_missing"),
    ("2", rule_2, "confirmed", "logged_security_only"),
    ("3", rule_3, "cleared", "logged_dual_purpose"),
    ("3b", rule_3b, "cleared", "logged_permitted"),
    ("4", rule_4, "undetermined", "logged_unclassified"),
    ("5", rule_5, "undetermined", "logged_not_held_then"),
    ("6", rule_6, "undetermined", "logged_never_held"),
]


# Rules 9 to 13: the log names neither, and the list is complete.


@dataclass(frozen=True)
class ListedEvidence:
    """What rules 9 to 13 look at: the classes of K."""

    k: list[str]
    names_kind: bool
    other_kinds_listed: bool


def rule_9(e: ListedEvidence) -> bool:
    return only(e.k, SECURITY_ONLY) and (e.names_kind or not e.other_kinds_listed)


def rule_9b(e: ListedEvidence) -> bool:
    return only(e.k, SECURITY_ONLY) and not e.names_kind and e.other_kinds_listed


def rule_10(e: ListedEvidence) -> bool:
    return only(e.k, PERMITTED)


def rule_11(e: ListedEvidence) -> bool:
    return SECURITY_ONLY in e.k and not only(e.k, SECURITY_ONLY)


def rule_12(e: ListedEvidence) -> bool:
    return UNCLASSIFIED in e.k and SECURITY_ONLY not in e.k


def rule_13(e: ListedEvidence) -> bool:
    return not e.k


LISTED_RULES: list[Rule[ListedEvidence]] = [
    ("9", rule_9, "inferred", "only_security_only_listed"),
    ("9b", rule_9b, "ambiguous", "other_kinds_listed"),
    ("10", rule_10, "cleared", "only_permitted_listed"),
    ("11", rule_11, "ambiguous", "mixed_listed"),
    ("12", rule_12, "undetermined", "unclassified_listed"),
    ("13", rule_13, "undetermined", "nothing_listed"),
]


# Rules 14 to 18: the log names neither, and the list is missing or incomplete.


@dataclass(frozen=True)
class HeldEvidence:
    """What rules 14 to 18 look at: the classes of H."""

    h: list[str]
    names_kind: bool


def rule_14(e: HeldEvidence) -> bool:
    return only(e.h, SECURITY_ONLY) and e.names_kind


def rule_14b(e: HeldEvidence) -> bool:
    return only(e.h, SECURITY_ONLY) and not e.names_kind


def rule_15(e: HeldEvidence) -> bool:
    return only(e.h, PERMITTED)


def rule_16(e: HeldEvidence) -> bool:
    return SECURITY_ONLY in e.h and not only(e.h, SECURITY_ONLY)


def rule_17(e: HeldEvidence) -> bool:
    return UNCLASSIFIED in e.h and SECURITY_ONLY not in e.h


def rule_18(e: HeldEvidence) -> bool:
    return not e.h


HELD_RULES: list[Rule[HeldEvidence]] = [
    ("14", rule_14, "inferred", "only_security_only_held"),
    ("14b", rule_14b, "ambiguous", "only_security_only_held_kind_unknown"),
    ("15", rule_15, "cleared", "only_permitted_held"),
    ("16", rule_16, "ambiguous", "list_missing"),
    ("17", rule_17, "undetermined", "unclassified_held"),
    ("18", rule_18, "undetermined", "nothing_held"),
]


def only(classes: list[str], cls: str) -> bool:
    """Not empty, and all of one class."""
    return bool(classes) and set(classes) == {cls}


# The numbers of the rules in their order; rules 7 and 8 are in mapping.py.
ORDER = [number for table in (NAMED_RULES, LISTED_RULES, HELD_RULES) for number, *_ in table]
